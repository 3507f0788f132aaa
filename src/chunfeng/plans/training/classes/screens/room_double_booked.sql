-- The later approval is accused. Two halves of a partitioned room are two rooms.
/* ---
code: training.room_double_booked
title: 一间教室同时安排两个班
clause: T-3.2.c
patterns: [F-28]
severity: block
asks: 同一机构同一教室的两个班课次时间重叠
reads: [classes, sessions]
needs: [sessions, classes]
params: {}
subject: class
other: class
not_for: 前一课结束时后一课才开始；活动隔断分成的两间教室；户外场地
--- */
with booked as (
  select s.session, s.class, c.provider, coalesce(s.room, c.room) as room, day_of(s.starts_at) as held_on, s.starts_at, s.ends_at,
         c.starts_on, coalesce(c.approved_on, c.submitted_on, c.starts_on) as decided_on
  from sessions as s
  join classes as c on c.class = s.class
  where c.provider is not null and coalesce(s.room, c.room) is not null and s.starts_at < s.ends_at
    and coalesce(s.room, c.room) not like '%户外%' and coalesce(s.room, c.room) not like '%田间%'
    and coalesce(s.room, c.room) not like '%室外%' and coalesce(s.room, c.room) not like '%操场%'
    and coalesce(c.state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
), pairs as (
  select a.class, b.class as other, a.room, a.starts_on, a.starts_at, a.ends_at, b.starts_at as other_starts_at,
         row_number() over (partition by a.class order by a.starts_at, b.class, a.session, b.session) as nth,
         count(*) over (partition by a.class) as sessions
  from booked as a
  join booked as b on b.provider = a.provider and b.room = a.room and b.held_on = a.held_on
  where a.class <> b.class and a.starts_at < b.ends_at and b.starts_at < a.ends_at
    and (a.decided_on > b.decided_on or (a.decided_on = b.decided_on and a.class > b.class)
         or (a.decided_on is null and b.decided_on is not null)
         or (a.decided_on is null and b.decided_on is null and a.class > b.class))
)
select
  class as subject,
  other as other,
  '教室 ' || room || ' 在 ' || substr(cast(starts_at as varchar), 1, 16) || ' 与另一班重叠，共 ' || cast(sessions as varchar) || ' 次' as said,
  case when starts_on > as_of() then 'block' else 'medium' end as severity,
  room as room,
  starts_at as starts_at,
  other_starts_at as other_starts_at,
  sessions as overlapping_sessions
from pairs
where nth = 1
