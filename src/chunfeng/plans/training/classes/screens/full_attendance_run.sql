-- Small and short classes give no result: they are passed over, they do not break the run.
-- A class is complete if persons × sessions pairs came. Rows are never fewer than pairs, so only classes with enough rows are
-- counted pair by pair.
/* ---
code: training.full_attendance_run
title: 连续几个班人人全勤
clause: T-3.4.b
patterns: [F-25]
severity: high
asks: 同一机构连续三个以上的班每个学员每次课都到
reads: [attendance, enrolments, classes, parameters]
needs: [attendance, classes]
params: {base: training.base_persons, sessions: training.base_sessions, run: training.full_attendance_classes}
subject: class
compares: 连续几个班
not_for: 不足十人或不足六次课的班；有一人一次缺课或请假的班
--- */
with held as (
  select class, marked_on, coalesce(slot, 1) as slot,
         sum(case when coalesce(status, case when in_at is not null then 'present' end) in ('present', 'late', 'left_early')
             then 1 else 0 end) as came
  from attendance
  where kind = 'class' and class is not null and marked_on is not null and person is not null
  group by class, marked_on, coalesce(slot, 1)
), sized as (
  select class, count(*) as sessions, sum(came) as came from held group by class
), seen as (
  select class, count(*) as persons from (
    select class, person from attendance
    where kind = 'class' and class is not null and marked_on is not null and person is not null
    group by class, person
  ) as p group by class
), rosters as (
  select class, count(distinct person) as persons from enrolments
  where person is not null and removed_on is null and transferred_on is null
  group by class
), counted as (
  select z.class, z.sessions, z.came, greatest(p.persons, coalesce(r.persons, 0)) as persons
  from sized as z
  join seen as p on p.class = z.class
  left join rosters as r on r.class = z.class
), likely as (
  select class from classes where class in (select class from counted where came >= persons * sessions)
), pairs as (
  select class, count(*) as came from (
    select a.class, a.person, a.marked_on, coalesce(a.slot, 1) as slot
    from attendance as a
    join likely as c on c.class = a.class
    where a.kind = 'class' and a.marked_on is not null and a.person is not null
      and coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
    group by a.class, a.person, a.marked_on, coalesce(a.slot, 1)
  ) as d group by class
), judged as (
  select k.class, k.provider, k.starts_on, c.persons, c.sessions,
         case when p.came = c.persons * c.sessions then 1 else 0 end as complete
  from classes as k
  join counted as c on c.class = k.class
  left join pairs as p on p.class = k.class
  join parameters as n on n.code = 'training.base_persons' and n.area is null and n.valid_from_on <= k.starts_on
    and (n.valid_to_on is null or k.starts_on < n.valid_to_on)
  join parameters as m on m.code = 'training.base_sessions' and m.area is null and m.valid_from_on <= k.starts_on
    and (m.valid_to_on is null or k.starts_on < m.valid_to_on)
  where k.provider is not null and c.sessions >= m.value and c.persons >= n.value
), numbered as (
  select class, provider, starts_on, persons, sessions, complete,
         row_number() over (partition by provider order by starts_on, class)
           - row_number() over (partition by provider, complete order by starts_on, class) as island
  from judged
), runs as (
  select class, starts_on, persons, sessions, complete,
         count(*) over (partition by provider, complete, island) as run
  from numbered
)
select
  r.class as subject,
  cast(null as varchar) as other,
  '本班 ' || cast(r.persons as varchar) || ' 人 ' || cast(r.sessions as varchar) || ' 次课全部到课，该机构连续 '
    || cast(r.run as varchar) || ' 个班如此' as said,
  r.persons as persons,
  r.sessions as sessions,
  r.run as classes_in_a_row
from runs as r
join parameters as t on t.code = 'training.full_attendance_classes' and t.area is null and t.valid_from_on <= r.starts_on
  and (t.valid_to_on is null or r.starts_on < t.valid_to_on)
where r.complete = 1 and r.run >= t.value
