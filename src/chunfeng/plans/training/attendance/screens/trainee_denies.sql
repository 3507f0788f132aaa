/* ---
code: training.trainee_denies
title: 学员本人说没有参加
clause: T-3.4.b
patterns: [F-01]
severity: high
asks: 名册上的学员本人回答没有参加这个班
reads: [enrolments, confirmations]
needs: [enrolments, confirmations]
params: {}
subject: enrolment
not_for: 没有回答的人；改口回答参加的人；已经退班、转班的人
--- */
select
  e.enrolment as subject,
  cast(null as varchar) as other,
  '学员本人 ' || cast(c.answered_on as varchar) || ' 回答没有参加这个班' as said,
  c.answered_on as answered_on,
  e.class as class
from confirmations as c
join enrolments as e on e.person = c.person and e.class = c.class
where not c.takes_part and e.removed_on is null and e.transferred_on is null
