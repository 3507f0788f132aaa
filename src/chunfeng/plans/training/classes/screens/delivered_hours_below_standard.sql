-- How hours are verified is told in the table `class_hours`. Symbols without timetable or punches: high at most.
/* ---
code: training.delivered_hours_below_standard
title: 实授课时少于标准规定的最低课时
clause: T-3.3.c
patterns: [F-23]
severity: block
asks: 班级实授课时合计少于该工种等级补贴标准的最低课时
reads: [enrolments, classes, class_hours, claims, standards]
needs: [enrolments, classes, attendance, standards]
params: {day_hours: training.day_hours_max, lesson: training.lesson_minutes}
subject: enrolment
other: standard
not_for: 补课和调课的日子照算；没有标准的工种不判；班期所在月份没有该机构考勤的不判
--- */
with least_hours as (
  select c.class, min(s.min_hours) as min_hours, min(s.standard) as standard
  from classes as c
  join standards as s on s.trade = c.trade and s.level = c.level
  where s.min_hours > 0 and c.starts_on is not null
    and (s.programme is null or c.programme is null or s.programme = c.programme)
    and (s.area is null or c.area is null or c.area like s.area || '%')
    and (s.valid_from_on is null or s.valid_from_on <= c.starts_on)
    and (s.valid_to_on is null or c.starts_on <= s.valid_to_on)
  group by c.class
), claimed as (
  select distinct class, person from claims
  where class is not null and person is not null and coalesce(item, 'tuition') = 'tuition'
    and coalesce(state, 'submitted') not in ('draft', 'returned', 'refused', 'withdrawn', 'cancelled', 'recovered')
), claimed_classes as (
  select class, 1 as claimed from claims where class is not null group by class
)
select
  e.enrolment as subject,
  m.standard as other,
  case when d.covered
       then '实授 ' || cast(d.hours as varchar) || ' 课时（' || cast(d.days as varchar) || ' 天有考勤），标准最低 '
            || cast(m.min_hours as varchar) || ' 课时'
       else '需要该班全部月份的考勤' end as said,
  case when not d.covered then 'untestable' when d.exact then 'block' else 'high' end as severity,
  d.hours as delivered_hours,
  m.min_hours as min_hours,
  d.days as days_with_marks
from enrolments as e
join classes as c on c.class = e.class
join class_hours as d on d.class = e.class
join least_hours as m on m.class = e.class
left join claimed as q on q.class = e.class and q.person = e.person
left join claimed_classes as k on k.class = e.class
where e.person is not null and e.removed_on is null and e.transferred_on is null
  and (k.claimed is null or q.person is not null)
  and c.ends_on <= as_of()
  and d.hours < m.min_hours
