/* ---
code: training.school_cluster
title: 同一学校同龄学生整批参训
asks: 同一班内，同校在校生十人以上且年龄相差两年以内
clause: T-3.4.b
patterns: [F-06]
severity: high
reads: [registers, enrolments, classes, persons, parameters]
needs: [registers.student, enrolments, classes]
params: {school_cluster_months: training.school_cluster_months, school_cluster_persons: training.school_cluster_persons}
subject: enrolment
other: register
not_for: 储备性培训；雨露计划；非全日制学生；不同年龄的学员
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
pupils as (
  select s.enrolment, s.person, s.class, s.starts_on, b.born_on, r.school, min(r.entry) as entry
  from roster as s
  join registers as r on r.person = s.person
  join persons as b on b.person = s.person
  where r.kind = 'student' and r.school is not null and b.born_on is not null
    and coalesce(r.subkind, '') <> 'part_time' and coalesce(r.status, '') <> 'cancelled'
    and r.valid_from_on <= s.starts_on and s.starts_on <= coalesce(r.valid_to_on, r.as_of_on, as_of())
    and coalesce(s.programme, '') not in ('RESERVE_SKILL', 'RAIN_DEW')
  group by s.enrolment, s.person, s.class, s.starts_on, b.born_on, r.school
),
anchors as (
  select y.class, y.school, y.born_on, add_months(y.born_on, span.value) as until_on, count(distinct o.person) as persons
  from (select distinct class, school, starts_on, born_on from pupils) as y
  join parameters as span
  on  span.code = 'training.school_cluster_months' and span.area is null and span.valid_from_on <= y.starts_on
  and (span.valid_to_on is null or y.starts_on < span.valid_to_on)
  join parameters as least_of
  on  least_of.code = 'training.school_cluster_persons' and least_of.area is null and least_of.valid_from_on <= y.starts_on
  and (least_of.valid_to_on is null or y.starts_on < least_of.valid_to_on)
  join pupils as o on o.class = y.class and o.school = y.school
    and o.born_on >= y.born_on and o.born_on <= add_months(y.born_on, span.value)
  group by y.class, y.school, y.born_on, span.value, least_of.value
  having count(distinct o.person) >= least_of.value
)
select
  p.enrolment as subject,
  p.entry as other,
  '本班有 ' || cast(max(a.persons) as varchar) || ' 名同校在校生，年龄相差两年以内' as said,
  max(a.persons) as persons,
  p.school as school
from pupils as p
join anchors as a on a.class = p.class and a.school = p.school and p.born_on >= a.born_on and p.born_on <= a.until_on
group by p.enrolment, p.entry, p.school
