-- Examinations carry no time of day: only a day with two sessions attended leaves no room for one elsewhere.
/* ---
code: training.exam_elsewhere_same_day
title: 同日在别处考核又全天上课
asks: 同一天在另一班参加考核，又在本班有两节以上签到
clause: T-3.4.b
patterns: [F-18]
severity: medium
reads: [enrolments, classes, attendance, exams]
needs: [enrolments, classes, attendance, exams]
params: {}
subject: enrolment
other: exam
not_for: 当天只上一节课；本班的考核；当天缺勤
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
examined as (
  select x.person, x.class, x.held_on, min(x.exam) as exam
  from exams as x
  where x.person is not null and x.held_on is not null and (x.score is not null or x.passed is not null)
  group by x.person, x.class, x.held_on
),
days as (
  select x.person, a.class, x.held_on, x.exam, count(distinct a.mark) as times
  from examined as x
  join attendance as a on a.person = x.person and a.marked_on = x.held_on
  where a.kind = 'class' and a.class <> x.class and (a.status in ('present', 'late', 'left_early') or a.in_at is not null)
  group by x.person, a.class, x.held_on, x.exam
  having count(distinct a.mark) >= 2
)
select
  s.enrolment as subject,
  d.exam as other,
  cast(d.held_on as varchar) || ' 在另一班考核，同日在本班签到 ' || cast(d.times as varchar) || ' 节' as said,
  d.held_on as held_on,
  d.times as times
from roster as s
join days as d on d.person = s.person and d.class = s.class
