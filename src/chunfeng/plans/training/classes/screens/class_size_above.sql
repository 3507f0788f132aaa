/* ---
code: training.class_size_above
title: 班额超过上限
clause: T-3.2.c
patterns: [C-01]
severity: medium
asks: 名册人数多于班额上限（创业培训另有上限）
reads: [classes, enrolments, parameters]
needs: [classes, enrolments]
params: {most: training.class_size_max, startup: training.class_size_max_startup}
subject: class
not_for: 已退班、转班的人；正好等于上限
--- */
with rosters as (
  select class, count(distinct person) as persons from enrolments
  where class is not null and person is not null and removed_on is null and transferred_on is null
  group by class
)
select
  c.class as subject,
  cast(null as varchar) as other,
  '名册 ' || cast(r.persons as varchar) || ' 人，班额上限 ' || cast(x.value as varchar) || ' 人' as said,
  r.persons as persons,
  x.value as bound
from classes as c
join rosters as r on r.class = c.class
join parameters as x on x.code = case when coalesce(c.programme, '') = 'STARTUP' then 'training.class_size_max_startup' else 'training.class_size_max' end
  and x.area is null and x.valid_from_on <= c.starts_on and (x.valid_to_on is null or c.starts_on < x.valid_to_on)
where r.persons > x.value
  and coalesce(c.state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
