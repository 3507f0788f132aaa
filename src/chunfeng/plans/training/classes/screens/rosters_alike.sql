-- Jaccard ≥ 0.30 in whole numbers: common × 100 ≥ 30 × (a + b − common). Persons who came back for a higher level of the same
-- trade are repeat customers and do not count as common.
/* ---
code: training.rosters_alike
title: 两家机构的名册大量重合
clause: T-3.4.b
patterns: [F-44]
severity: high
asks: 十二个月内两家机构的两个班（各二十人以上）名册重合三成以上
reads: [enrolments, classes, parameters]
needs: [enrolments, classes]
params: {percent: training.roster_overlap_percent, base: training.roster_overlap_base}
subject: class
compares: 与其他机构的名册相比
other: class
not_for: 同工种更高等级的老学员；不足二十人的班；相隔十二个月以上
--- */
with rosters as (
  select distinct e.class, e.person from enrolments as e
  where e.class is not null and e.person is not null and e.removed_on is null and e.transferred_on is null
), sized as (
  select c.class, c.provider, c.trade, c.level, c.starts_on, count(*) as persons
  from rosters as r
  join classes as c on c.class = r.class
  join parameters as b on b.code = 'training.roster_overlap_base' and b.area is null and b.valid_from_on <= c.starts_on
    and (b.valid_to_on is null or c.starts_on < b.valid_to_on)
  where c.provider is not null and c.starts_on is not null
  group by c.class, c.provider, c.trade, c.level, c.starts_on, b.value
  having count(*) >= b.value
), again as (
  select person from rosters group by person having count(*) > 1
), entries as (
  select r.person, s.class, s.provider, s.trade, s.level, s.starts_on, s.persons
  from rosters as r
  join again as g on g.person = r.person
  join sized as s on s.class = r.class
), pairs as (
  select a.class, b.class as other, a.starts_on, b.starts_on as other_starts_on, a.persons, b.persons as other_persons,
         count(*) as common
  from entries as a
  join entries as b on b.person = a.person
  where a.class <> b.class and a.provider <> b.provider
    and b.starts_on < add_months(a.starts_on, 12) and a.starts_on < add_months(b.starts_on, 12)
    and not coalesce(a.trade = b.trade and ((a.starts_on < b.starts_on and b.level < a.level)
                                            or (b.starts_on < a.starts_on and a.level < b.level)), false)
  group by a.class, b.class, a.starts_on, b.starts_on, a.persons, b.persons
), alike as (
  select p.class, p.other, p.persons, p.other_persons, p.common, p.other_starts_on,
         row_number() over (partition by p.class order by p.common desc, p.other) as nth
  from pairs as p
  join parameters as x on x.code = 'training.roster_overlap_percent' and x.area is null and x.valid_from_on <= p.starts_on
    and (x.valid_to_on is null or p.starts_on < x.valid_to_on)
  where p.common * 100 >= x.value * (p.persons + p.other_persons - p.common)
)
select
  class as subject,
  other as other,
  '名册 ' || cast(persons as varchar) || ' 人，与另一机构的班 ' || cast(other_persons as varchar) || ' 人有 ' || cast(common as varchar)
    || ' 人相同' as said,
  common as common_persons,
  persons as persons,
  other_persons as other_persons,
  other_starts_on as other_starts_on
from alike
where nth = 1
