/* ---
code: training.totals_do_not_add_up
title: 合计数与明细不符
asks: 表上的合计数与各行金额之和不等
clause: T-3.4.b
patterns: [A-03]
severity: high
reads: [totals]
needs: [totals]
params: {}
subject: total
not_for: 合计相等；明细金额有读不出的行不在其内
--- */
select
  t.total as subject,
  cast(null as varchar) as other,
  '合计写 ' || yuan(t.stated_fen) || ' 元，' || cast(t.rows as varchar) || ' 行之和为 ' || yuan(t.summed_fen) || ' 元' as said,
  t.stated_fen as stated_fen,
  t.summed_fen as summed_fen,
  t.rows as rows_summed
from totals as t
where t.stated_fen <> t.summed_fen
