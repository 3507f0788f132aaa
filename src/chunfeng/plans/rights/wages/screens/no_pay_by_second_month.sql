-- Which months are unpaid, and what excuses them, is told in the table `unpaid_months`.
/* ---
code: rights.no_pay_by_second_month
title: 出勤后到第三个月仍没有工资
clause: R-2.1.a
patterns: [W-01]
severity: high
asks: 某月有出勤，至次月底没有任何工资支付，再下月一日起提示
reads: [unpaid_months]
needs: [attendance, payroll]
params: {}
subject: attendance
not_for: 周期不按月的（以完成一定任务为期限、劳务）；离职已结清；一次发几个月的；现金签收的工资表行；管理人员和访客；零工日的月份；本单位（工地）当月没有工资表的
--- */
with missing as (
  select employer, project, month, min(mark) as mark, count(distinct person) as persons
  from unpaid_months where not covered and as_of() >= add_months(month, 2)
  group by employer, project, month
)
select
  mark as subject,
  cast(null as varchar) as other,
  substr(cast(month as varchar), 1, 7) || ' 当月有出勤，至 ' || cast(add_months(month, 2) - 1 as varchar) || ' 没有工资' as said,
  'high' as severity,
  month as month,
  cast(1 as bigint) as persons
from unpaid_months
where covered and as_of() >= add_months(month, 2)
union all
select
  mark as subject,
  cast(null as varchar) as other,
  '需要 ' || coalesce(employer, project) || ' ' || substr(cast(month as varchar), 1, 7) || ' 的工资表（' || cast(persons as varchar) || ' 人有出勤）' as said,
  'untestable' as severity,
  month as month,
  persons as persons
from missing
