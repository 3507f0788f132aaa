-- Somebody who goes on (a later or overlapping filing with the same employer) has not left.
/* ---
code: rights.leaver_unsettled
title: 离职十五天后工资没有结清
clause: R-2.1.a
patterns: [W-06]
severity: high
asks: 离职（备案终止或工资表写明离职）十五天以后，最后一个月有出勤而没有工资
reads: [attendance, payroll, filings, contracts, parameters]
needs: [attendance, payroll]
params: {days: rights.leaver_days}
subject: attendance
not_for: 离职十五天以内；已结清；又在本单位备案；最后一个月没有出勤；周期不按月的；本单位（工地）当月没有工资表的
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
), stays as (
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
  join parameters as d on d.code = 'rights.leaver_days' and d.valid_from_on <= l.left_on
    and (d.valid_to_on is null or l.left_on < d.valid_to_on)
  where days_between(l.left_on, as_of()) > d.value
)
select
  m.mark as subject,
  cast(null as varchar) as other,
  cast(l.left_on as varchar) || ' 离职，' || substr(cast(m.month as varchar), 1, 7) || ' 当月有出勤，至今没有工资' as said,
  m.month as month,
  l.left_on as left_on
from marks as m
join leavers as l on l.employer = m.employer and l.person = m.person and m.month = month_of(l.left_on)
where m.nth = 1 and m.covered = 1
