/* ---
code: training.providers_designated
title: 新认定定点培训机构
english: Training providers newly designated
asks: 定点协议在当月开始的培训机构，一家按最近一次协议算一次
clause: T-3.2.a
unit: provider
reads: [providers]
--- */
select provider as subject, area, cast(null as varchar) as agency, substr(cast(admitted_on as varchar), 1, 7) as period,
       cast(null as varchar) as class, cast(null as varchar) as person, 1 as value
from providers
where admitted_on is not null and admitted_on <= as_of()
