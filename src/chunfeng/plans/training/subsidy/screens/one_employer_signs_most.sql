/* ---
code: training.one_employer_signs_most
title: 一家单位接收半班以上而参保人数不足
asks: 一家单位接收本班半数以上学员就业，而其参保人数少于接收人数
clause: T-3.4.b
patterns: [F-47]
severity: high
reads: [claims, classes, insurance, parameters]
needs: [claims, classes, insurance]
params: {employment_window_months: training.employment_window_months, one_employer_base: training.one_employer_base, one_employer_percent: training.one_employer_percent}
subject: claim
not_for: 参保人数够；班级不足十人；岗位培训；没有该单位参保记录（不能判断）；认定期未满
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
people as (
  select p.claim, p.person, p.class, p.ends_on, case when c.employed then c.employer end as employer, add_months(p.ends_on, w.value) as until_on,
         least_of.value as least_percent, base_of.value as base
  from kept as p
  join claims as c on c.claim = p.claim
  join parameters as w
  on  w.code = 'training.employment_window_months' and w.area is null and w.valid_from_on <= p.ends_on
  and (w.valid_to_on is null or p.ends_on < w.valid_to_on)
  join parameters as least_of
  on  least_of.code = 'training.one_employer_percent' and least_of.area is null and least_of.valid_from_on <= p.ends_on
  and (least_of.valid_to_on is null or p.ends_on < least_of.valid_to_on)
  join parameters as base_of
  on  base_of.code = 'training.one_employer_base' and base_of.area is null and base_of.valid_from_on <= p.ends_on
  and (base_of.valid_to_on is null or p.ends_on < base_of.valid_to_on)
  where p.class is not null and coalesce(p.programme, '') not in ('POST_UPGRADE', 'POST_TRANSFER')
    and as_of() > add_months(p.ends_on, w.value)
),
sizes as (
  select class, count(distinct person) as persons from people group by class
),
signed as (
  select p.class, p.employer, p.ends_on, p.until_on, p.least_percent, p.base, count(distinct p.person) as persons
  from people as p
  where p.employer is not null
  group by p.class, p.employer, p.ends_on, p.until_on, p.least_percent, p.base
),
heavy as (
  select g.*, z.persons as class_persons
  from signed as g
  join sizes as z on z.class = g.class
  where z.persons >= g.base and g.persons * 100 >= g.least_percent * z.persons
),
insured as (
  select h.class, h.employer, count(distinct i.person) as persons
  from heavy as h
  join insurance as i on i.employer = h.employer and i.person is not null and i.from_month <= h.until_on
    and (i.to_month is null or i.to_month >= month_of(h.ends_on))
  group by h.class, h.employer
)
select
  p.claim as subject,
  cast(null as varchar) as other,
  case when n.class is null then '需要 ' || h.employer || ' ' || cast(h.ends_on as varchar) || ' 以后的参保记录'
       else '一家单位接收本班 ' || cast(h.class_persons as varchar) || ' 人中的 ' || cast(h.persons as varchar) || ' 人，参保 ' || cast(n.persons as varchar) || ' 人' end as said,
  h.persons as signed_persons,
  h.class_persons as class_persons,
  n.persons as insured_persons,
  case when n.class is null then 'untestable' else 'high' end as severity
from heavy as h
join people as p on p.class = h.class and p.employer = h.employer
left join insured as n on n.class = h.class and n.employer = h.employer
where n.class is null or n.persons < h.persons
