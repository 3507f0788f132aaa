-- A whole day without halves is two sessions of half a day. Available: the days on which the provider held anything, three
-- sessions a day in every listed room (evenings and weekends are lawful). Sessions in places outside the room list are left out.
/* ---
code: training.premises_volume
title: 场地容不下培训量
clause: T-3.2.a
patterns: [F-30]
severity: high
asks: 一个月到课人次多于全部教室容量乘以可用课次
reads: [attendance, sessions, classes, rooms, parameters]
needs: [attendance, rooms, classes]
params: {sessions: training.premises_sessions_a_day}
subject: provider
not_for: 有教室没有写容量的机构；教室表以外的场地（村、企业、户外）上的课；晚上和周末上课
--- */
with capacities as (
  select provider, sum(capacity) as capacity, count(*) as rooms
  from (select distinct provider, room, capacity from rooms where provider is not null) as r
  group by provider having count(*) = count(capacity)
), slots as (
  select class, marked_on, count(distinct slot) as slots from attendance
  where kind = 'class' and class is not null and marked_on is not null
  group by class, marked_on
), came as (
  select a.class, a.marked_on, a.session, count(*) as persons
  from attendance as a
  where a.kind = 'class' and a.class is not null and a.marked_on is not null and a.person is not null
    and coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
  group by a.class, a.marked_on, a.session
), months as (
  select c.provider, month_of(m.marked_on) as month, count(distinct days_between(date '2000-01-01', m.marked_on)) as days,
         sum(m.persons * case
           when s.starts_at is not null and s.ends_at is not null
           then case when minutes_between(s.starts_at, s.ends_at) > 270 then 2 else 1 end
           when s.hours is not null then case when s.hours > 4 then 2 else 1 end
           when d.slots <= 1 and (c.daily_from is null or c.daily_to is null) then 2
           when d.slots <= 1 and minutes_between(try_cast(cast(m.marked_on as varchar) || ' ' || c.daily_from as timestamp),
                                                 try_cast(cast(m.marked_on as varchar) || ' ' || c.daily_to as timestamp)) > 270 then 2
           else 1 end) as person_sessions
  from came as m
  join classes as c on c.class = m.class
  join slots as d on d.class = m.class and d.marked_on = m.marked_on
  left join sessions as s on s.session = m.session
  left join rooms as r on r.provider = c.provider and r.room = coalesce(s.room, c.room)
  where c.provider is not null and (coalesce(s.room, c.room) is null or r.room is not null)
  group by c.provider, month_of(m.marked_on)
), full_months as (
  select m.provider, m.month, m.days, m.person_sessions, k.rooms, k.capacity, k.capacity * m.days * x.value as available,
         row_number() over (partition by m.provider order by m.person_sessions * 1000 // (k.capacity * m.days * x.value) desc, m.month) as nth,
         count(*) over (partition by m.provider) as months
  from months as m
  join capacities as k on k.provider = m.provider
  join parameters as x on x.code = 'training.premises_sessions_a_day' and x.area is null and x.valid_from_on <= m.month
    and (x.valid_to_on is null or m.month < x.valid_to_on)
  where k.capacity > 0 and m.person_sessions > k.capacity * m.days * x.value
)
select
  provider as subject,
  cast(null as varchar) as other,
  substr(cast(month as varchar), 1, 7) || ' 当月到课 ' || cast(person_sessions as varchar) || ' 人次，' || cast(rooms as varchar) || ' 间教室最多 '
    || cast(available as varchar) || ' 人次' as said,
  month as month,
  person_sessions as person_sessions,
  available as available,
  days as days,
  months as months_over
from full_months
where nth = 1
