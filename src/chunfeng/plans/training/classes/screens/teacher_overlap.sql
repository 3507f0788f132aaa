-- Teachers are known by name only: the same name with another provider may be another person and is never accused.
-- Two classes taught together in one room have one teacher in one place; a session with a co-teacher is explained.
/* ---
code: training.teacher_overlap
title: 同一教师同时在两个班上课
clause: T-3.2.c
patterns: [F-29]
severity: block
asks: 同一机构同一教师在两个班的课次时间重叠
reads: [classes, sessions]
needs: [sessions, classes]
params: {}
subject: class
other: class
not_for: 前一课结束时后一课才开始；有另一名教师同时授课；同一教室合班；不同机构的同名教师
--- */
with taught as (
  select s.session, s.class, c.provider, coalesce(s.teacher, c.teacher) as teacher, coalesce(s.room, c.room) as room,
         day_of(s.starts_at) as held_on, s.starts_at, s.ends_at, c.starts_on,
         coalesce(c.approved_on, c.submitted_on, c.starts_on) as decided_on
  from sessions as s
  join classes as c on c.class = s.class
  where c.provider is not null and coalesce(s.teacher, c.teacher) is not null and s.starts_at < s.ends_at
    and coalesce(c.state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
), single as (
  select t.session, t.class, t.provider, t.teacher, t.room, t.held_on, t.starts_at, t.ends_at, t.starts_on, t.decided_on
  from taught as t
  left join (select class, starts_at, count(distinct teacher) as teachers from taught group by class, starts_at) as n
    on n.class = t.class and n.starts_at = t.starts_at
  where n.teachers = 1
), pairs as (
  select a.class, b.class as other, a.teacher, a.held_on, a.starts_at, b.starts_at as other_starts_at,
         row_number() over (partition by a.class order by a.starts_at, b.class, a.session, b.session) as nth,
         count(*) over (partition by a.class) as sessions
  from single as a
  join single as b on b.provider = a.provider and b.teacher = a.teacher and b.held_on = a.held_on
  where a.class <> b.class and a.starts_at < b.ends_at and b.starts_at < a.ends_at
    and (a.room is null or b.room is null or a.room <> b.room)
    and (a.decided_on > b.decided_on or (a.decided_on = b.decided_on and a.class > b.class)
         or (a.decided_on is null and b.decided_on is not null)
         or (a.decided_on is null and b.decided_on is null and a.class > b.class))
)
select
  class as subject,
  other as other,
  '同一教师 ' || substr(cast(starts_at as varchar), 1, 16) || ' 同时在另一班上课，共 ' || cast(sessions as varchar) || ' 次' as said,
  case when held_on > as_of() then 'block' else 'high' end as severity,
  starts_at as starts_at,
  other_starts_at as other_starts_at,
  sessions as overlapping_sessions
from pairs
where nth = 1
