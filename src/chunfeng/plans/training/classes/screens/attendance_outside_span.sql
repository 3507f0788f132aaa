/* ---
code: training.attendance_outside_span
title: 班期以外的考勤
clause: T-3.2.d
patterns: [F-32]
severity: low
stands_in_for: training.session_off_calendar
asks: 没有课程表的班，三人以上在开班日期以前或结班日期以后签到
reads: [attendance, sessions, classes]
needs: [attendance, classes]
params: {}
subject: class
not_for: 写明理由的变更、补课；课程表写明的日期（由课程表判断）
--- */
with planned as (
  select class, max(case when starts_at is not null or hours is not null then 1 else 0 end) as calendar
  from sessions where class is not null group by class
), unplanned as (
  select c.class, c.starts_on, c.ends_on
  from classes as c
  left join planned as p on p.class = c.class
  where coalesce(p.calendar, 0) = 0
), marked as (
  select a.class, a.marked_on, count(distinct a.person) as persons, max(case when a.reason is not null then 1 else 0 end) as noted
  from attendance as a
  join unplanned as c on c.class = a.class
  where a.kind = 'class' and a.person is not null and (a.marked_on < c.starts_on or a.marked_on > c.ends_on)
    and coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
  group by a.class, a.marked_on
), bad as (
  select class, count(*) as days, min(marked_on) as first_on
  from marked where noted = 0 and persons >= 3
  group by class
)
select
  b.class as subject,
  cast(null as varchar) as other,
  cast(b.days as varchar) || ' 天考勤在班期 ' || cast(c.starts_on as varchar) || ' 至 '
    || coalesce(cast(c.ends_on as varchar), '（未写）') || ' 以外' as said,
  b.days as days,
  b.first_on as first_on
from bad as b
join classes as c on c.class = b.class
