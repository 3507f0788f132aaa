/* ---
code: training.shared_account_on_roster
title: 花名册上一个账户用于两人以上
asks: 同一收款账户出现在两名以上学员的花名册行上，申领名单上没有写账户
clause: T-3.4.b
patterns: [F-20]
severity: high
reads: [enrolments, providers, parameters, claims]
needs: [enrolments]
params: {agency_account_percent: training.agency_account_percent}
subject: enrolment
not_for: 备案的机构账户；占一个班八成以上申领行的代领账户；监护人账户
stands_in_for: training.shared_account
plain: 花名册与申领行上的账户是同一事实
--- */
with agency as (
  select g.account_key
  from (
    select c.class, c.account_key, count(*) as rows_of_account
    from enrolments as c
    where c.class is not null and c.account_key is not null and c.removed_on is null and c.transferred_on is null
    group by c.class, c.account_key
  ) as g
  join (
    select c.class, count(*) as rows_of_class
    from enrolments as c
    where c.class is not null and c.account_key is not null and c.removed_on is null and c.transferred_on is null
    group by c.class
  ) as w on w.class = g.class
  join parameters as least_of
  on  least_of.code = 'training.agency_account_percent' and least_of.area is null and least_of.valid_from_on <= as_of()
  and (least_of.valid_to_on is null or as_of() < least_of.valid_to_on)
  where g.rows_of_account >= 3 and g.rows_of_account * 100 >= least_of.value * w.rows_of_class
  group by g.account_key
),
own as (
  select c.enrolment, c.person, c.account_key
  from enrolments as c
  left join (
    select distinct k.person, k.class from claims as k where k.account_key is not null
  ) as told on told.person = c.person and told.class = c.class
  left join agency as y on y.account_key = c.account_key
  left join (select distinct account_key from providers where account_key is not null) as v on v.account_key = c.account_key
  where c.person is not null and c.account_key is not null and c.removed_on is null and c.transferred_on is null and y.account_key is null and v.account_key is null and told.person is null
),
groups as (
  select o.account_key, count(distinct o.person) as persons, min(o.enrolment) as first_key, max(o.enrolment) as last_key
  from own as o
  group by o.account_key
  having count(distinct o.person) >= 2
)
select
  o.enrolment as subject,
  case when o.enrolment = g.first_key then g.last_key else g.first_key end as other,
  '同一收款账户用于 ' || cast(g.persons as varchar) || ' 人' as said,
  g.persons as persons
from own as o
join groups as g on g.account_key = o.account_key
