-- Who attended in a month and stands on no sheet that pays for it. What the rules W-01, W-03, W-04 and W-06 begin with.
-- Left out: cycles that are no month (task, service), managers and visitors, months without work, pay for several months,
-- settlements. "No row" says something only where the employer's (or the site's) sheet of that month is in the folder:
-- `covered`. A sheet of another site of the same employer does not cover this one; pay by the general contractor does count.
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
  select p.employer, p.project, p.month
  from payroll as p
  join (select distinct employer from work) as w on w.employer = p.employer
  where p.month is not null and coalesce(p.sheet_kind, 'monthly') = 'monthly'
  union
  select p.employer, p.project, p.month
  from payroll as p
  join (select distinct project from work) as w on w.project = p.project
  where p.month is not null and coalesce(p.sheet_kind, 'monthly') = 'monthly'
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
  select w.employer, w.project, w.person, w.month, c.month is not null as covered, s.attending
  from work as w
  join sites as s on s.employer is not distinct from w.employer and s.project is not distinct from w.project
    and s.month = w.month
  left join paid_by_employer as e on e.employer = w.employer and e.person = w.person and e.month = w.month
  left join paid_by_project as j on j.project = w.project and j.person = w.person and j.month = w.month
  left join settled as d on d.employer is not distinct from w.employer and d.project is not distinct from w.project
    and d.person = w.person and d.month = w.month
  left join covered as c on c.employer is not distinct from w.employer and c.project is not distinct from w.project
    and c.month = w.month
  where e.person is null and j.person is null and d.person is null
), marks as (
  select a.mark, u.employer, u.project, u.person, u.month, u.covered, u.attending,
         row_number() over (partition by u.employer, u.project, u.person, u.month order by a.marked_on, a.slot, a.mark) as nth
  from unpaid as u
  join attendance as a on a.person = u.person and coalesce(a.month, month_of(a.marked_on)) = u.month
    and a.employer is not distinct from u.employer and a.project is not distinct from u.project
  where a.kind = 'work' and coalesce(a.days, 1) > 0
    and (a.status in ('present', 'late', 'left_early') or (a.status is null and (a.in_at is not null or a.days > 0)))
)
select mark, employer, project, person, month, covered, attending from marks where nth = 1
