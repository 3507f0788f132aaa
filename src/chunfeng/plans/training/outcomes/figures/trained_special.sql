/* ---
code: training.trained_special
title: 特色培训人数
english: Persons in special programmes
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；五个部门特色项目合计；只发补助、不办班的不计
clause: T-1.3
also: [T-2.2]
target: trained_special
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('SPARK', 'REWARM', 'RAIN_DEW', 'DOMESTIC', 'DISABLED')
