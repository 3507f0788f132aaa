/* ---
code: training.provider_staff_on_roster
title: 培训机构自己的职工在花名册上
asks: 开班当日学员在该培训机构的用工备案上
clause: T-3.4.b
patterns: [F-14]
severity: high
reads: [enrolments, classes, filings]
needs: [enrolments, classes, filings]
params: {}
subject: enrolment
other: filing
not_for: 机构培训本单位职工的岗位培训；亲属参训；开班前已离职
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
  f.filing as other,
  case when s.programme is null then '需要班级的培训项目类别'
       else '开班日期 ' || cast(s.starts_on as varchar) || ' 在该培训机构的用工备案上' end as said,
  f.starts_on as employed_from_on,
  s.starts_on as starts_on,
  case when s.programme is null then 'untestable' else 'high' end as severity
from roster as s
join filings as f on f.person = s.person and f.employer = s.provider and f.starts_on <= s.starts_on
  and (f.ends_on is null or f.ends_on >= s.starts_on)
where coalesce(s.programme, '') not in ('POST_UPGRADE', 'POST_TRANSFER')
