/* ---
code: training.job_before_class
title: 申报的就业早于开班
asks: 申报为培训后就业，但就业开始日期不晚于开班日期，或开班当日已在该单位备案
clause: T-3.4.b
patterns: [F-47]
severity: high
reads: [claims, classes, filings]
needs: [claims, classes]
params: {}
subject: claim
other: filing
not_for: 岗位培训；原单位季节性再招用（此前已终止）；开班次日以后就业
--- */
with kept as (
  select c.claim, c.person, c.class, c.fund, coalesce(c.trade, k.trade) as trade, coalesce(c.level, k.level) as level,
         coalesce(c.programme, k.programme) as programme, k.starts_on, k.ends_on, c.submitted_on, c.approved_on,
         c.certificate_number, c.share, c.cofinanced, coalesce(c.submitted_on, c.approved_on, k.ends_on) as claimed_on
  from claims as c
  left join classes as k on k.class = c.class
  where c.person is not null and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
    and coalesce(c.item, 'tuition') = 'tuition' and coalesce(k.state, '') <> 'cancelled'
),
placed as (
  select p.claim, p.person, p.programme, p.starts_on, c.employed_on, c.employer
  from kept as p
  join claims as c on c.claim = p.claim
  where c.employed = true and p.starts_on is not null and coalesce(p.programme, '') not in ('POST_UPGRADE', 'POST_TRANSFER')
),
filed as (
  select p.claim, min(f.filing) as filing, min(f.starts_on) as starts_on
  from placed as p
  join filings as f on f.person = p.person and f.employer = p.employer and f.starts_on <= p.starts_on
    and (f.ends_on is null or f.ends_on >= p.starts_on)
  group by p.claim
)
select
  p.claim as subject,
  f.filing as other,
  case when p.programme is null then '需要班级的培训项目类别'
       else '就业开始日期 ' || cast(coalesce(f.starts_on, p.employed_on) as varchar) || '，不晚于开班日期 ' || cast(p.starts_on as varchar) end as said,
  coalesce(f.starts_on, p.employed_on) as employed_on,
  p.starts_on as starts_on,
  case when p.programme is null then 'untestable' else 'high' end as severity
from placed as p
left join filed as f on f.claim = p.claim
where f.claim is not null or p.employed_on <= p.starts_on
