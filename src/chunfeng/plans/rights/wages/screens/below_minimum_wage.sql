-- Per person, never the average of a sheet. A full month against the monthly minimum; a part month is below only if it is below
-- all three ways of reckoning (adding up, deducting, share of the month's pay days). 21.75 pay days is 2175/100. Equality is
-- lawful, and so is 1 fen a day of rounding. Without days on the sheet only a filing that covers the month shows it was full.
-- A minimum that rises inside the month counts from the next month: this accuses nobody wrongly. Where the workplace's area is
-- not known the lowest of the city counts. A month after the last loaded standard is not testable.
/* ---
code: rights.below_minimum_wage
title: 工资低于最低工资标准
clause: R-2.1.b
patterns: [W-02]
severity: high
asks: 本人当月应发工资（不含加班工资和津贴）低于工作地最低工资标准
reads: [payroll, projects, employers, filings, parameters]
needs: [payroll]
params: {monthly: rights.minimum_wage_monthly_fen, hourly: rights.minimum_wage_hourly_fen}
subject: payroll
not_for: 月中入职离职按天折算后不低的；本人事假缺勤；等于标准；每天一分钱以内的舍入；没有标准的月份；结清、补偿表
--- */
with months as (
  select distinct month from payroll where month is not null
), wages as (
  select m.month, x.area, x.value
  from months as m
  join parameters as x on x.code = 'rights.minimum_wage_monthly_fen' and x.valid_from_on <= m.month
    and (x.valid_to_on is null or m.month < x.valid_to_on)
), hourly as (
  select m.month, x.area, x.value
  from months as m
  join parameters as x on x.code = 'rights.minimum_wage_hourly_fen' and x.valid_from_on <= m.month
    and (x.valid_to_on is null or m.month < x.valid_to_on)
), bounds as (
  select month, max(value) as most, min(value) as least_value from wages group by month
), hourly_bounds as (
  select month, max(value) as most, min(value) as least_value from hourly group by month
), lengths as (
  select month, days_between(month, add_months(month, 1)) as days,
         (days_between(date '1900-01-01', month) % 7) as weekday
  from months
), calendar as (
  select month, days,
         20 + case when days >= 29 and weekday < 5 then 1 else 0 end
            + case when days >= 30 and (weekday + 1) % 7 < 5 then 1 else 0 end
            + case when days >= 31 and (weekday + 2) % 7 < 5 then 1 else 0 end as pay_days
  from lengths
), places as (
  select project, min(area) as area from projects where project is not null group by project
), seats as (
  select employer, min(area) as area from employers where employer is not null group by employer
), rows_of_month as (
  select p.pay, p.employer, p.project, p.area, p.person, p.month, p.days, coalesce(p.absent_days, 0) as absent_days, p.hours,
         coalesce(p.hourly, false) as hourly, p.left_on,
         p.due_fen - coalesce(p.overtime_fen, 0) - coalesce(p.allowance_fen, 0) as wage
  from payroll as p
  where p.due_fen is not null and p.person is not null and coalesce(p.sheet_kind, 'monthly') = 'monthly'
    and coalesce(p.months_covered, 1) = 1
), low as (
  select r.pay, r.employer, r.project, r.area, r.person, r.month, r.days, r.absent_days, r.hours, r.hourly, r.left_on, r.wage,
         b.least_value
  from rows_of_month as r
  join bounds as b on b.month = r.month
  left join hourly_bounds as h on h.month = r.month
  where (r.hourly and r.hours > 0 and r.wage < r.hours * h.most) or (not r.hourly and r.wage < b.most)
), extra as (
  select p.employer, p.person, p.month, sum(case when p.sheet_kind = 'bonus' then p.due_fen else 0 end) as bonus,
         max(case when p.sheet_kind in ('settlement', 'compensation') then 1 else 0 end) as settled
  from payroll as p
  join (select distinct employer, person, month from low) as l on l.employer = p.employer and l.person = p.person and l.month = p.month
  where coalesce(p.sheet_kind, 'monthly') <> 'monthly'
  group by p.employer, p.person, p.month
), employed as (
  select f.employer, f.person, l.month, max(case when f.kind = 'part_time' then 1 else 0 end) as part_time,
         max(case when f.starts_on <= l.month and (f.ends_on is null or f.ends_on >= add_months(l.month, 1) - 1) then 1 else 0 end) as whole
  from (select distinct employer, person, month from low) as l
  join filings as f on f.employer = l.employer and f.person = l.person
  where f.starts_on < add_months(l.month, 1) and (f.ends_on is null or f.ends_on >= l.month)
  group by f.employer, f.person, l.month
), judged as (
  select l.pay, l.month, l.hourly, l.hours, l.days, l.absent_days, c.pay_days,
         l.wage + coalesce(x.bonus, 0) as wage,
         coalesce(w.value, l.least_value) as minimum,
         coalesce(h.value, b.least_value) as hour_minimum,
         coalesce(e.part_time, 0) as part_time,
         case when l.absent_days > 0 or l.days < c.pay_days or (l.left_on is not null and l.left_on < add_months(l.month, 1) - 1) then 1
              else 0 end as part_month,
         case when l.days is not null or coalesce(e.whole, 0) = 1 then 1 else 0 end as known
  from low as l
  join calendar as c on c.month = l.month
  left join places as j on j.project = l.project
  left join seats as s on s.employer = l.employer
  left join wages as w on w.month = l.month and w.area = substr(coalesce(l.area, j.area, s.area), 1, 6)
  left join hourly as h on h.month = l.month and h.area = substr(coalesce(l.area, j.area, s.area), 1, 6)
  left join hourly_bounds as b on b.month = l.month
  left join extra as x on x.employer = l.employer and x.person = l.person and x.month = l.month
  left join employed as e on e.employer = l.employer and e.person = l.person and e.month = l.month
  where coalesce(x.settled, 0) = 0
), based as (
  select pay, month, hourly, hours, wage, minimum, hour_minimum, part_time, part_month, known, pay_days,
         coalesce(days, pay_days - absent_days) as paid_days,
         case when absent_days > 0 then absent_days else greatest(pay_days - coalesce(days, pay_days), 0) end as absent
  from judged
), breaches as (
  select pay, month, hourly, hours, wage, paid_days, part_month,
         case when hourly then hour_minimum else minimum end as minimum
  from based
  where (hourly and hours > 0 and wage + (hours + 7) // 8 < hours * hour_minimum)
     or (not hourly and part_time = 0 and known = 1 and part_month = 0 and wage + pay_days < minimum)
     or (not hourly and part_time = 0 and known = 1 and part_month = 1 and paid_days > 0
         and (wage + paid_days) * 2175 < minimum * paid_days * 100
         and (wage + paid_days) * 2175 < minimum * (2175 - absent * 100)
         and (wage + paid_days) * pay_days < minimum * paid_days)
), without_standard as (
  select m.month from months as m left join bounds as b on b.month = m.month where b.month is null
), unknown_months as (
  select r.month, min(r.pay) as pay, count(*) as persons
  from payroll as r
  join without_standard as w on w.month = r.month
  where r.person is not null
  group by r.month
)
select
  pay as subject,
  cast(null as varchar) as other,
  case when hourly then '应发 ' || yuan(wage) || ' 元，' || cast(hours as varchar) || ' 小时，小时最低工资 ' || yuan(minimum) || ' 元'
       when part_month = 1 then '计薪 ' || cast(paid_days as varchar) || ' 天，应发 ' || yuan(wage) || ' 元，按三种折算都低于月最低工资 '
            || yuan(minimum) || ' 元的相应部分'
       else '整月应发 ' || yuan(wage) || ' 元，月最低工资 ' || yuan(minimum) || ' 元' end as said,
  'high' as severity,
  month as month,
  wage as wage_fen,
  minimum as minimum_fen,
  paid_days as paid_days
from breaches
union all
select
  pay as subject,
  cast(null as varchar) as other,
  '需要 ' || substr(cast(month as varchar), 1, 7) || ' 当月的最低工资标准（' || cast(persons as varchar) || ' 人）' as said,
  'untestable' as severity,
  month as month,
  cast(null as bigint) as wage_fen,
  cast(null as bigint) as minimum_fen,
  cast(null as int) as paid_days
from unknown_months
