-- Half-open times: a session that ends at 11:30 and one that starts at 11:30 do not overlap.
-- A planned time is narrowed by the person's own punches, so that a session moved by an approved change is judged as held.
/* ---
code: training.overlapping_sessions
title: 同一人同一时间在两个班签到
clause: T-3.4.b
patterns: [F-17]
severity: block
asks: 同一人签到的两个班的课次时间重叠
reads: [enrolments, attendance, sessions, classes]
needs: [enrolments, attendance]
params: {}
subject: enrolment
other: enrolment
not_for: 只在一个班到课；网课、补课签到；前一课结束时后一课才开始
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
  select a.class, a.marked_on, c.daily_from, c.daily_to, case when min(a.slot) = max(a.slot) or max(a.slot) is null then 1 else 0 end as whole
  from attendance as a
  join doubled as t on t.class = a.class
  left join classes as c on c.class = a.class
  where a.kind = 'class' and a.marked_on is not null
  group by a.class, a.marked_on, c.daily_from, c.daily_to
), days as (
  select class, marked_on,
         case when whole = 1 then try_cast(cast(marked_on as varchar) || ' ' || daily_from as timestamp) end as daily_from,
         case when whole = 1 then try_cast(cast(marked_on as varchar) || ' ' || daily_to as timestamp) end as daily_to
  from slots
), punches as (
  select a.person, a.class, a.marked_on, a.session, a.in_at, a.out_at, a.by_name
  from attendance as a
  join doubled as c on c.class = a.class
  where a.kind = 'class'
    and coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
    and coalesce(a.reason, '') not like '%网课%' and coalesce(a.reason, '') not like '%线上%'
    and coalesce(a.reason, '') not like '%补课%' and coalesce(a.reason, '') not like '%更正%'
), marks as (
  select a.person, a.class, a.marked_on, a.in_at, a.out_at, coalesce(a.by_name, false) as by_name,
         coalesce(s.starts_at, d.daily_from) as planned_from, coalesce(s.ends_at, d.daily_to) as planned_to
  from punches as a
  join twice as t on t.person = a.person and t.class = a.class
  join days as d on d.class = a.class and d.marked_on = a.marked_on
  left join sessions as s on s.session = a.session
), held as (
  select person, class, marked_on, by_name,
         case when planned_from is null or in_at > planned_from then coalesce(in_at, planned_from) else planned_from end as from_at,
         case when planned_to is null or out_at < planned_to then coalesce(out_at, planned_to) else planned_to end as to_at
  from marks
  where (planned_from is not null and planned_to is not null) or (in_at is not null and out_at is not null)
), pairs as (
  select a.person, a.class, b.class as other_class, count(distinct a.marked_on) as days, min(a.from_at) as first_from,
         min(b.from_at) as first_other_from,
         max(case when a.by_name or b.by_name then 1 else 0 end) as named
  from held as a
  join held as b on b.person = a.person and b.marked_on = a.marked_on
  where a.class <> b.class and a.from_at < b.to_at and b.from_at < a.to_at
    and a.from_at < a.to_at and b.from_at < b.to_at
  group by a.person, a.class, b.class
)
select
  e.enrolment as subject,
  o.enrolment as other,
  '有 ' || cast(p.days as varchar) || ' 天同时在两个班签到，首次 ' || substr(cast(p.first_from as varchar), 1, 16) as said,
  case when p.named = 1 then 'high' else 'block' end as severity,
  p.days as overlapping_days,
  p.first_from as first_at,
  p.first_other_from as first_other_at,
  p.class as class,
  p.other_class as other_class
from pairs as p
join enrolments as e on e.person = p.person and e.class = p.class
join enrolments as o on o.person = p.person and o.class = p.other_class
