/* ---
code: training.emigrant_on_roster
title: 已移民人员在花名册上
asks: 开班日期当天登记为已移民或长期定居境外
clause: T-3.4.b
patterns: [F-05]
severity: medium
reads: [registers, enrolments, classes]
needs: [registers.abroad, enrolments, classes]
params: {}
subject: enrolment
other: register
not_for: 当日往返；登记已注销；开班之后才移民
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
  '自 ' || cast(r.valid_from_on as varchar) || ' 起登记为移民，开班日期 ' || cast(s.starts_on as varchar) || case when r.as_of_given = false and r.valid_to_on is null then '（名单未写截止日期，按核查日计）' else '' end as said,
  r.valid_from_on as from_on,
  s.starts_on as starts_on
from roster as s
join registers as r on r.person = s.person
where r.kind = 'abroad' and (r.subkind = 'emigrated' or r.status like '%移民%' or r.status like '%定居%') and coalesce(r.status, '') <> 'cancelled'
  and r.valid_from_on <= s.starts_on and s.starts_on <= coalesce(r.valid_to_on, r.as_of_on, as_of())
