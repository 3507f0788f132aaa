/* ---
code: training.class_approved_before_request
title: 开班批准早于申请
asks: 开班批准日期早于提交申请的日期
clause: T-3.2.c
patterns: [F-57]
severity: block
reads: [classes]
needs: [classes]
params: {}
subject: class
not_for: 同一天申请并批准；班级已取消
--- */
select
  c.class as subject,
  cast(null as varchar) as other,
  '批准日期 ' || cast(c.approved_on as varchar) || ' 早于申请日期 ' || cast(c.submitted_on as varchar) as said,
  c.approved_on as approved_on,
  c.submitted_on as submitted_on
from classes as c
where c.approved_on < c.submitted_on and coalesce(c.state, '') <> 'cancelled'
