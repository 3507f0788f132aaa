/* ---
code: rights.complaints_answered_in_time
title: 投诉按期答复受理
english: Complaints answered in time
asks: 当月收到的投诉举报中，在受理期限内告知是否受理的；期限未到、还没有答复的不计入
clause: R-3.2.a
unit: percent
reads: [complaints]
--- */
select complaint as subject, area, cast(null as varchar) as agency, substr(cast(received_on as varchar), 1, 7) as period,
       cast(null as varchar) as class, cast(null as varchar) as person,
       case when answered_on is not null and answered_on <= answer_due_on then 1 else 0 end as value
from complaints
where received_on is not null and received_on <= as_of() and answer_due_on is not null
  and (answered_on is not null or answer_due_on < as_of())
