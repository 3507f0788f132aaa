-- Coverage: somebody else of the employer must stand in the table on that day. A person never seen there needs both tables to be covered.
/* ---
code: training.leaver_in_post_training
title: 离职人员按在岗职工参训
asks: 岗位培训开班当日，学员与申报单位既没有用工备案也没有劳动合同
clause: T-2.1.2
patterns: [F-10]
severity: block
reads: [enrolments, classes, filings, contracts, payroll, insurance]
needs: [enrolments, classes]
params: {}
subject: enrolment
not_for: 离职后再入职；集团内调动、派遣转直接用工；开班以后离职；备案迟报但有合同、工资或社保
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
  select s.enrolment, s.person, s.employer, s.starts_on
  from roster as s
  where s.programme in ('POST_UPGRADE', 'POST_TRANSFER') and s.employer is not null
),
in_post as (
  select s.enrolment from staff as s
  join filings as f on f.person = s.person and f.starts_on <= s.starts_on and (f.ends_on is null or f.ends_on >= s.starts_on)
  where f.employer = s.employer or f.kind = 'dispatch'
  union
  select s.enrolment from staff as s
  join contracts as t on t.person = s.person and t.starts_on <= s.starts_on
    and (t.ends_on is null or t.ends_on >= s.starts_on)
  where t.employer = s.employer or t.user_unit = s.employer
  union
  select s.enrolment from staff as s
  join payroll as y on y.person = s.person and y.employer = s.employer and y.month = month_of(s.starts_on)
  union
  select s.enrolment from staff as s
  join insurance as i on i.person = s.person and i.employer = s.employer and i.from_month <= month_of(s.starts_on)
    and (i.to_month is null or i.to_month >= month_of(s.starts_on))
),
outside as (
  select s.enrolment, s.person, s.employer, s.starts_on
  from staff as s
  left join in_post as n on n.enrolment = s.enrolment
  where n.enrolment is null
),
employers_asked as (
  select distinct s.employer, s.starts_on from staff as s
),
filings_cover as (
  select distinct q.employer, q.starts_on
  from employers_asked as q
  join filings as f on f.employer = q.employer and f.starts_on <= q.starts_on and (f.ends_on is null or f.ends_on >= q.starts_on)
),
contracts_cover as (
  select distinct q.employer, q.starts_on
  from employers_asked as q
  join contracts as t on t.employer = q.employer and t.starts_on <= q.starts_on and (t.ends_on is null or t.ends_on >= q.starts_on)
),
ends as (
  select o.enrolment, max(x.ends_on) as left_on, max(x.filed) as filed, max(x.contracted) as contracted
  from outside as o
  join (
    select f.person, f.employer, f.ends_on, 1 as filed, 0 as contracted from filings as f where f.ends_on is not null
    union all
    select t.person, t.employer, t.ends_on, 0 as filed, 1 as contracted from contracts as t where t.ends_on is not null
  ) as x on x.person = o.person and x.employer = o.employer and x.ends_on < o.starts_on
  group by o.enrolment
),
moved as (
  select distinct o.enrolment
  from outside as o
  join ends as n on n.enrolment = o.enrolment
  join filings as f on f.person = o.person and f.employer <> o.employer and f.starts_on >= n.left_on
    and days_between(n.left_on, f.starts_on) <= 1
)
select
  o.enrolment as subject,
  cast(null as varchar) as other,
  case
    when m.enrolment is not null then '需要说明：离职次日即到另一单位，是否集团内调动或派遣转直接用工'
    when n.enrolment is null and (fc.employer is null or cc.employer is null) then '需要 ' || o.employer || ' ' || cast(o.starts_on as varchar) || ' 的用工备案和劳动合同'
    when fc.employer is null and cc.employer is null then '需要 ' || o.employer || ' ' || cast(o.starts_on as varchar) || ' 的用工备案或劳动合同'
    when n.left_on is not null then '已于 ' || cast(n.left_on as varchar) || ' 离职，开班日期 ' || cast(o.starts_on as varchar)
    else '开班日期 ' || cast(o.starts_on as varchar) || ' 没有该单位的备案和合同'
  end as said,
  o.starts_on as starts_on,
  n.left_on as left_on,
  case
    when m.enrolment is not null then 'untestable'
    when n.enrolment is null and (fc.employer is null or cc.employer is null) then 'untestable'
    when fc.employer is null and cc.employer is null then 'untestable'
    else 'block'
  end as severity
from outside as o
left join filings_cover as fc on fc.employer = o.employer and fc.starts_on = o.starts_on
left join contracts_cover as cc on cc.employer = o.employer and cc.starts_on = o.starts_on
left join ends as n on n.enrolment = o.enrolment
left join moved as m on m.enrolment = o.enrolment
