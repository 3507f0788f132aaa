/* ---
code: training.trainees_deny
title: 多名学员说没有参加
clause: T-3.4.b
patterns: [F-01]
severity: high
asks: 回答了的学员里，说没有参加的达到两成
reads: [enrolments, confirmations, classes, parameters]
needs: [enrolments, confirmations, classes]
params: {base: training.base_persons, denied: training.denied_percent}
subject: class
not_for: 回答不足十人的班；没有回答、已经退班的人不算
--- */
with asked as (
  select e.class, count(*) as persons, sum(case when c.takes_part then 0 else 1 end) as denied
  from confirmations as c
  join enrolments as e on e.person = c.person and e.class = c.class
  where e.removed_on is null and e.transferred_on is null
  group by e.class
)
select
  a.class as subject,
  cast(null as varchar) as other,
  cast(a.persons as varchar) || ' 人回答，' || cast(a.denied as varchar) || ' 人说没有参加' as said,
  a.persons as persons,
  a.denied as denied
from asked as a
join classes as k on k.class = a.class
join parameters as b on b.code = 'training.base_persons' and b.area is null and b.valid_from_on <= k.starts_on
  and (b.valid_to_on is null or k.starts_on < b.valid_to_on)
join parameters as d on d.code = 'training.denied_percent' and d.area is null and d.valid_from_on <= k.starts_on
  and (d.valid_to_on is null or k.starts_on < d.valid_to_on)
where a.persons >= b.value and a.denied * 100 >= a.persons * d.value
