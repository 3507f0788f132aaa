-- Which pairs these are is told in the table `two_funds_drawn`.
/* ---
code: training.double_with_unemployment_fund
title: 培训补贴与失业保险技能提升补贴重复领取
asks: 同一人同一证书（或同工种同等级），培训补贴和失业保险基金的技能提升补贴都已发放
clause: T-3.4.b
patterns: [F-54]
severity: block
reads: [two_funds_drawn]
needs: [claims]
params: {no_double_with_unemployment_fund: training.no_double_with_unemployment_fund}
subject: claim
not_for: 禁止兼领实行之前；不同证书；退回、未予批准的申领；尚未发放
--- */
select
  case when upgrade_on > training_on or (upgrade_on = training_on and other > line) then other else line end as subject,
  case when upgrade_on > training_on or (upgrade_on = training_on and other > line) then line else other end as other,
  '培训补贴 ' || cast(training_on as varchar) || ' 发放，失业保险基金技能提升补贴 ' || cast(upgrade_on as varchar) || ' 发放，同一证书' as said,
  training_on as training_on,
  upgrade_on as upgrade_on
from two_funds_drawn
where source = 'claim'
