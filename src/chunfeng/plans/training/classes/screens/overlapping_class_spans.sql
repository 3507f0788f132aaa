-- Judges only pairs that the finer tests could not: a class without any mark. A person who has no presence inside the
-- other span in a class that has a book is "enrolled in both, present in one" and stays clean.
/* ---
code: training.overlapping_class_spans
title: 同一人在授课日期重叠的两个班的名册上
clause: T-3.4.b
patterns: [F-17]
severity: high
stands_in_for: training.overlapping_sessions
asks: 同一人在册的两个班开班至结班日期重叠，而且至少一个班没有签到记录
reads: [enrolments, classes, attendance]
needs: [enrolments, classes]
params: {}
subject: enrolment
other: enrolment
not_for: 经批准的转班、退班；班次取消；写明的上课时间错开；有签到的班该人没有到课
--- */
with booked as (
  select class, 1 as booked from attendance where kind = 'class' and class is not null group by class
), twice as (
  select person from enrolments where person is not null and class is not null
  group by person having count(distinct class) > 1
), spans as (
  select e.enrolment, e.person, e.class, c.starts_on, c.daily_from, c.daily_to, coalesce(b.booked, 0) as booked,
         case when e.removed_on <= c.ends_on then e.removed_on - 1 else c.ends_on end as ends_on
  from enrolments as e
  join twice as t on t.person = e.person
  join classes as c on c.class = e.class
  left join booked as b on b.class = e.class
  where e.transferred_on is null and c.starts_on is not null and c.ends_on is not null and c.starts_on <= c.ends_on
    and coalesce(c.state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
), pairs as (
  select a.enrolment, b.enrolment as other, a.person, a.class, b.class as other_class, a.starts_on, a.ends_on,
         b.starts_on as other_starts_on, b.ends_on as other_ends_on, a.booked, b.booked as other_booked
  from spans as a
  join spans as b on b.person = a.person
  where a.class <> b.class and a.starts_on <= b.ends_on and b.starts_on <= a.ends_on
    and (a.booked = 0 or b.booked = 0)
    and not (coalesce(a.daily_to <= b.daily_from, false) or coalesce(b.daily_to <= a.daily_from, false))
), came as (
  select distinct p.person, p.class, p.other_class
  from (select person, class, other_class, other_starts_on, other_ends_on from pairs where booked = 1) as p
  join attendance as m on m.person = p.person and m.class = p.class and m.kind = 'class'
  where m.marked_on between p.other_starts_on and p.other_ends_on
    and coalesce(m.status, case when m.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
)
select
  p.enrolment as subject,
  p.other as other,
  '两班授课日期重叠：' || cast(p.starts_on as varchar) || ' 至 ' || cast(p.ends_on as varchar) || ' 与 '
    || cast(p.other_starts_on as varchar) || ' 至 ' || cast(p.other_ends_on as varchar) || '（无签到，按班期）' as said,
  p.class as class,
  p.other_class as other_class,
  p.other_starts_on as other_starts_on,
  p.other_ends_on as other_ends_on
from pairs as p
left join came as x on x.person = p.person and x.class = p.class and x.other_class = p.other_class
left join came as y on y.person = p.person and y.class = p.other_class and y.other_class = p.class
where (p.booked = 0 or x.person is not null) and (p.other_booked = 0 or y.person is not null)
