/* ---
code: training.amount_above_standard
title: 申领金额高于补贴标准
asks: 申领金额高于申领行所写的标准，或高于开班日期有效的补贴标准
clause: T-3.3.c
patterns: [A-01]
severity: block
reads: [claims, classes, standards]
needs: [claims]
params: {}
subject: claim
other: standard
not_for: 等于标准；没有标准可比；鉴定费、生活费只与本行标准比
--- */
with listed as (
  select c.claim, max(s.amount_fen) as limit_fen, max(s.standard) as standard
  from claims as c
  join classes as k on k.class = c.class
  join standards as s on s.trade = coalesce(c.trade, k.trade)
  where coalesce(c.item, 'tuition') = 'tuition'
    and (s.level is null or s.level = coalesce(c.level, k.level))
    and (s.programme is null or s.programme = coalesce(c.programme, k.programme))
    and (s.area is null or k.area is null or s.area = k.area)
    and (s.valid_from_on is null or s.valid_from_on <= k.starts_on) and (s.valid_to_on is null or k.starts_on <= s.valid_to_on)
  group by c.claim
)
select
  c.claim as subject,
  case when c.amount_fen > l.limit_fen then l.standard end as other,
  '申领 ' || yuan(c.amount_fen) || ' 元，标准 ' || yuan(case when c.amount_fen > c.standard_fen then c.standard_fen else l.limit_fen end) || ' 元' as said,
  c.amount_fen as amount_fen,
  c.standard_fen as printed_standard_fen,
  l.limit_fen as listed_standard_fen
from claims as c
left join listed as l on l.claim = c.claim
where coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid') and (c.amount_fen > c.standard_fen or c.amount_fen > l.limit_fen)
