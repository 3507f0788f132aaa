/* ---
code: training.claim_approved_before_request
title: 补贴核准早于申领
asks: 核准日期早于申领日期
clause: T-3.4.e
patterns: [F-57]
severity: block
reads: [claims]
needs: [claims]
params: {}
subject: claim
not_for: 同一天申领并核准
--- */
select
  c.claim as subject,
  cast(null as varchar) as other,
  '核准日期 ' || cast(c.approved_on as varchar) || ' 早于申领日期 ' || cast(c.submitted_on as varchar) as said,
  c.approved_on as approved_on,
  c.submitted_on as submitted_on
from claims as c
where c.approved_on < c.submitted_on and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
