-- Before the opening date the class is held; afterwards it is a question (rule 10). A class that used two rooms at once was
-- split: the capacities add up.
/* ---
code: training.room_too_small
title: 教室坐不下全班
clause: T-3.2.c
patterns: [F-28]
severity: block
asks: 应到人数多于所用教室的容量
reads: [classes, sessions, enrolments, rooms]
needs: [classes, enrolments]
params: {}
subject: class
not_for: 分在两间教室；户外、教室表和开班表都没有写容量的场地；已退班、转班的人
--- */
with rosters as (
  select class, count(distinct person) as persons from enrolments
  where person is not null and removed_on is null and transferred_on is null
  group by class
), used as (
  select s.class, coalesce(s.held_on, day_of(s.starts_at)) as held_on, s.starts_at, coalesce(s.room, c.room) as room, c.provider,
         case when s.room is null or s.room = c.room then c.capacity end as own_capacity
  from sessions as s
  join classes as c on c.class = s.class
  union all
  select c.class, c.starts_on as held_on, null as starts_at, c.room, c.provider, c.capacity as own_capacity
  from classes as c
  left join (select class, count(*) as sessions from sessions where class is not null group by class) as s on s.class = c.class
  where s.class is null
), places as (
  select class, held_on, starts_at, room, provider, max(own_capacity) as own_capacity from used
  group by class, held_on, starts_at, room, provider
), capacities as (
  select p.class, p.held_on, p.starts_at, sum(coalesce(r.capacity, p.own_capacity)) as capacity, min(p.room) as room,
         count(*) as places, count(coalesce(r.capacity, p.own_capacity)) as known
  from places as p
  left join rooms as r on r.provider = p.provider and r.room = p.room
  group by p.class, p.held_on, p.starts_at
), crowded as (
  select k.class, k.held_on, k.room, k.capacity, r.persons,
         row_number() over (partition by k.class order by k.capacity, k.held_on, k.starts_at) as nth,
         count(*) over (partition by k.class) as sessions
  from capacities as k
  join rosters as r on r.class = k.class
  where k.places = k.known and r.persons > k.capacity
)
select
  x.class as subject,
  cast(null as varchar) as other,
  '应到 ' || cast(x.persons as varchar) || ' 人，教室容量 ' || cast(x.capacity as varchar) || ' 人' as said,
  case when c.starts_on > as_of() then 'block' else 'medium' end as severity,
  x.persons as persons,
  x.capacity as capacity,
  x.held_on as held_on,
  x.sessions as sessions
from crowded as x
join classes as c on c.class = x.class
where x.nth = 1 and coalesce(c.state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
