/* ---
code: training.shared_phone
title: 三户以上共用一个电话
asks: 一个联系电话用于三户以上的三名以上学员
clause: T-3.4.b
patterns: [F-20]
severity: medium
reads: [enrolments, parameters]
needs: [enrolments]
params: {shared_phone_persons: training.shared_phone_persons}
subject: enrolment
not_for: 一户人家；注明可以共用的村委会电话；没有住址不能分户的降为提示
--- */
with own as (
  select e.enrolment, e.person, e.phone_key, e.address_key
  from enrolments as e
  where e.person is not null and e.phone_key is not null and coalesce(e.phone_shared_ok, false) = false
    and e.removed_on is null and e.transferred_on is null
),
groups as (
  select o.phone_key, count(distinct o.person) as persons, count(distinct o.address_key) as households,
         max(case when o.address_key is null then 1 else 0 end) as unknown, max(n.value) as least_of
  from own as o
  join parameters as n
  on  n.code = 'training.shared_phone_persons' and n.area is null and n.valid_from_on <= as_of()
  and (n.valid_to_on is null or as_of() < n.valid_to_on)
  group by o.phone_key
)
select
  o.enrolment as subject,
  cast(null as varchar) as other,
  case when g.households < g.least_of then '同一电话用于 ' || cast(g.persons as varchar) || ' 人，没有写全住址，不能分户'
       else '同一电话用于 ' || cast(g.persons as varchar) || ' 人、' || cast(g.households as varchar) || ' 户' end as said,
  g.persons as persons,
  g.households as households,
  case when g.households < g.least_of then 'low' else 'medium' end as severity
from own as o
join groups as g on g.phone_key = o.phone_key
where g.persons >= g.least_of and (g.households >= g.least_of or g.unknown = 1)
