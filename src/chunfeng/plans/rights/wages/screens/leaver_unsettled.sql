-- Somebody who goes on (a later or overlapping filing with the same employer) has not left.
/* ---
code: rights.leaver_unsettled
title: 离职十五天后工资没有结清
clause: R-2.1.a
patterns: [W-06]
severity: high
asks: 离职（备案终止或工资表写明离职）十五天以后，最后一个月有出勤而没有工资
reads: [unpaid_months, payroll, filings, parameters]
needs: [attendance, payroll]
params: {days: rights.leaver_days}
subject: attendance
not_for: 离职十五天以内；已结清；又在本单位备案；最后一个月没有出勤；周期不按月的；本单位（工地）当月没有工资表的
--- */
with stays as (
  select employer, person, max(coalesce(ends_on, date '9999-12-31')) as last_on from filings
  where employer is not null and person is not null
  group by employer, person
), left_posts as (
  select employer, person, last_on as left_on from stays where last_on < date '9999-12-31'
  union
  select p.employer, p.person, max(p.left_on) as left_on
  from payroll as p
  left join stays as s on s.employer = p.employer and s.person = p.person
  where p.left_on is not null and p.person is not null and s.person is null
  group by p.employer, p.person
), leavers as (
  select l.employer, l.person, l.left_on
  from left_posts as l
  join parameters as d on d.code = 'rights.leaver_days' and d.area is null and d.valid_from_on <= l.left_on
    and (d.valid_to_on is null or l.left_on < d.valid_to_on)
  where days_between(l.left_on, as_of()) > d.value
)
select
  m.mark as subject,
  cast(null as varchar) as other,
  cast(l.left_on as varchar) || ' 离职，' || substr(cast(m.month as varchar), 1, 7) || ' 当月有出勤，至今没有工资' as said,
  m.month as month,
  l.left_on as left_on
from unpaid_months as m
join leavers as l on l.employer = m.employer and l.person = m.person and m.month = month_of(l.left_on)
where m.covered
