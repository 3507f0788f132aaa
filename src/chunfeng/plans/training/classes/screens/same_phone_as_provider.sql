/* ---
code: training.same_phone_as_provider
title: 学员电话或地址与培训机构相同
asks: 花名册上的电话或住址与该培训机构登记的相同
clause: T-3.4.b
patterns: [F-14]
severity: low
reads: [enrolments, classes, providers]
needs: [enrolments, classes, providers]
params: {}
subject: enrolment
other: provider
not_for: 岗位培训；注明可以共用的电话；亲属参训不是过错
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
  v.provider as other,
  case when n.phone_key = v.phone_key then '电话与培训机构登记的相同' else '住址与培训机构登记的相同' end as said
from roster as s
join enrolments as n on n.enrolment = s.enrolment
join providers as v on v.provider = s.provider
where coalesce(s.programme, '') not in ('POST_UPGRADE', 'POST_TRANSFER') and coalesce(n.phone_shared_ok, false) = false
  and (n.phone_key = v.phone_key or n.address_key = v.address_key)
