-- A single mark on a wrong day is a slip of the pen: a session is at least three persons.
/* ---
code: training.session_off_calendar
title: 不按批准的课程表上课
clause: T-3.2.d
patterns: [F-32]
severity: medium
asks: 到课日期不在课程表上，或开始时间移动超过六十分钟
reads: [attendance, sessions, classes, parameters]
needs: [attendance, sessions]
params: {moved: training.moved_minutes}
subject: class
not_for: 写明理由的临时变更；课程表内的周末、晚上、调休日；不足三人的零星签到
--- */
with calendars as (
  select class, count(distinct days_between(date '2000-01-01', held_on)) as days from sessions
  where class is not null and held_on is not null
  group by class
), planned as (
  select class, held_on, min(starts_at) as starts_at from sessions
  where class is not null and held_on is not null
  group by class, held_on
), marked as (
  select class, marked_on, min(in_at) as first_in, max(in_at) as last_in,
         max(case when reason is not null then 1 else 0 end) as noted
  from attendance
  where kind = 'class' and class is not null and marked_on is not null and person is not null
    and coalesce(status, case when in_at is not null then 'present' end) in ('present', 'late', 'left_early')
  group by class, marked_on
), off as (
  select k.class, k.marked_on, case when p.class is null then 1 else 0 end as other_day
  from marked as k
  join calendars as c on c.class = k.class
  left join planned as p on p.class = k.class and p.held_on = k.marked_on
  join parameters as x on x.code = 'training.moved_minutes' and x.area is null and x.valid_from_on <= k.marked_on
    and (x.valid_to_on is null or k.marked_on < x.valid_to_on)
  where k.noted = 0
    and (p.class is null or minutes_between(p.starts_at, k.first_in) > x.value or minutes_between(k.last_in, p.starts_at) > x.value)
), suspect as (
  select class from classes where class in (select class from off)
), punches as (
  select a.class, a.marked_on, a.person
  from attendance as a
  join suspect as s on s.class = a.class
  where a.kind = 'class' and a.person is not null
    and coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
), bad as (
  select o.class, o.marked_on, o.other_day
  from off as o
  join punches as a on a.class = o.class and a.marked_on = o.marked_on
  group by o.class, o.marked_on, o.other_day
  having count(distinct a.person) >= 3
), counted as (
  select class, count(*) as days, sum(other_day) as other_days, min(marked_on) as first_on from bad group by class
)
select
  b.class as subject,
  cast(null as varchar) as other,
  cast(b.other_days as varchar) || ' 天不在课程表上，' || cast(b.days - b.other_days as varchar) || ' 天开始时间移动过多，首日 '
    || cast(b.first_on as varchar) as said,
  b.other_days as days_off_calendar,
  b.days - b.other_days as days_moved,
  b.first_on as first_on
from counted as b
join classes as c on c.class = b.class
