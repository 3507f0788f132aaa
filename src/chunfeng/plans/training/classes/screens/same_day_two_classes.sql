-- Only day sessions without any time on either side: where times are known the finer test judges.
/* ---
code: training.same_day_two_classes
title: 同一人同一天在两个班全天签到
clause: T-3.4.b
patterns: [F-17]
severity: high
stands_in_for: training.overlapping_sessions
asks: 两个班都没有上课时间，同一人同一天在两个班全天（或同一半天）都有到课记号
reads: [enrolments, attendance, sessions, classes]
needs: [enrolments, attendance]
params: {}
subject: enrolment
other: enrolment
not_for: 一个上午班一个下午班；只在一个班到课；网课、补课签到
--- */
with spans as (
  select class, min(marked_on) as first_on, max(marked_on) as last_on from attendance
  where kind = 'class' and class is not null and marked_on is not null
  group by class
), twice as (
  select a.person, a.class
  from enrolments as a
  join spans as s on s.class = a.class
  join enrolments as b on b.person = a.person
  join spans as t on t.class = b.class
  where a.class <> b.class and s.first_on <= t.last_on and t.first_on <= s.last_on
  group by a.person, a.class
), doubled as (
  select class from enrolments where class in (select class from twice) group by class
), slots as (
  select a.class, a.marked_on, count(distinct a.slot) as slots,
         max(case when a.in_at is not null or s.starts_at is not null then 1 else 0 end) as timed
  from attendance as a
  join doubled as c on c.class = a.class
  left join sessions as s on s.session = a.session
  where a.kind = 'class' and a.class is not null and a.marked_on is not null
  group by a.class, a.marked_on
), punches as (
  select a.person, a.class, a.marked_on, coalesce(a.slot, 1) as slot
  from attendance as a
  join doubled as t on t.class = a.class
  left join classes as c on c.class = a.class
  where a.kind = 'class' and a.status in ('present', 'late', 'left_early')
    and (c.daily_from is null or c.daily_to is null)
    and coalesce(a.reason, '') not like '%网课%' and coalesce(a.reason, '') not like '%线上%'
    and coalesce(a.reason, '') not like '%补课%' and coalesce(a.reason, '') not like '%更正%'
), held as (
  select distinct a.person, a.class, a.marked_on, a.slot, d.slots
  from punches as a
  join twice as t on t.person = a.person and t.class = a.class
  join slots as d on d.class = a.class and d.marked_on = a.marked_on and d.timed = 0
), pairs as (
  select a.person, a.class, b.class as other_class, count(distinct a.marked_on) as days, min(a.marked_on) as first_on
  from held as a
  join held as b on b.person = a.person and b.marked_on = a.marked_on
  where a.class <> b.class
    and ((a.slots <= 1 and b.slots <= 1 and a.slot = b.slot) or (a.slots > 1 and b.slots > 1 and a.slot = b.slot))
  group by a.person, a.class, b.class
)
select
  e.enrolment as subject,
  o.enrolment as other,
  '有 ' || cast(p.days as varchar) || ' 天在两个班都有到课记号（无上课时间，按整天），首日 ' || cast(p.first_on as varchar) as said,
  p.days as overlapping_days,
  p.first_on as first_on,
  p.class as class,
  p.other_class as other_class
from pairs as p
join enrolments as e on e.person = p.person and e.class = p.class
join enrolments as o on o.person = p.person and o.class = p.other_class
