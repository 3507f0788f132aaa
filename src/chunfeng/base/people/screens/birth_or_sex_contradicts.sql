/* ---
code: identity.birth_or_sex_contradicts
title: 填写的出生日期或性别与号码不符
clause: T-3.4.a
patterns: [I-03]
severity: medium
asks: 表上填写的出生日期、性别与身份证号码中的不同
reads: [contradictions]
params: {}
subject: contradiction
not_for: 只写出生年月而年月相符的；没有填写的
--- */
select
  c.contradiction as subject,
  cast(null as varchar) as other,
  case when c.field = 'sex' then '填写的性别与身份证号码中的不同' else '填写的出生日期与身份证号码中的不同' end as said,
  c.field as field
from contradictions as c
where c.field in ('born_on', 'sex')
