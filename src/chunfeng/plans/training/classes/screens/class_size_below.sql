/* ---
code: training.class_size_below
title: 班额低于下限
clause: T-3.2.c
patterns: [C-02]
severity: low
asks: 名册人数少于班额下限
reads: [classes, enrolments, parameters]
needs: [classes, enrolments]
params: {least: training.class_size_min, special: training.class_size_min_special}
subject: class
not_for: 已退班、转班的人；残疾人班和高技能班另有下限；名册写明的人数不少于下限；正好等于下限
--- */
with rosters as (
  select class, count(distinct person) as persons from enrolments
  where class is not null and person is not null and removed_on is null and transferred_on is null
  group by class
)
select
  c.class as subject,
  cast(null as varchar) as other,
  '名册 ' || cast(r.persons as varchar) || ' 人，班额下限 ' || cast(x.value as varchar) || ' 人' as said,
  r.persons as persons,
  x.value as bound
from classes as c
join rosters as r on r.class = c.class
join parameters as x on x.code = case when coalesce(c.programme, '') = 'DISABLED' or c.level in (1, 2, 3) then 'training.class_size_min_special'
                        else 'training.class_size_min' end
  and x.valid_from_on <= c.starts_on and (x.valid_to_on is null or c.starts_on < x.valid_to_on)
where greatest(r.persons, coalesce(c.stated_persons, 0)) < x.value
  and coalesce(c.state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
