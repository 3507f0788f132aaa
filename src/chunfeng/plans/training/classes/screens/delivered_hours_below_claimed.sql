-- How hours are verified is told in the table `class_hours`. Symbols without timetable or punches: high at most.
/* ---
code: training.delivered_hours_below_claimed
title: 实授课时少于申领课时
clause: T-3.4.b
patterns: [F-23]
severity: block
asks: 班级有考勤的各天实授课时合计少于申领（或开班）课时
reads: [enrolments, classes, class_hours, claims]
needs: [enrolments, classes, attendance]
params: {day_hours: training.day_hours_max, lesson: training.lesson_minutes}
subject: enrolment
not_for: 补课和调课的日子照算；断网停电有记录的按纸质签到照算；班期所在月份没有该机构考勤的不判
--- */
with claimed as (
  select class, person, max(hours) as hours from claims
  where class is not null and person is not null and coalesce(item, 'tuition') = 'tuition'
    and coalesce(state, 'submitted') not in ('draft', 'returned', 'refused', 'withdrawn', 'cancelled', 'recovered')
  group by class, person
), claimed_classes as (
  select class, 1 as claimed from claims where class is not null group by class
), lines as (
  select e.enrolment, e.class, c.ends_on, c.provider, d.days, d.hours, d.exact, d.covered,
         coalesce(q.hours, c.hours) as claimed_hours
  from enrolments as e
  join classes as c on c.class = e.class
  join class_hours as d on d.class = e.class
  left join claimed as q on q.class = e.class and q.person = e.person
  left join claimed_classes as k on k.class = e.class
  where e.person is not null and e.removed_on is null and e.transferred_on is null
    and (k.claimed is null or q.person is not null)
    and c.ends_on <= as_of()
)
select
  enrolment as subject,
  cast(null as varchar) as other,
  case when covered
       then '实授 ' || cast(hours as varchar) || ' 课时（' || cast(days as varchar) || ' 天有考勤），申领 '
            || cast(claimed_hours as varchar) || ' 课时，多报 ' || cast(claimed_hours - hours as varchar) || ' 课时'
       else '需要该班全部月份的考勤' end as said,
  case when not covered then 'untestable' when exact then 'block' else 'high' end as severity,
  hours as delivered_hours,
  claimed_hours as claimed_hours,
  days as days_with_marks
from lines
where hours < claimed_hours
