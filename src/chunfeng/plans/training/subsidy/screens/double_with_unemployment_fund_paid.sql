-- Which pairs these are is told in the table `two_funds_drawn`.
/* ---
code: training.double_with_unemployment_fund_paid
title: 培训补贴与失业保险技能提升补贴重复领取（按发放名单）
asks: 同一人同一证书（或同工种同等级），已发放培训补贴，失业保险基金的发放名单上又有技能提升补贴
clause: T-3.4.b
patterns: [F-54]
severity: block
reads: [two_funds_drawn]
needs: [payments]
params: {no_double_with_unemployment_fund: training.no_double_with_unemployment_fund}
subject: payment
other: payment
not_for: 禁止兼领实行之前；不同证书；未发放或已退回；失业保险有申领名单的（由申领名单规则判断）
--- */
select
  case when upgrade_on > training_on or (upgrade_on = training_on and other > line) then other else line end as subject,
  case when upgrade_on > training_on or (upgrade_on = training_on and other > line) then line else other end as other,
  '培训补贴 ' || cast(training_on as varchar) || ' 发放，失业保险基金技能提升补贴 ' || cast(upgrade_on as varchar) || ' 发放，同一证书' as said,
  training_on as training_on,
  upgrade_on as upgrade_on
from two_funds_drawn
where source = 'payment' and not claimed
