-- The hours that a class was really taught. One day's verified hours: first in to last out of the class, to the nearest lesson
-- hour, at most that day's length; a mere presence symbol counts the full session. A day without any mark of the class was not
-- delivered, but a month without any mark of the provider is a missing sheet, not a missing lesson: `covered` says whether the
-- months of opening and closing are there. `exact`: every day had a timetable or punches.
with punched as (
  select class, marked_on, coalesce(slot, 1) as slot, in_at, out_at
  from attendance
  where kind = 'class' and class is not null and marked_on is not null
    and coalesce(status, case when in_at is not null then 'present' end) in ('present', 'late', 'left_early')
), planned as (
  select class, held_on, sum(hours) as hours, sum(minutes_between(starts_at, ends_at)) as minutes
  from sessions where class is not null and held_on is not null
  group by class, held_on
), halves as (
  select class, max(slot) as slots from punched group by class
), days as (
  select class, marked_on, count(distinct slot) as slots, min(in_at) as first_in, max(out_at) as last_out,
         max(case when in_at is null or out_at is null then 1 else 0 end) as symbol
  from punched group by class, marked_on
), lengths as (
  select d.class, d.marked_on, d.slots, h.slots as all_slots, d.symbol, minutes_between(d.first_in, d.last_out) as minutes,
         u.value as lesson_minutes,
         case when p.hours is not null or p.minutes is not null or d.symbol = 0 then 1 else 0 end as exact,
         least(m.value, coalesce(p.hours, (p.minutes + u.value // 2) // u.value,
           (minutes_between(try_cast(cast(d.marked_on as varchar) || ' ' || c.daily_from as timestamp),
                            try_cast(cast(d.marked_on as varchar) || ' ' || c.daily_to as timestamp)) + u.value // 2) // u.value,
           case when c.hours > 0 and c.days > 0 then (c.hours + c.days - 1) // c.days end, m.value)) as length
  from days as d
  join halves as h on h.class = d.class
  join classes as c on c.class = d.class
  join parameters as m on m.code = 'training.day_hours_max' and m.area is null and m.valid_from_on <= d.marked_on
    and (m.valid_to_on is null or d.marked_on < m.valid_to_on)
  join parameters as u on u.code = 'training.lesson_minutes' and u.area is null and u.valid_from_on <= d.marked_on
    and (u.valid_to_on is null or d.marked_on < u.valid_to_on)
  left join planned as p on p.class = d.class and p.held_on = d.marked_on
), delivered as (
  select class, count(*) as days, min(exact) as exact,
         sum(case when symbol = 1 then (length * slots + all_slots - 1) // all_slots
                  else least(length, (minutes + lesson_minutes // 2) // lesson_minutes) end) as hours
  from lengths
  group by class
), booked as (
  select distinct c.provider, month_of(a.marked_on) as month
  from (select class, marked_on from attendance where kind = 'class' and marked_on is not null group by class, marked_on) as a
  join classes as c on c.class = a.class
)
select d.class, d.days, d.hours, d.exact = 1 as exact, f.month is not null and t.month is not null as covered
from delivered as d
join classes as c on c.class = d.class
left join booked as f on f.provider = c.provider and f.month = month_of(c.starts_on)
left join booked as t on t.provider = c.provider and t.month = month_of(c.ends_on)
