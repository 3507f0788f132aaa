-- The question goes to the employer, never to the worker: the notice does not ask for insurance.
/* ---
code: training.employer_without_insurance
title: 申报单位没有为参训职工参保
asks: 岗位技能提升培训开班当月，申报单位没有为该职工缴纳社会保险
clause: T-2.1.2.a
patterns: [F-55]
severity: high
reads: [enrolments, classes, insurance, contracts, filings, parameters]
needs: [enrolments, classes, insurance]
params: {register_days: training.register_days}
subject: enrolment
not_for: 派遣单位参保；入职三十日内；转岗培训；该单位当月没有别人的参保记录（不能判断）
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
staff as (
  select s.enrolment, s.person, s.employer, s.starts_on, month_of(s.starts_on) as this_month
  from roster as s
  where s.programme = 'POST_UPGRADE' and s.employer is not null
),
payers as (
  select s.enrolment, s.person, s.employer, s.this_month from staff as s
  union
  select s.enrolment, s.person, t.employer, s.this_month
  from staff as s
  join contracts as t on t.person = s.person and t.user_unit = s.employer
),
paid as (
  select distinct p.enrolment
  from payers as p
  join insurance as i on i.person = p.person and i.employer = p.employer and i.from_month <= p.this_month
    and (i.to_month is null or i.to_month >= p.this_month)
),
asked as (
  select distinct p.employer, p.this_month from payers as p
),
covered as (
  select distinct a.employer, a.this_month
  from asked as a
  join insurance as i on i.employer = a.employer and i.from_month <= a.this_month and (i.to_month is null or i.to_month >= a.this_month)
),
hired as (
  select s.enrolment, min(x.starts_on) as from_on
  from staff as s
  join (
    select t.person, t.employer, t.starts_on from contracts as t
    union all
    select f.person, f.employer, f.starts_on from filings as f
  ) as x on x.person = s.person and x.employer = s.employer
  group by s.enrolment
)
select
  s.enrolment as subject,
  cast(null as varchar) as other,
  case when v.employer is null then '需要 ' || s.employer || ' ' || substr(cast(s.this_month as varchar), 1, 7) || ' 的参保记录'
       else '请 ' || s.employer || ' 说明：' || substr(cast(s.this_month as varchar), 1, 7) || ' 当月没有为该职工参保（责任在单位，不在职工）' end as said,
  s.starts_on as starts_on,
  case when v.employer is null then 'untestable' else 'high' end as severity
from staff as s
join parameters as d
  on  d.code = 'training.register_days' and d.area is null and d.valid_from_on <= s.starts_on
  and (d.valid_to_on is null or s.starts_on < d.valid_to_on)
left join paid as p on p.enrolment = s.enrolment
left join covered as v on v.employer = s.employer and v.this_month = s.this_month
left join hired as h on h.enrolment = s.enrolment
where p.enrolment is null and (h.from_on is null or days_between(h.from_on, s.starts_on) > d.value)
