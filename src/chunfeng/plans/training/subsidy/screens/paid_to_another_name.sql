/* ---
code: training.paid_to_another_name
title: 发放账户户名不是本人
asks: 发放行的户名与学员姓名不同，又不是机构账户，申领行没有写账户
clause: T-3.4.b
patterns: [F-56]
severity: block
reads: [payments, claims, classes, providers, persons, parameters]
needs: [payments, persons]
params: {agency_account_percent: training.agency_account_percent}
subject: payment
not_for: 监护人账户；机构代领账户；申领行已写同一账户（在申领行判断）
--- */
with agency as (
  select g.account_key
  from (
    select c.class, c.account_key, count(*) as rows_of_account
    from payments as c
    where c.class is not null and c.account_key is not null and coalesce(c.state, 'paid') in ('paid', 'approved')
    group by c.class, c.account_key
  ) as g
  join (
    select c.class, count(*) as rows_of_class
    from payments as c
    where c.class is not null and c.account_key is not null and coalesce(c.state, 'paid') in ('paid', 'approved')
    group by c.class
  ) as w on w.class = g.class
  join parameters as least_of
  on  least_of.code = 'training.agency_account_percent' and least_of.area is null and least_of.valid_from_on <= as_of()
  and (least_of.valid_to_on is null or as_of() < least_of.valid_to_on)
  where g.rows_of_account >= 3 and g.rows_of_account * 100 >= least_of.value * w.rows_of_class
  group by g.account_key
),
told as (
  select q.person, q.class, max(case when q.guardian then 1 else 0 end) as guarded,
         max(case when q.account_of_provider then 1 else 0 end) as for_provider,
         max(case when q.account_name_key is not null then 1 else 0 end) as named
  from claims as q
  where q.person is not null
  group by q.person, q.class
)
select
  c.payment as subject,
  cast(null as varchar) as other,
  '发放账户的户名不是学员本人' as said
from payments as c
join persons as b on b.person = c.person
left join classes as k on k.class = c.class
left join told as q on q.person = c.person and q.class = c.class
left join agency as y on y.account_key = c.account_key
left join (select distinct provider, account_key from providers where account_key is not null) as v
  on v.provider = coalesce(c.provider, k.provider) and v.account_key = c.account_key
where coalesce(c.state, 'paid') in ('paid', 'approved')
  and c.account_name_key is not null and b.name_key is not null and c.account_name_key <> b.name_key
  and coalesce(q.guarded, 0) = 0 and coalesce(q.for_provider, 0) = 0 and coalesce(q.named, 0) = 0
  and y.account_key is null and v.account_key is null
