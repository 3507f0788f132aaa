-- Total term counts, not what is left. Filings and pay bridge a gap only between two contracts (deemed continued).
/* ---
code: training.contract_under_six_months
title: 岗位技能提升培训没有六个月以上劳动合同
asks: 开班当日与申报单位（或其派遣单位）没有有效劳动合同，或合同总期限不足六个月
clause: T-2.1.2.a
patterns: [F-55]
severity: block
reads: [enrolments, classes, contracts, filings, payroll, parameters]
needs: [enrolments, classes, contracts]
params: {contract_months: training.contract_months}
subject: enrolment
other: contract
not_for: 正好六个月；无固定期限；任务期限没有写止期；无间断续签合并计算；续签迟但一直在岗；转岗培训；该单位没有别人的合同（不能判断）
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
  where s.programme = 'POST_UPGRADE' and s.employer is not null
),
signed as (
  select s.enrolment, s.person, s.employer, s.starts_on as opened_on, t.contract, t.starts_on as from_on,
         case when t.kind = 'open_ended' then date '9999-01-01' else coalesce(t.ends_on, date '9999-01-01') end as to_on
  from staff as s
  join contracts as t on t.person = s.person
  where (t.employer = s.employer or t.user_unit = s.employer) and t.starts_on is not null and coalesce(t.kind, 'fixed') <> 'service'
),
hulls as (
  select enrolment, person, employer, min(from_on) as from_on, max(to_on) as to_on, min(contract) as contract
  from signed
  group by enrolment, person, employer
),
pieces as (
  select g.enrolment, g.opened_on, g.from_on, g.to_on from signed as g
  union all
  select h.enrolment, s.starts_on as opened_on,
         case when f.starts_on > h.from_on then f.starts_on else h.from_on end as from_on,
         case when f.ends_on < h.to_on then f.ends_on else h.to_on end as to_on
  from hulls as h
  join staff as s on s.enrolment = h.enrolment
  join filings as f on f.person = h.person and f.employer = h.employer and f.starts_on <= h.to_on
    and (f.ends_on is null or f.ends_on >= h.from_on)
  union all
  select h.enrolment, s.starts_on as opened_on,
         case when y.month > h.from_on then y.month else h.from_on end as from_on,
         case when add_months(y.month, 1) <= h.to_on then add_months(y.month, 1) - 1 else h.to_on end as to_on
  from hulls as h
  join staff as s on s.enrolment = h.enrolment
  join payroll as y on y.person = h.person and y.employer = h.employer and y.month <= h.to_on and add_months(y.month, 1) > h.from_on
),
stepped as (
  select p.enrolment, p.opened_on, p.from_on, p.to_on,
         max(p.to_on) over (partition by p.enrolment order by p.from_on, p.to_on rows between unbounded preceding and 1 preceding) as before_on
  from pieces as p
),
islands as (
  select enrolment, opened_on, from_on, to_on,
         sum(case when before_on is null or days_between(before_on, from_on) > 1 then 1 else 0 end)
           over (partition by enrolment order by from_on, to_on rows between unbounded preceding and current row) as island
  from stepped
),
chains as (
  select enrolment, min(from_on) as from_on, max(to_on) as to_on
  from islands
  group by enrolment, opened_on, island
  having min(from_on) <= opened_on and opened_on <= max(to_on)
),
covered as (
  select s.enrolment, count(*) as others
  from staff as s
  join (select distinct employer, person, starts_on, ends_on from contracts) as t on t.employer = s.employer
  where t.person <> s.person and t.starts_on <= s.starts_on and (t.ends_on is null or t.ends_on >= s.starts_on)
  group by s.enrolment
)
select
  s.enrolment as subject,
  h.contract as other,
  case
    when c.enrolment is not null then '劳动合同 ' || cast(c.from_on as varchar) || ' 至 ' || cast(c.to_on as varchar) || '，总期限不足 ' || cast(m.value as varchar) || ' 个月'
    when v.enrolment is null then '需要 ' || s.employer || ' ' || cast(s.starts_on as varchar) || ' 的劳动合同台账'
    else '开班日期 ' || cast(s.starts_on as varchar) || ' 没有有效的劳动合同'
  end as said,
  c.from_on as from_on,
  c.to_on as to_on,
  s.starts_on as starts_on,
  case when c.enrolment is null and v.enrolment is null then 'untestable' else 'block' end as severity
from staff as s
join parameters as m
  on  m.code = 'training.contract_months' and m.area is null and m.valid_from_on <= s.starts_on
  and (m.valid_to_on is null or s.starts_on < m.valid_to_on)
left join hulls as h on h.enrolment = s.enrolment
left join chains as c on c.enrolment = s.enrolment
left join covered as v on v.enrolment = s.enrolment
where c.enrolment is null
  or (c.to_on < date '9999-01-01' and cast(c.to_on as date) + 1 < add_months(c.from_on, m.value))
