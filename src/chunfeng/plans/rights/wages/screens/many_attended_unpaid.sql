-- "No row" convicts only where the employer's (or the site's) sheet of that month is in the folder. A sheet of another site
-- of the same employer does not cover this one; pay by the general contractor of the site does count.
/* ---
code: rights.many_attended_unpaid
title: 一成以上出勤人员没有工资
clause: R-2.1.a
patterns: [W-04]
severity: high
asks: 一个用人单位（工地）一个月没有工资记录的出勤人员达到一成且不少于三人
reads: [attendance, payroll, filings, contracts, parameters]
needs: [attendance, payroll]
params: {percent: rights.unpaid_percent, persons: rights.unpaid_persons}
subject: attendance
not_for: 不足三人或不足一成；周期不按月的（以完成一定任务为期限、劳务）；离职已结清；一次发几个月的；现金签收的工资表行；管理人员和访客；零工日的月份；本单位（工地）当月没有工资表的
--- */
with attended as (
  select a.employer, a.project, a.person, coalesce(a.month, month_of(a.marked_on)) as month
  from attendance as a
  where a.kind = 'work' and a.person is not null and coalesce(a.employer, a.project) is not null
    and coalesce(a.month, a.marked_on) is not null and coalesce(a.days, 1) > 0
    and (a.status in ('present', 'late', 'left_early') or (a.status is null and (a.in_at is not null or a.days > 0)))
  group by a.employer, a.project, a.person, coalesce(a.month, month_of(a.marked_on))
), staff as (
  select distinct employer, person from filings
  where job like '%经理%' or job like '%管理%' or job like '%监理%' or job like '%甲方%' or job like '%访客%'
), other_cycle as (
  select distinct employer, person from contracts where kind in ('task', 'service')
), work as (
  select w.employer, w.project, w.person, w.month
  from attended as w
  left join staff as s on s.employer = w.employer and s.person = w.person
  left join other_cycle as o on o.employer = w.employer and o.person = w.person
  where s.person is null and o.person is null
), paid as (
  select p.employer, p.project, p.person, p.month, p.sheet_kind, coalesce(p.months_covered, 1) as months_covered
  from payroll as p
  join (select distinct person from work) as w on w.person = p.person
  where p.month is not null
), paid_by_employer as (
  select distinct employer, person, month from paid where employer is not null
), paid_by_project as (
  select distinct project, person, month from paid where project is not null
), settled as (
  select distinct w.employer, w.project, w.person, w.month
  from paid as p
  join work as w on w.person = p.person
  where (w.employer = p.employer or w.project = p.project)
    and ((p.sheet_kind = 'settlement' and p.month >= w.month)
         or (p.months_covered > 1 and w.month >= add_months(p.month, 1 - p.months_covered)
             and w.month <= add_months(p.month, p.months_covered - 1)))
), sheets as (
  select employer, project, month, count(*) as persons from payroll
  where month is not null and coalesce(sheet_kind, 'monthly') = 'monthly'
  group by employer, project, month
), sites as (
  select employer, project, month, count(*) as attending from work group by employer, project, month
), covered as (
  select s.employer, s.project, s.month from sites as s
  join sheets as h on h.employer = s.employer and h.month = s.month
  where h.project is null or s.project is null or h.project = s.project
  union
  select s.employer, s.project, s.month from sites as s
  join sheets as h on h.project = s.project and h.month = s.month
), unpaid as (
  select w.employer, w.project, w.person, w.month, case when c.month is null then 0 else 1 end as covered
  from work as w
  left join paid_by_employer as e on e.employer = w.employer and e.person = w.person and e.month = w.month
  left join paid_by_project as j on j.project = w.project and j.person = w.person and j.month = w.month
  left join settled as d on d.employer is not distinct from w.employer and d.project is not distinct from w.project
    and d.person = w.person and d.month = w.month
  left join covered as c on c.employer is not distinct from w.employer and c.project is not distinct from w.project
    and c.month = w.month
  where e.person is null and j.person is null and d.person is null
), marks as (
  select u.employer, u.project, u.person, u.month, u.covered, a.mark,
         row_number() over (partition by u.employer, u.project, u.person, u.month order by a.marked_on, a.slot, a.mark) as nth
  from unpaid as u
  join attendance as a on a.person = u.person and coalesce(a.month, month_of(a.marked_on)) = u.month
    and a.employer is not distinct from u.employer and a.project is not distinct from u.project
  where a.kind = 'work' and coalesce(a.days, 1) > 0
    and (a.status in ('present', 'late', 'left_early') or (a.status is null and (a.in_at is not null or a.days > 0)))
), counted as (
  select s.employer, s.project, s.month, s.attending, count(*) as unpaid
  from sites as s
  join unpaid as u on u.employer is not distinct from s.employer and u.project is not distinct from s.project and u.month = s.month
  where u.covered = 1
  group by s.employer, s.project, s.month, s.attending
), grave as (
  select c.employer, c.project, c.month, c.attending, c.unpaid
  from counted as c
  join parameters as x on x.code = 'rights.unpaid_percent' and x.valid_from_on <= c.month
    and (x.valid_to_on is null or c.month < x.valid_to_on)
  join parameters as n on n.code = 'rights.unpaid_persons' and n.valid_from_on <= c.month
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
from marks as m
join grave as g on g.employer is not distinct from m.employer and g.project is not distinct from m.project and g.month = m.month
where m.nth = 1 and m.covered = 1 and as_of() >= add_months(m.month, 1)
