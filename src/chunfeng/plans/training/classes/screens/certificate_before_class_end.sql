/* ---
code: training.certificate_before_class_end
title: 结班以前发证
clause: T-3.2.e
patterns: [F-43]
severity: block
stands_in_for: training.certificate_before_last_session
plain: 结班日期是班级自己写明的日期，发证早于它就是早于最后一次课
asks: 没有课次和考勤的班，发证日期早于结班日期
reads: [certificates, classes, sessions, attendance]
needs: [certificates, classes]
params: {}
subject: certificate
other: class
not_for: 补发换发的证书；结班当天发证；有课次或考勤的班（按实际最后一次课）
--- */
with known as (
  select class from sessions where class is not null and held_on is not null
  union
  select class from attendance where kind = 'class' and class is not null and marked_on is not null
)
select
  c.certificate as subject,
  k.class as other,
  '发证 ' || cast(c.issued_on as varchar) || '，结班 ' || cast(k.ends_on as varchar) || '（无课次，按班期）' as said,
  c.issued_on as issued_on,
  k.ends_on as ends_on
from certificates as c
join classes as k on k.class = c.class
left join known as n on n.class = c.class
where n.class is null and c.issued_on < k.ends_on and coalesce(c.reissued, false) = false
