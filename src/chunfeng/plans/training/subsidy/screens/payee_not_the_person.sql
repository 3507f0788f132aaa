/* ---
code: training.payee_not_the_person
title: 个人收款账户户名不是本人
asks: 收款账户户名与学员姓名不同，又不是机构账户
clause: T-3.4.b
patterns: [F-56]
severity: block
reads: [claims, classes, providers, persons, parameters]
needs: [claims, persons]
params: {agency_account_percent: training.agency_account_percent}
subject: claim
not_for: 监护人账户；机构代领账户；姓名中间点、全半角写法不同；没有写户名
--- */
with agency as (
  select g.account_key
  from (
    select c.class, c.account_key, count(*) as rows_of_account
    from claims as c
    where c.class is not null and c.account_key is not null and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
    group by c.class, c.account_key
  ) as g
  join (
    select c.class, count(*) as rows_of_class
    from claims as c
    where c.class is not null and c.account_key is not null and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
    group by c.class
  ) as w on w.class = g.class
  join parameters as least_of
  on  least_of.code = 'training.agency_account_percent' and least_of.area is null and least_of.valid_from_on <= as_of()
  and (least_of.valid_to_on is null or as_of() < least_of.valid_to_on)
  where g.rows_of_account >= 3 and g.rows_of_account * 100 >= least_of.value * w.rows_of_class
  group by g.account_key
)
select
  c.claim as subject,
  cast(null as varchar) as other,
  '收款账户的户名不是学员本人' as said
from claims as c
join persons as b on b.person = c.person
left join classes as k on k.class = c.class
left join agency as y on y.account_key = c.account_key
left join (select distinct provider, account_key from providers where account_key is not null) as v
  on v.provider = coalesce(c.provider, k.provider) and v.account_key = c.account_key
where coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid') and coalesce(c.guardian, false) = false and coalesce(c.account_of_provider, false) = false
  and c.account_name_key is not null and b.name_key is not null and c.account_name_key <> b.name_key
  and y.account_key is null and v.account_key is null
