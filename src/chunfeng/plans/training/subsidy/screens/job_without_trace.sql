-- Tested only after the last day of the period; the employer must be seen in filings or insurance through somebody else.
/* ---
code: training.job_without_trace
title: 申报的就业没有任何记录
asks: 申报为培训后就业，结业至认定期满没有备案、社保、工资或经营记录
clause: T-3.4.b
patterns: [F-47]
severity: high
reads: [claims, classes, filings, insurance, payroll, registers, parameters]
needs: [claims, classes]
params: {employment_window_months: training.employment_window_months, register_days: training.register_days}
subject: claim
not_for: 灵活就业、务农（没有写单位）；认定期未满；期末三十日内才入职；该单位没有别人的记录（不能判断）
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
  select p.claim, p.person, c.employer, p.ends_on, add_months(p.ends_on, w.value) as until_on
  from kept as p
  join claims as c on c.claim = p.claim
  join parameters as w
  on  w.code = 'training.employment_window_months' and w.area is null and w.valid_from_on <= p.ends_on
  and (w.valid_to_on is null or p.ends_on < w.valid_to_on)
  join parameters as d
  on  d.code = 'training.register_days' and d.area is null and d.valid_from_on <= p.ends_on
  and (d.valid_to_on is null or p.ends_on < d.valid_to_on)
  where c.employed = true and c.employer is not null and coalesce(p.programme, '') not in ('POST_UPGRADE', 'POST_TRANSFER')
    and as_of() > add_months(p.ends_on, w.value)
    and (c.employed_on is null or days_between(c.employed_on, add_months(p.ends_on, w.value)) >= d.value)
),
traced as (
  select p.claim from placed as p
  join filings as f on f.person = p.person and f.starts_on <= p.until_on and (f.ends_on is null or f.ends_on >= p.ends_on)
  union
  select p.claim from placed as p
  join insurance as i on i.person = p.person and i.from_month <= p.until_on
    and (i.to_month is null or i.to_month >= month_of(p.ends_on))
  where coalesce(i.payer, 'employee') <> 'resident'
  union
  select p.claim from placed as p
  join payroll as y on y.person = p.person and y.month >= month_of(p.ends_on) and y.month <= p.until_on
  union
  select p.claim from placed as p
  join registers as r on r.person = p.person and r.kind = 'shareholder' and r.valid_from_on <= p.until_on
    and coalesce(r.valid_to_on, r.as_of_on, as_of()) >= p.ends_on
),
untraced as (
  select p.claim, p.person, p.employer, p.ends_on, p.until_on
  from placed as p
  left join traced as t on t.claim = p.claim
  where t.claim is null
),
asked as (
  select distinct u.employer, u.ends_on, u.until_on from untraced as u
),
covered as (
  select a.employer, a.ends_on from asked as a
  join filings as f on f.employer = a.employer and f.starts_on <= a.until_on and (f.ends_on is null or f.ends_on >= a.ends_on)
  union
  select a.employer, a.ends_on from asked as a
  join insurance as i on i.employer = a.employer and i.from_month <= a.until_on
    and (i.to_month is null or i.to_month >= month_of(a.ends_on))
)
select
  u.claim as subject,
  cast(null as varchar) as other,
  case when v.employer is null then '需要 ' || u.employer || ' ' || cast(u.ends_on as varchar) || ' 至 ' || cast(u.until_on as varchar) || ' 的备案或社保'
       else '结业 ' || cast(u.ends_on as varchar) || ' 至 ' || cast(u.until_on as varchar) || ' 没有备案、社保、工资或经营记录' end as said,
  u.ends_on as ends_on,
  u.until_on as until_on,
  case when v.employer is null then 'untestable' else 'high' end as severity
from untraced as u
left join covered as v on v.employer = u.employer and v.ends_on = u.ends_on
