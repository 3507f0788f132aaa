-- Seconds of the day are compared, as integers. Persons are counted only in sessions that are suspicious by their times. One time for all is normal when a teacher calls the roll: only punches made by a machine say anything.
/* ---
code: training.identical_punch_times
title: 全班打卡时间相同
clause: T-3.4.b
patterns: [F-25]
severity: high
asks: 三次以上课次全班机器打卡的时间都在五秒以内
reads: [attendance, parameters]
needs: [attendance]
params: {base: training.base_persons, sessions: training.base_sessions, seconds: training.same_time_seconds, times: training.same_time_sessions}
subject: class
not_for: 老师点名（不是机器打卡）；班级不足十人或不足六次课
--- */
with spans as (
  select class, marked_on, coalesce(slot, 1) as slot, count(*) as marks, min(in_at) as first_in, max(in_at) as last_in,
         min(out_at) as first_out, max(out_at) as last_out,
         min(case when coalesce(machine, false) and in_at is not null then 1 else 0 end) as machine
  from attendance
  where kind = 'class' and class is not null and marked_on is not null and person is not null
    and coalesce(status, case when in_at is not null then 'present' end) in ('present', 'late', 'left_early')
  group by class, marked_on, coalesce(slot, 1)
), held as (
  select class, marked_on, slot, marks, machine, min(marked_on) over (partition by class) as first_on,
         cast(substr(cast(first_in as varchar), 12, 2) as int) * 3600 + cast(substr(cast(first_in as varchar), 15, 2) as int) * 60
           + cast(substr(cast(first_in as varchar), 18, 2) as int) as first_in,
         cast(substr(cast(last_in as varchar), 12, 2) as int) * 3600 + cast(substr(cast(last_in as varchar), 15, 2) as int) * 60
           + cast(substr(cast(last_in as varchar), 18, 2) as int) as last_in,
         cast(substr(cast(first_out as varchar), 12, 2) as int) * 3600 + cast(substr(cast(first_out as varchar), 15, 2) as int) * 60
           + cast(substr(cast(first_out as varchar), 18, 2) as int) as first_out,
         cast(substr(cast(last_out as varchar), 12, 2) as int) * 3600 + cast(substr(cast(last_out as varchar), 15, 2) as int) * 60
           + cast(substr(cast(last_out as varchar), 18, 2) as int) as last_out
  from spans
), alike as (
  select h.class, h.marked_on, h.slot, n.value as least_persons
  from held as h
  join parameters as n on n.code = 'training.base_persons' and n.area is null and n.valid_from_on <= h.first_on
    and (n.valid_to_on is null or h.first_on < n.valid_to_on)
  join parameters as s on s.code = 'training.same_time_seconds' and s.area is null and s.valid_from_on <= h.first_on
    and (s.valid_to_on is null or h.first_on < s.valid_to_on)
  where h.machine = 1 and h.marks >= n.value and h.last_in <= h.first_in + s.value
    and (h.first_out is null or h.last_out <= h.first_out + s.value)
), punches as (
  select a.class, a.marked_on, coalesce(a.slot, 1) as slot, a.person
  from attendance as a
  join (select distinct class from alike) as k on k.class = a.class
  where a.kind = 'class' and a.marked_on is not null and a.person is not null
    and coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
), bases as (
  select class, count(distinct person) as persons from punches group by class
), crowded as (
  select p.class, p.marked_on, p.slot
  from punches as p
  join alike as l on l.class = p.class and l.marked_on = p.marked_on and l.slot = p.slot
  group by p.class, p.marked_on, p.slot, l.least_persons
  having count(distinct p.person) >= l.least_persons
), counted as (
  select h.class, b.persons, count(*) as sessions, h.first_on, sum(case when c.class is null then 0 else 1 end) as identical
  from held as h
  join bases as b on b.class = h.class
  left join crowded as c on c.class = h.class and c.marked_on = h.marked_on and c.slot = h.slot
  group by h.class, b.persons, h.first_on
)
select
  c.class as subject,
  cast(null as varchar) as other,
  cast(c.sessions as varchar) || ' 次课中有 ' || cast(c.identical as varchar) || ' 次全班机器打卡时间相同' as said,
  c.identical as identical_sessions,
  c.sessions as sessions,
  c.persons as persons
from counted as c
join parameters as m on m.code = 'training.base_sessions' and m.area is null and m.valid_from_on <= c.first_on
  and (m.valid_to_on is null or c.first_on < m.valid_to_on)
join parameters as t on t.code = 'training.same_time_sessions' and t.area is null and t.valid_from_on <= c.first_on
  and (t.valid_to_on is null or c.first_on < t.valid_to_on)
where c.sessions >= m.value and c.identical >= t.value
