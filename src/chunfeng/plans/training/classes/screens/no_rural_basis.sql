/* ---
code: training.no_rural_basis
title: 写明没有农村身份依据
asks: 花名册上的农村身份依据写明为非农业或城镇户口
clause: T-2.1.1.c
patterns: [F-12]
severity: high
reads: [enrolments, classes]
needs: [enrolments, classes]
params: {}
subject: enrolment
not_for: 外地号码（从不检验）；户籍改革后的居民户；空白格；岗位培训、残疾人培训、创业培训
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
)
select
  s.enrolment as subject,
  cast(null as varchar) as other,
  '农村身份依据一栏写明为非农业或城镇户口' as said,
  s.starts_on as starts_on
from roster as s
join enrolments as n on n.enrolment = s.enrolment
where (n.rural_basis like '%非农%' or n.rural_basis like '%城镇户%')
  and coalesce(s.programme, 'EMPLOYMENT_SKILL') in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL', 'RAIN_DEW')
