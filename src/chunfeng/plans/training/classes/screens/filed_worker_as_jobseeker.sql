/* ---
code: training.filed_worker_as_jobseeker
title: 在职人员以求职者身份参训（用工备案）
asks: 限求职者的项目中，开班三十日以前已有用工备案，且开班前没有终止
clause: T-3.4.b
patterns: [F-09]
severity: high
reads: [enrolments, classes, filings, parameters]
needs: [enrolments, classes, filings]
params: {employed_before_days: training.employed_before_days}
subject: enrolment
other: filing
not_for: 岗位培训；非全日制用工；临近开班或班期中才就业；开班前已终止
--- */
with roster as materialized (
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
       else '用工备案自 ' || cast(f.starts_on as varchar) || ' 起，开班日期 ' || cast(s.starts_on as varchar) || ' 时没有终止' end as said,
  f.starts_on as employed_from_on,
  f.ends_on as employed_to_on,
  s.starts_on as starts_on,
  case when s.programme is null then 'untestable' else 'high' end as severity
from roster as s
join filings as f on f.person = s.person and f.starts_on < s.starts_on and (f.ends_on is null or f.ends_on >= s.starts_on)
join parameters as d
  on  d.code = 'training.employed_before_days' and d.area is null and d.valid_from_on <= s.starts_on
  and (d.valid_to_on is null or s.starts_on < d.valid_to_on)
where coalesce(s.programme, 'EMPLOYMENT_SKILL') = 'EMPLOYMENT_SKILL'
  and coalesce(f.kind, 'full_time') <> 'part_time'
  and days_between(f.starts_on, s.starts_on) >= d.value
