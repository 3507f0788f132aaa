-- The month of the opening day decides; a list that ends before that day says nothing of it.
/* ---
code: training.public_payroll_member
title: 财政供养在编人员参训
asks: 开班当月在财政供养编制内名册上
clause: T-3.4.b
patterns: [F-08]
severity: block
reads: [registers, enrolments, classes]
needs: [registers.public_payroll, enrolments, classes]
params: {}
subject: enrolment
other: register
not_for: 村干部、公益性岗位、编外聘用人员、见习；雨露计划致富带头人
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
)
select
  s.enrolment as subject,
  r.entry as other,
  case
    when r.valid_from_on is null then '需要名单上的起始日期'
    when s.starts_on > coalesce(r.valid_to_on, r.as_of_on, as_of()) and r.valid_to_on is null then '需要覆盖开班日期 ' || cast(s.starts_on as varchar) || ' 的名单'
    when coalesce(r.subkind, 'other') = 'other' then '需要名单上的是否在编'
    else '名单自 ' || cast(r.valid_from_on as varchar) || ' 至 ' || cast(coalesce(r.valid_to_on, r.as_of_on, as_of()) as varchar) || '，开班日期 ' || cast(s.starts_on as varchar) || case when r.as_of_given = false and r.valid_to_on is null then '（名单未写截止日期，按核查日计）' else '' end
  end as said,
  r.valid_from_on as from_on,
  coalesce(r.valid_to_on, r.as_of_on, as_of()) as to_on,
  s.starts_on as starts_on,
  case
    when r.valid_from_on is null then 'untestable'
    when s.starts_on > coalesce(r.valid_to_on, r.as_of_on, as_of()) and r.valid_to_on is null then 'untestable'
    when coalesce(r.subkind, 'other') = 'other' then 'untestable'
    else 'block'
  end as severity
from roster as s
join registers as r on r.person = s.person
where r.kind = 'public_payroll' and coalesce(r.status, '') <> 'cancelled'
  and coalesce(r.subkind, 'other') in ('established', 'other')
  and (r.valid_from_on is null or month_of(r.valid_from_on) <= month_of(s.starts_on))
  and (month_of(s.starts_on) <= month_of(coalesce(r.valid_to_on, r.as_of_on, as_of())) or r.valid_to_on is null)
  and coalesce(s.programme, '') <> 'RAIN_DEW'
