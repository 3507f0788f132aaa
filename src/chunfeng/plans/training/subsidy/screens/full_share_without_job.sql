-- Employed from completion to completion + 6 months, both days included; no row at all says nothing unless the claim states it.
/* ---
code: training.full_share_without_job
title: 未就业却按就业比例申领
asks: 限就业条件的项目，按核实的就业情况只应给未就业比例，申领比例更高
clause: T-3.4.b
patterns: [F-48]
severity: block
reads: [claims, classes, filings, insurance, parameters]
needs: [claims, classes]
params: {employment_window_months: training.employment_window_months, share_employed: training.share_employed, share_not_employed: training.share_not_employed}
subject: claim
not_for: 岗位培训等不以就业为条件的项目；认定期内后来就业；认定期未满尚在核实；没有就业记录可比
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
stated as (
  select p.claim, p.person, c.employer, p.ends_on, p.submitted_on, c.employed, c.employed_on,
         coalesce(c.share, case when c.standard_fen > 0 then cast(c.amount_fen * 100 // c.standard_fen as int) end) as share,
         add_months(p.ends_on, w.value) as until_on, full_share.value as full_share, part_share.value as part_share
  from kept as p
  join claims as c on c.claim = p.claim
  join parameters as w
  on  w.code = 'training.employment_window_months' and w.area is null and w.valid_from_on <= p.ends_on
  and (w.valid_to_on is null or p.ends_on < w.valid_to_on)
  join parameters as full_share
  on  full_share.code = 'training.share_employed' and full_share.area is null and full_share.valid_from_on <= p.ends_on
  and (full_share.valid_to_on is null or p.ends_on < full_share.valid_to_on)
  join parameters as part_share
  on  part_share.code = 'training.share_not_employed' and part_share.area is null and part_share.valid_from_on <= p.ends_on
  and (part_share.valid_to_on is null or p.ends_on < part_share.valid_to_on)
  where p.programme = 'EMPLOYMENT_SKILL' and p.ends_on is not null
),
over as (
  select * from stated where share > part_share
),
jobs as (
  select o.claim, sum(case when f.employer = o.employer then 1 else 0 end) as times,
         max(case when f.starts_on <= o.until_on and (f.ends_on is null or f.ends_on >= o.ends_on) then 1 else 0 end) as inside
  from over as o
  join filings as f on f.person = o.person
  group by o.claim
),
paid_in as (
  select o.claim, 1 as inside
  from over as o
  join insurance as i on i.person = o.person and i.from_month <= o.until_on and (i.to_month is null or i.to_month >= month_of(o.ends_on))
  where coalesce(i.payer, 'employee') <> 'resident'
  group by o.claim
)
select
  o.claim as subject,
  cast(null as varchar) as other,
  case when o.employed = false then '申领行写明未就业，比例 ' else '就业备案显示认定期内没有就业，比例 ' end || cast(o.share as varchar) || '%，应为 ' || cast(o.part_share as varchar) || '%（认定期至 ' || cast(o.until_on as varchar) || '）' as said,
  o.share as share,
  o.part_share as due_share,
  o.until_on as until_on
from over as o
left join jobs as j on j.claim = o.claim
left join paid_in as i on i.claim = o.claim
where coalesce(j.inside, 0) = 0 and coalesce(i.inside, 0) = 0
  and (o.employed = false
    or (o.employed = true and o.employed_on > o.until_on)
    or (o.employed = true and j.times > 0 and as_of() > o.until_on))
