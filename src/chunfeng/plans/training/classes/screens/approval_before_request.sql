/* ---
code: training.approval_before_request
title: 开班批准早于申请
clause: T-3.2.c
patterns: [F-57]
severity: block
asks: 开班批准日期早于申请日期
reads: [classes]
params: {}
subject: class
not_for: 当天申请当天批准；没有写申请或批准日期
--- */
select
  c.class as subject,
  cast(null as varchar) as other,
  '申请 ' || cast(c.submitted_on as varchar) || '，批准 ' || cast(c.approved_on as varchar) as said,
  c.submitted_on as submitted_on,
  c.approved_on as approved_on
from classes as c
where c.approved_on < c.submitted_on
