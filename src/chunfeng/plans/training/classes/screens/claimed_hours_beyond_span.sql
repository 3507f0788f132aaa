/* ---
code: training.claimed_hours_beyond_span
title: 申领课时多于班期能上的课时
clause: T-3.4.b
patterns: [F-23]
severity: high
stands_in_for: training.delivered_hours_below_claimed
asks: 没有考勤的班，开班至结班天数乘以每天最多课时仍少于申领（或开班）课时
reads: [enrolments, classes, attendance, claims, parameters]
needs: [enrolments, classes]
params: {day_hours: training.day_hours_max}
subject: enrolment
not_for: 有考勤的班（由实授课时判断）；没有写明结班日期的班
--- */
with booked as (
  select class, 1 as booked from attendance where kind = 'class' and class is not null group by class
), claimed as (
  select class, person, max(hours) as hours from claims
  where class is not null and person is not null and coalesce(item, 'tuition') = 'tuition'
    and coalesce(state, 'submitted') not in ('draft', 'returned', 'refused', 'withdrawn', 'cancelled', 'recovered')
  group by class, person
), claimed_classes as (
  select class, 1 as claimed from claims where class is not null group by class
), lines as (
  select e.enrolment, e.class, c.starts_on, c.ends_on, coalesce(q.hours, c.hours) as hours,
         (days_between(c.starts_on, c.ends_on) + 1) * m.value as possible
  from enrolments as e
  join classes as c on c.class = e.class
  join parameters as m on m.code = 'training.day_hours_max' and m.area is null and m.valid_from_on <= c.starts_on
    and (m.valid_to_on is null or c.starts_on < m.valid_to_on)
  left join booked as b on b.class = e.class
  left join claimed as q on q.class = e.class and q.person = e.person
  left join claimed_classes as k on k.class = e.class
  where b.booked is null and e.person is not null and (k.claimed is null or q.person is not null)
    and c.starts_on <= c.ends_on
)
select
  enrolment as subject,
  cast(null as varchar) as other,
  '班期 ' || cast(starts_on as varchar) || ' 至 ' || cast(ends_on as varchar) || ' 最多 ' || cast(possible as varchar)
    || ' 课时，申领 ' || cast(hours as varchar) || ' 课时（无考勤，按班期）' as said,
  possible as possible_hours,
  hours as claimed_hours
from lines
where possible < hours
