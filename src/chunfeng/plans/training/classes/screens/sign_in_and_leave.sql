-- A day of the class, not a half session: lunch punches lie between first in and last out. Only where the day's length is known.
-- Persons are looked at one by one only in classes where somebody's stay was too short on some day.
/* ---
code: training.sign_in_and_leave
title: 签到后离开的人数过多
clause: T-3.2.d
patterns: [F-24]
severity: high
asks: 一天中在场时长不足当天课时四分之三的人达到班级到课人数的三成
reads: [attendance, sessions, classes, parameters]
needs: [attendance, classes]
params: {base: training.base_persons, dwell: training.dwell_percent, share: training.dwell_share_percent, lesson: training.lesson_minutes, day_hours: training.day_hours_max}
subject: class
not_for: 有签退的不足十人；准假的人；写明理由的补签；全班登记为提前结束；没有签退设备
--- */
with planned as (
  select class, held_on, sum(hours) as hours, minutes_between(min(starts_at), max(ends_at)) as minutes
  from sessions where class is not null and held_on is not null
  group by class, held_on
), marked as (
  select class, marked_on, case when min(coalesce(slot, 1)) = max(coalesce(slot, 1)) then 1 else 0 end as whole,
         min(minutes_between(in_at, out_at)) as shortest
  from attendance
  where kind = 'class' and class is not null and marked_on is not null
  group by class, marked_on
), held as (
  select class, count(*) as days from marked group by class
), lengths as (
  select k.class, k.marked_on, k.whole, k.shortest, w.value as dwell_percent,
         coalesce(p.minutes,
                  minutes_between(try_cast(cast(k.marked_on as varchar) || ' ' || c.daily_from as timestamp),
                                  try_cast(cast(k.marked_on as varchar) || ' ' || c.daily_to as timestamp)),
                  p.hours * u.value,
                  least(m.value, c.hours // h.days) * u.value) as length
  from marked as k
  join classes as c on c.class = k.class
  join held as h on h.class = k.class
  join parameters as m on m.code = 'training.day_hours_max' and m.area is null and m.valid_from_on <= k.marked_on
    and (m.valid_to_on is null or k.marked_on < m.valid_to_on)
  join parameters as u on u.code = 'training.lesson_minutes' and u.area is null and u.valid_from_on <= k.marked_on
    and (u.valid_to_on is null or k.marked_on < u.valid_to_on)
  join parameters as w on w.code = 'training.dwell_percent' and w.area is null and w.valid_from_on <= k.marked_on
    and (w.valid_to_on is null or k.marked_on < w.valid_to_on)
  left join planned as p on p.class = k.class and p.held_on = k.marked_on
), suspect as (
  select class from classes where class in (
    select class from lengths where length > 0 and (whole = 0 or shortest * 100 < length * dwell_percent)
  )
), punches as (
  select a.class, a.marked_on, a.person, a.in_at, a.out_at, a.status, a.reason
  from attendance as a
  join suspect as s on s.class = a.class
  where a.kind = 'class' and a.person is not null
), marks as (
  select a.class, a.marked_on, l.length, l.dwell_percent, a.in_at as first_in, a.out_at as last_out,
         case when a.status in ('leave', 'sick') then 1 else 0 end as excused,
         case when a.status = 'left_early' then 1 else 0 end as early,
         case when a.reason is not null then 1 else 0 end as noted
  from punches as a
  join lengths as l on l.class = a.class and l.marked_on = a.marked_on
  where l.whole = 1 and l.length > 0
  union all
  select a.class, a.marked_on, max(l.length) as length, max(l.dwell_percent) as dwell_percent, min(a.in_at) as first_in, max(a.out_at) as last_out,
         max(case when a.status in ('leave', 'sick') then 1 else 0 end) as excused,
         max(case when a.status = 'left_early' then 1 else 0 end) as early,
         max(case when a.reason is not null then 1 else 0 end) as noted
  from punches as a
  join lengths as l on l.class = a.class and l.marked_on = a.marked_on
  where l.whole = 0 and l.length > 0
  group by a.class, a.marked_on, a.person
), dwelt as (
  select class, marked_on, early, minutes_between(first_in, last_out) as minutes, length, dwell_percent
  from marks
  where first_in is not null and last_out is not null and excused = 0 and noted = 0
), days as (
  select d.class, d.marked_on, count(*) as persons,
         sum(case when d.minutes * 100 < d.length * d.dwell_percent then 1 else 0 end) as short
  from dwelt as d
  group by d.class, d.marked_on
  having min(d.early) = 0
), bad as (
  select d.class, d.marked_on, d.persons, d.short,
         row_number() over (partition by d.class order by d.short * 1000 // d.persons desc, d.marked_on) as nth,
         count(*) over (partition by d.class) as bad_days
  from days as d
  join parameters as b on b.code = 'training.base_persons' and b.area is null and b.valid_from_on <= d.marked_on
    and (b.valid_to_on is null or d.marked_on < b.valid_to_on)
  join parameters as s on s.code = 'training.dwell_share_percent' and s.area is null and s.valid_from_on <= d.marked_on
    and (s.valid_to_on is null or d.marked_on < s.valid_to_on)
  where d.persons >= b.value and d.short * 100 >= d.persons * s.value
)
select
  class as subject,
  cast(null as varchar) as other,
  cast(bad_days as varchar) || ' 天有三成以上的人签到后离开，' || cast(marked_on as varchar) || ' 打卡 ' || cast(persons as varchar)
    || ' 人中 ' || cast(short as varchar) || ' 人在场不足' as said,
  marked_on as worst_on,
  persons as persons,
  short as short_stays,
  bad_days as bad_days
from bad
where nth = 1
