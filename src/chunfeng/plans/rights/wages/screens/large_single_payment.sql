-- The cap scales with the minimum wage; where the workplace's area is not known the highest of the city counts.
/* ---
code: rights.large_single_payment
title: 单笔工资数额过大
clause: R-2.1.a
patterns: [W-05]
severity: medium
asks: 单笔工资按所含月数平均后超过当地月最低工资的规定倍数
reads: [payroll, projects, employers, filings, parameters]
needs: [payroll]
params: {minimum: rights.minimum_wage_monthly_fen, times: rights.large_payment_times}
subject: payroll
not_for: 几个月一起结清；经济补偿；班组长代领并有各人签字
--- */
with months as (
  select distinct month from payroll where month is not null
), wages as (
  select m.month, x.area, x.value
  from months as m
  join parameters as x on x.code = 'rights.minimum_wage_monthly_fen' and x.valid_from_on <= m.month
    and (x.valid_to_on is null or m.month < x.valid_to_on)
), caps as (
  select w.month, t.value as times, max(w.value) as highest, min(w.value) * t.value as least_cap
  from wages as w
  join parameters as t on t.code = 'rights.large_payment_times' and t.area is null and t.valid_from_on <= w.month
    and (t.valid_to_on is null or w.month < t.valid_to_on)
  group by w.month, t.value
), places as (
  select project, min(area) as area from projects where project is not null group by project
), seats as (
  select employer, min(area) as area from employers where employer is not null group by employer
), large as (
  select p.pay, p.employer, p.project, p.area, p.person, p.month, p.paid_fen, coalesce(p.months_covered, 1) as months_covered,
         p.signed, c.highest, c.times
  from payroll as p
  join caps as c on c.month = p.month
  where coalesce(p.sheet_kind, 'monthly') not in ('settlement', 'compensation')
    and p.paid_fen > c.least_cap * greatest(coalesce(p.months_covered, 1), 1)
), leaders as (
  select distinct employer, person from filings where job like '%班组长%' or job like '%工长%' or job like '%带班%' or job like '%队长%'
)
select
  l.pay as subject,
  cast(null as varchar) as other,
  '实发 ' || yuan(l.paid_fen) || ' 元，含 ' || cast(l.months_covered as varchar) || ' 个月，每月上限 '
    || yuan(coalesce(w.value, l.highest) * l.times) || ' 元' as said,
  l.paid_fen as paid_fen,
  l.months_covered as months_covered,
  coalesce(w.value, l.highest) * l.times as cap_fen
from large as l
left join places as j on j.project = l.project
left join seats as e on e.employer = l.employer
left join wages as w on w.month = l.month and w.area = substr(coalesce(l.area, j.area, e.area), 1, 6)
left join leaders as d on d.employer = l.employer and d.person = l.person
where l.paid_fen > coalesce(w.value, l.highest) * l.times * greatest(l.months_covered, 1)
  and (d.person is null or coalesce(l.signed, false) = false)
