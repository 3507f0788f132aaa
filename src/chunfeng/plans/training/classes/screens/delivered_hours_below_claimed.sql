-- One day's verified hours: first in to last out of the class, to the nearest lesson hour, at most that day's length; a mere
-- presence symbol counts the full session. A day without any mark of the class was not delivered, but a month without
-- any mark of the provider is a missing sheet, not a missing lesson. Symbols without timetable or punches: high at most.
/* ---
code: training.delivered_hours_below_claimed
title: 实授课时少于申领课时
clause: T-3.4.b
patterns: [F-23]
severity: block
asks: 班级有考勤的各天实授课时合计少于申领（或开班）课时
reads: [enrolments, classes, attendance, sessions, claims, parameters]
needs: [enrolments, classes, attendance]
params: {day_hours: training.day_hours_max, lesson: training.lesson_minutes}
subject: enrolment
not_for: 补课和调课的日子照算；断网停电有记录的按纸质签到照算；班期所在月份没有该机构考勤的不判
--- */
with punched as (
  select class, marked_on, person, coalesce(slot, 1) as slot, in_at, out_at
  from attendance
  where kind = 'class' and class is not null and marked_on is not null
    and coalesce(status, case when in_at is not null then 'present' end) in ('present', 'late', 'left_early')
), planned as (
  select class, held_on, sum(hours) as hours, sum(minutes_between(starts_at, ends_at)) as minutes
  from sessions where class is not null and held_on is not null
  group by class, held_on
), halves as (
  select class, max(slot) as slots from punched group by class
), days as (
  select class, marked_on, count(distinct slot) as slots, min(in_at) as first_in, max(out_at) as last_out,
         max(case when in_at is null or out_at is null then 1 else 0 end) as symbol
  from punched group by class, marked_on
), lengths as (
  select d.class, d.marked_on, d.slots, h.slots as all_slots, d.symbol, minutes_between(d.first_in, d.last_out) as minutes,
         case when p.hours is not null or p.minutes is not null or d.symbol = 0 then 1 else 0 end as exact,
         least(m.value, coalesce(p.hours, (p.minutes + u.value // 2) // u.value,
           (minutes_between(try_cast(cast(d.marked_on as varchar) || ' ' || c.daily_from as timestamp),
                            try_cast(cast(d.marked_on as varchar) || ' ' || c.daily_to as timestamp)) + u.value // 2) // u.value,
           case when c.hours > 0 and c.days > 0 then (c.hours + c.days - 1) // c.days end, m.value)) as length
  from days as d
  join halves as h on h.class = d.class
  join classes as c on c.class = d.class
  join parameters as m on m.code = 'training.day_hours_max' and m.valid_from_on <= d.marked_on
    and (m.valid_to_on is null or d.marked_on < m.valid_to_on)
  join parameters as u on u.code = 'training.lesson_minutes' and u.valid_from_on <= d.marked_on
    and (u.valid_to_on is null or d.marked_on < u.valid_to_on)
  left join planned as p on p.class = d.class and p.held_on = d.marked_on
), delivered as (
  select l.class, count(*) as days, min(l.exact) as exact,
         sum(case when l.symbol = 1 then (l.length * l.slots + l.all_slots - 1) // l.all_slots
                  else least(l.length, (l.minutes + u.value // 2) // u.value) end) as hours
  from lengths as l
  join parameters as u on u.code = 'training.lesson_minutes' and u.valid_from_on <= l.marked_on
    and (u.valid_to_on is null or l.marked_on < u.valid_to_on)
  group by l.class
), covered as (
  select distinct c.provider, month_of(a.marked_on) as month
  from attendance as a join classes as c on c.class = a.class
  where a.kind = 'class' and a.marked_on is not null
), claimed as (
  select class, person, max(hours) as hours from claims
  where class is not null and person is not null and coalesce(item, 'tuition') = 'tuition'
    and coalesce(state, 'submitted') not in ('draft', 'returned', 'refused', 'withdrawn', 'cancelled', 'recovered')
  group by class, person
), claimed_classes as (
  select class, 1 as claimed from claims where class is not null group by class
), lines as (
  select e.enrolment, e.class, c.ends_on, c.provider, d.days, d.hours, d.exact,
         case when month_of(c.starts_on) = f.month and month_of(c.ends_on) = t.month then 1 else 0 end as covered,
         coalesce(q.hours, c.hours) as claimed_hours
  from enrolments as e
  join classes as c on c.class = e.class
  join delivered as d on d.class = e.class
  left join covered as f on f.provider = c.provider and f.month = month_of(c.starts_on)
  left join covered as t on t.provider = c.provider and t.month = month_of(c.ends_on)
  left join claimed as q on q.class = e.class and q.person = e.person
  left join claimed_classes as k on k.class = e.class
  where e.person is not null and e.removed_on is null and e.transferred_on is null
    and (k.claimed is null or q.person is not null)
    and c.ends_on <= as_of()
)
select
  enrolment as subject,
  cast(null as varchar) as other,
  case when covered = 1
       then '实授 ' || cast(hours as varchar) || ' 课时（' || cast(days as varchar) || ' 天有考勤），申领 '
            || cast(claimed_hours as varchar) || ' 课时，多报 ' || cast(claimed_hours - hours as varchar) || ' 课时'
       else '需要该班全部月份的考勤' end as said,
  case when covered = 0 then 'untestable' when exact = 1 then 'block' else 'high' end as severity,
  hours as delivered_hours,
  claimed_hours as claimed_hours,
  days as days_with_marks
from lines
where hours < claimed_hours
