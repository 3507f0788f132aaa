/* ---
code: training.size_at_threshold
title: 班额集中在重点检查线上
clause: T-3.2.d
patterns: [F-57]
severity: medium
asks: 一个机构一个季度有五个以上的班人数等于重点检查线或少一人
reads: [classes, enrolments, parameters]
needs: [classes, enrolments]
params: {threshold: training.check_threshold_persons, classes: training.threshold_classes, startup: training.class_size_max_startup}
subject: class
not_for: 规定班额就等于检查线的班（创业培训）；不足五个班
--- */
with sized as (
  select c.class, c.provider, c.starts_on, year_of(c.starts_on) as year, quarter_of(c.starts_on) as quarter, c.programme,
         count(distinct e.person) as persons
  from classes as c
  join enrolments as e on e.class = c.class
  where c.provider is not null and c.starts_on is not null and e.person is not null
  group by c.class, c.provider, c.starts_on, c.programme
), near as (
  select s.class, s.provider, s.starts_on, s.year, s.quarter, s.persons, x.value as threshold,
         count(*) over (partition by s.provider, s.year, s.quarter) as classes
  from sized as s
  join parameters as x on x.code = 'training.check_threshold_persons' and x.area is null and x.valid_from_on <= s.starts_on
    and (x.valid_to_on is null or s.starts_on < x.valid_to_on)
  left join parameters as u on u.code = 'training.class_size_max_startup' and u.area is null and u.valid_from_on <= s.starts_on
    and (u.valid_to_on is null or s.starts_on < u.valid_to_on)
  where (s.persons = x.value or s.persons = x.value - 1)
    and not (coalesce(s.programme, '') = 'STARTUP' and coalesce(u.value = x.value, false))
)
select
  n.class as subject,
  cast(null as varchar) as other,
  '本班 ' || cast(n.persons as varchar) || ' 人，重点检查线 ' || cast(n.threshold as varchar) || ' 人，同机构本季度共 '
    || cast(n.classes as varchar) || ' 个班压线' as said,
  n.persons as persons,
  n.threshold as threshold,
  n.classes as classes_in_quarter
from near as n
join parameters as m on m.code = 'training.threshold_classes' and m.area is null and m.valid_from_on <= n.starts_on
  and (m.valid_to_on is null or n.starts_on < m.valid_to_on)
where n.classes >= m.value
