/* ---
code: training.disabled_pass_rate
title: 残疾农民工培训合格率
english: Pass rate, training of disabled migrant workers
asks: 参加考核的人里合格的，补考合格也算，一人一班算一次，按结业的月份
clause: T-2.2.5
target: pass_rate
unit: percent
persons: true
reads: [trainings]
needs: [exams]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       case when passed then 1 else 0 end as value
from trainings
where finished and ended_on <= as_of()
  and examined and programme = 'DISABLED'
