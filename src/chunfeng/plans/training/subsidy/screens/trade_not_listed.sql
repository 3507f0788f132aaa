/* ---
code: training.trade_not_listed
title: 申领的工种等级不在目录内
asks: 开班日期有效的补贴工种目录（没有目录时看补贴标准表）里没有该工种、等级
clause: T-3.4.b
patterns: [F-45]
severity: block
reads: [claims, classes, trades, standards]
needs: [claims, classes, trades|standards]
params: {}
subject: claim
not_for: 开班之后目录才调整；名称经对照表换算；引导性培训；目录没有覆盖开班日期（不能判断）
--- */
with kept as (
  select c.claim, c.person, c.class, c.fund, coalesce(c.trade, k.trade) as trade, coalesce(c.level, k.level) as level,
         coalesce(c.programme, k.programme) as programme, k.starts_on, k.ends_on, c.submitted_on, c.approved_on,
         c.certificate_number, c.share, c.cofinanced, coalesce(c.submitted_on, c.approved_on, k.ends_on) as claimed_on
  from claims as c
  left join classes as k on k.class = c.class
  where c.person is not null and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
    and coalesce(c.item, 'tuition') = 'tuition' and coalesce(k.state, '') <> 'cancelled'
),
opened as (
  select distinct p.starts_on from kept as p where p.starts_on is not null
),
listed as (
  select trade, level, valid_from_on, valid_to_on from trades
  union all
  -- Without a list of trades the list of standards says what is subsidised.
  select s.trade, s.level, s.valid_from_on, s.valid_to_on from standards as s where not exists (select 1 from trades)
),
in_force as (
  select o.starts_on, t.trade, t.level
  from opened as o
  join listed as t on (t.valid_from_on is null or t.valid_from_on <= o.starts_on) and (t.valid_to_on is null or o.starts_on <= t.valid_to_on)
  where t.trade is not null
),
covered as (
  select distinct starts_on from in_force
),
exact as (
  select distinct starts_on, trade, level from in_force
)
select
  p.claim as subject,
  cast(null as varchar) as other,
  case when v.starts_on is null then '需要开班日期 ' || cast(p.starts_on as varchar) || ' 有效的补贴工种目录'
       else '开班日期 ' || cast(p.starts_on as varchar) || ' 有效的目录中没有 ' || p.trade || coalesce('（等级代码 ' || cast(p.level as varchar) || '）', '') end as said,
  p.trade as trade,
  p.level as level,
  p.starts_on as starts_on,
  case when v.starts_on is null then 'untestable' else 'block' end as severity
from kept as p
left join covered as v on v.starts_on = p.starts_on
left join (select distinct starts_on, trade from exact where level is null) as any_level on any_level.starts_on = p.starts_on and any_level.trade = p.trade
left join exact as x on x.starts_on = p.starts_on and x.trade = p.trade and x.level = p.level
left join (select distinct starts_on, trade from exact) as named on named.starts_on = p.starts_on and named.trade = p.trade
where p.starts_on is not null and p.trade is not null and coalesce(p.programme, '') <> 'GUIDANCE'
  and any_level.trade is null and x.trade is null and (p.level is not null or named.trade is null)
