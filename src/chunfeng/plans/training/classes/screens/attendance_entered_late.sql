/* ---
code: training.attendance_entered_late
title: 考勤事后成批补录
clause: T-3.4.b
patterns: [F-25]
severity: high
asks: 三次以上课次的考勤由同一人在课后七十二小时以后成批录入，没有写明理由
reads: [attendance, sessions, parameters]
needs: [attendance]
params: {base: training.base_persons, sessions: training.base_sessions, late: training.entry_hours, times: training.same_time_sessions}
subject: class
not_for: 写明理由的纸质补录；旧系统导入；班级不足十人或不足六次课
--- */
with marks as (
  select a.class, a.marked_on, coalesce(a.slot, 1) as slot, a.person, a.entered_at, a.entered_by, a.reason,
         coalesce(s.ends_at, a.out_at, cast(a.marked_on + 1 as timestamp)) as ended_at
  from attendance as a
  left join sessions as s on s.session = a.session
  where a.kind = 'class' and a.class is not null and a.marked_on is not null and a.person is not null
), bases as (
  select class, min(marked_on) as first_on from marks group by class
), late as (
  select k.class, k.entered_by, k.marked_on, k.slot, count(distinct k.person) as persons, max(k.entered_at) as entered_at
  from marks as k
  join parameters as l on l.code = 'training.entry_hours' and l.area is null and l.valid_from_on <= k.marked_on
    and (l.valid_to_on is null or k.marked_on < l.valid_to_on)
  where k.entered_by is not null and k.reason is null and k.entered_by not like '%导入%' and k.entered_by not like '%迁移%'
    and minutes_between(k.ended_at, k.entered_at) > l.value * 60
  group by k.class, k.entered_by, k.marked_on, k.slot
), counted as (
  select l.class, l.entered_by, b.first_on, count(*) as late_sessions, max(l.persons) as persons, max(l.entered_at) as entered_at
  from late as l
  join bases as b on b.class = l.class
  join parameters as n on n.code = 'training.base_persons' and n.area is null and n.valid_from_on <= b.first_on
    and (n.valid_to_on is null or b.first_on < n.valid_to_on)
  where l.persons >= n.value
  group by l.class, l.entered_by, b.first_on
), sized as (
  select class, count(*) as sessions from (select distinct class, marked_on, slot from marks) as h group by class
), ranked as (
  select c.class, c.late_sessions, c.persons, c.entered_at, z.sessions,
         row_number() over (partition by c.class order by c.late_sessions desc, c.entered_by) as nth
  from counted as c
  join sized as z on z.class = c.class
  join parameters as m on m.code = 'training.base_sessions' and m.area is null and m.valid_from_on <= c.first_on
    and (m.valid_to_on is null or c.first_on < m.valid_to_on)
  join parameters as t on t.code = 'training.same_time_sessions' and t.area is null and t.valid_from_on <= c.first_on
    and (t.valid_to_on is null or c.first_on < t.valid_to_on)
  where z.sessions >= m.value and c.late_sessions >= t.value
)
select
  class as subject,
  cast(null as varchar) as other,
  cast(sessions as varchar) || ' 次课中有 ' || cast(late_sessions as varchar) || ' 次由同一人在七十二小时以后补录，最晚录入 '
    || substr(cast(entered_at as varchar), 1, 16) as said,
  late_sessions as late_sessions,
  sessions as sessions,
  entered_at as last_entered_at
from ranked
where nth = 1
