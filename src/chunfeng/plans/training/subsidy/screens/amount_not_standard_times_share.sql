/* ---
code: training.amount_not_standard_times_share
title: 申领金额不等于标准乘比例
asks: 申领金额与申领行所写的标准乘补贴比例不符（差额一元以上）
clause: T-3.4.b
patterns: [A-02]
severity: high
reads: [claims, classes, parameters]
needs: [claims]
params: {rounding_fen: training.rounding_fen}
subject: claim
not_for: 按元取整的差额；没有写标准或比例
--- */
select
  c.claim as subject,
  cast(null as varchar) as other,
  '申领 ' || yuan(c.amount_fen) || ' 元，标准 ' || yuan(c.standard_fen) || ' 元的 ' || cast(c.share as varchar) || '% 应为 ' || yuan(c.standard_fen * c.share // 100) || ' 元' as said,
  c.amount_fen as amount_fen,
  c.standard_fen as standard_fen,
  c.share as share
from claims as c
left join classes as k on k.class = c.class
join parameters as r
  on  r.code = 'training.rounding_fen' and r.area is null and r.valid_from_on <= coalesce(k.starts_on, c.submitted_on, as_of())
  and (r.valid_to_on is null or coalesce(k.starts_on, c.submitted_on, as_of()) < r.valid_to_on)
where coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid') and abs(c.amount_fen * 100 - c.standard_fen * c.share) >= r.value * 100
