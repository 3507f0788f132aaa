/* ---
code: identity.invalid_number
title: 身份证号码无效
clause: T-3.4.a
patterns: [I-01]
severity: high
asks: 花名册、补贴申领、补贴发放中的身份证号码不能通过校验
reads: [unidentified]
params: {}
subject: unidentified
not_for: 没有填号码而在班内按姓名对上的行；工资、社保等其他表的行；可以换算的 15 位号码
--- */
select
  u.unidentified as subject,
  cast(null as varchar) as other,
  coalesce(u.why, '身份证号码不能通过校验') || '，这一行没有进入核对，请先更正号码' as said,
  u.number_length as number_length
from unidentified as u
where u.subject_kind in ('enrolment', 'claim', 'payment')
