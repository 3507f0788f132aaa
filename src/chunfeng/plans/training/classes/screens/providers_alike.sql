-- A branch bears its parent's name in front and is lawful when on file.
/* ---
code: training.providers_alike
title: 几家机构同一控制人、地址、电话或账户
clause: T-3.2.a
patterns: [F-44]
severity: high
asks: 两家机构的控制人、地址、电话、账户有两项以上相同
reads: [providers]
needs: [providers]
params: {}
subject: provider
other: provider
not_for: 只有一项相同（园区地址、代账公司电话）；名称以另一机构名称开头的分支机构
--- */
with attributes as (
  select provider, coalesce(name, provider) as name, 'controller' as kind, controller_key as value from providers where controller_key is not null
  union
  select provider, coalesce(name, provider) as name, 'address' as kind, address_key as value from providers where address_key is not null
  union
  select provider, coalesce(name, provider) as name, 'phone' as kind, phone_key as value from providers where phone_key is not null
  union
  select provider, coalesce(name, provider) as name, 'account' as kind, account_key as value from providers where account_key is not null
), pairs as (
  select a.provider, b.provider as other, count(distinct a.kind) as shared
  from attributes as a
  join attributes as b on b.kind = a.kind and b.value = a.value
  where a.provider <> b.provider and not starts_with(a.name, b.name) and not starts_with(b.name, a.name)
  group by a.provider, b.provider
  having count(distinct a.kind) >= 2
), ranked as (
  select provider, other, shared, row_number() over (partition by provider order by shared desc, other) as nth,
         count(*) over (partition by provider) as others
  from pairs
)
select
  provider as subject,
  other as other,
  '与另外 ' || cast(others as varchar) || ' 家机构的登记信息有 ' || cast(shared as varchar) || ' 项相同' as said,
  shared as shared_attributes,
  others as others
from ranked
where nth = 1
