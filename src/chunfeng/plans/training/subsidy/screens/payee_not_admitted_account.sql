/* ---
code: training.payee_not_admitted_account
title: 机构收款账户不是备案账户
asks: 代为申领的收款账户与机构备案账户不同
clause: T-3.4.b
patterns: [F-56]
severity: block
reads: [claims, classes, providers, parameters]
needs: [claims, providers]
params: {agency_account_percent: training.agency_account_percent}
subject: claim
other: provider
not_for: 与备案账户一致；发放前经批准变更的账户；机构没有备案账户（不能判断）
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
),
lines as (
  select c.claim, c.account_key, coalesce(c.provider, k.provider) as provider
  from claims as c
  left join classes as k on k.class = c.class
  left join agency as y on y.account_key = c.account_key
  where c.account_key is not null and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid') and coalesce(c.guardian, false) = false
    and (c.account_of_provider = true or (c.account_of_provider is null and y.account_key is not null))
),
admitted as (
  select v.provider, max(v.account_key) as account_key from providers as v group by v.provider
)
select
  l.claim as subject,
  v.provider as other,
  case when v.account_key is null then '需要机构的备案收款账户' else '收款账户不是机构备案的账户' end as said,
  case when v.account_key is null then 'untestable' else 'block' end as severity
from lines as l
left join admitted as v on v.provider = l.provider
left join providers as same_account on same_account.provider = l.provider and same_account.account_key = l.account_key
where same_account.provider is null
