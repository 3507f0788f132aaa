/* ---
code: training.double_with_unemployment_fund
title: 培训补贴与失业保险技能提升补贴重复领取
asks: 同一人同一证书（或同工种同等级），培训补贴和失业保险基金的技能提升补贴都已发放
clause: T-3.4.b
patterns: [F-54]
severity: block
reads: [claims, classes, payments, certificates, parameters]
needs: [claims]
params: {no_double_with_unemployment_fund: training.no_double_with_unemployment_fund}
subject: claim
not_for: 禁止兼领实行之前；不同证书；退回、未予批准的申领；尚未发放
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
paid_lines as (
  select y.person, y.class, y.fund, min(y.paid_on) as paid_on
  from payments as y
  where y.person is not null and coalesce(y.state, 'paid') in ('paid', 'approved')
  group by y.person, y.class, y.fund
),
certified as (
  select t.person, t.class, min(t.number) as number
  from certificates as t
  where t.person is not null and t.class is not null and t.number is not null
  group by t.person, t.class
),
drawn as (
  select p.claim, p.person, p.trade, p.level, coalesce(p.certificate_number, t.number) as number,
         case when p.fund = 'UNEMPLOYMENT' or p.fund like '%失业%' or p.fund like '%技能提升%' then 1 else 0 end as from_unemployment,
         coalesce(y.paid_on, c.approved_on, c.submitted_on) as drawn_on
  from kept as p
  join claims as c on c.claim = p.claim
  left join certified as t on t.person = p.person and t.class = p.class
  left join paid_lines as y on y.person = p.person and y.class = p.class and coalesce(y.fund, p.fund) = p.fund
  where p.fund is not null and (c.state = 'paid' or y.person is not null)
),
pairs as (
  select a.claim as one, b.claim as two, a.drawn_on as one_on, b.drawn_on as two_on
  from drawn as a
  join drawn as b on b.person = a.person and b.from_unemployment = 1
  join parameters as first_rule
  on  first_rule.code = 'training.no_double_with_unemployment_fund' and first_rule.area is null and first_rule.valid_from_on <= a.drawn_on
  and (first_rule.valid_to_on is null or a.drawn_on < first_rule.valid_to_on)
  join parameters as second_rule
  on  second_rule.code = 'training.no_double_with_unemployment_fund' and second_rule.area is null and second_rule.valid_from_on <= b.drawn_on
  and (second_rule.valid_to_on is null or b.drawn_on < second_rule.valid_to_on)
  where a.from_unemployment = 0 and first_rule.value = 1 and second_rule.value = 1
    and (a.number = b.number or ((a.number is null or b.number is null) and a.trade = b.trade and a.level = b.level))
)
select
  case when p.two_on > p.one_on or (p.two_on = p.one_on and p.two > p.one) then p.two else p.one end as subject,
  case when p.two_on > p.one_on or (p.two_on = p.one_on and p.two > p.one) then p.one else p.two end as other,
  '培训补贴 ' || cast(p.one_on as varchar) || ' 发放，失业保险基金技能提升补贴 ' || cast(p.two_on as varchar) || ' 发放，同一证书' as said,
  p.one_on as training_on,
  p.two_on as upgrade_on
from pairs as p
