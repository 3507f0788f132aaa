-- Which months are unpaid, and what excuses them, is told in the table `unpaid_months`.
/* ---
code: rights.attended_not_on_sheet
title: 有出勤而不在当月工资表上
clause: R-2.1.a
patterns: [W-03]
severity: medium
asks: 按人核对同一周期的出勤和工资表，有出勤的人不在工资表上
reads: [unpaid_months]
needs: [attendance, payroll]
params: {}
subject: attendance
not_for: 周期不按月的（以完成一定任务为期限、劳务）；离职已结清；一次发几个月的；现金签收的工资表行；管理人员和访客；零工日的月份；本单位（工地）当月没有工资表的
--- */
select
  mark as subject,
  cast(null as varchar) as other,
  substr(cast(month as varchar), 1, 7) || ' 当月有出勤，不在当月工资表上' as said,
  month as month
from unpaid_months
where covered and as_of() >= add_months(month, 1)
