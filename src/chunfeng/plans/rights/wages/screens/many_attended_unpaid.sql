-- Which months are unpaid, and what excuses them, is told in the table `unpaid_months`.
/* ---
code: rights.many_attended_unpaid
title: 一成以上出勤人员没有工资
clause: R-2.1.a
patterns: [W-04]
severity: high
asks: 一个用人单位（工地）一个月没有工资记录的出勤人员达到一成且不少于三人
reads: [unpaid_months, parameters]
needs: [attendance, payroll]
params: {percent: rights.unpaid_percent, persons: rights.unpaid_persons}
subject: attendance
not_for: 不足三人或不足一成；周期不按月的（以完成一定任务为期限、劳务）；离职已结清；一次发几个月的；现金签收的工资表行；管理人员和访客；零工日的月份；本单位（工地）当月没有工资表的
--- */
with counted as (
  select employer, project, month, attending, count(*) as unpaid
  from unpaid_months
  where covered
  group by employer, project, month, attending
), grave as (
  select c.employer, c.project, c.month, c.attending, c.unpaid
  from counted as c
  join parameters as x on x.code = 'rights.unpaid_percent' and x.area is null and x.valid_from_on <= c.month
    and (x.valid_to_on is null or c.month < x.valid_to_on)
  join parameters as n on n.code = 'rights.unpaid_persons' and n.area is null and n.valid_from_on <= c.month
    and (n.valid_to_on is null or c.month < n.valid_to_on)
  where c.unpaid >= n.value and c.unpaid * 100 >= c.attending * x.value
)
select
  m.mark as subject,
  cast(null as varchar) as other,
  substr(cast(m.month as varchar), 1, 7) || ' 当月出勤 ' || cast(g.attending as varchar) || ' 人，其中 ' || cast(g.unpaid as varchar)
    || ' 人没有工资记录，本行是其中一人' as said,
  m.month as month,
  g.attending as attending,
  g.unpaid as unpaid
from unpaid_months as m
join grave as g on g.employer is not distinct from m.employer and g.project is not distinct from m.project and g.month = m.month
where m.covered and as_of() >= add_months(m.month, 1)
