-- A teacher without any row of his provider is another test. Rows without dates say nothing about validity.
/* ---
code: training.teacher_certificate
title: 教师证书在授课日无效
clause: T-3.2.c
patterns: [F-29]
severity: high
asks: 授课日（没有课次的按开班日）教师没有该工种的有效证书
reads: [classes, sessions, teachers]
needs: [teachers, classes]
params: {}
subject: class
not_for: 列名的技能工匠替代人员；证书没有写有效期；只有教师姓名、没有工种的证书按任何工种算
--- */
with taught as (
  select c.class, c.provider, c.trade, coalesce(s.teacher, c.teacher) as teacher, s.held_on
  from sessions as s
  join classes as c on c.class = s.class
  where s.held_on is not null
  union all
  select c.class, c.provider, c.trade, c.teacher, c.starts_on as held_on
  from classes as c
  left join (select class, count(held_on) as sessions from sessions where class is not null group by class) as s on s.class = c.class
  where coalesce(s.sessions, 0) = 0
), days as (
  select distinct class, provider, trade, teacher, held_on from taught
  where provider is not null and teacher is not null and held_on is not null
), judged as (
  select d.class, d.teacher, d.held_on,
         max(case when coalesce(t.substitute, false)
                    or ((t.trade is null or d.trade is null or t.trade = d.trade)
                        and (t.certificate_from_on is null or t.certificate_from_on <= d.held_on)
                        and (t.certificate_to_on is null or d.held_on <= t.certificate_to_on))
             then 1 else 0 end) as valid,
         max(t.certificate_to_on) as certificate_to_on
  from days as d
  join teachers as t on t.provider = d.provider and t.teacher = d.teacher
  group by d.class, d.teacher, d.held_on
), bad as (
  select class, teacher, held_on, certificate_to_on,
         row_number() over (partition by class order by held_on, teacher) as nth,
         count(*) over (partition by class) as days
  from judged where valid = 0
)
select
  class as subject,
  cast(null as varchar) as other,
  cast(held_on as varchar) || ' 授课时教师没有该工种的有效证书，共 ' || cast(days as varchar) || ' 天' as said,
  held_on as first_on,
  days as days,
  certificate_to_on as certificate_to_on
from bad
where nth = 1
