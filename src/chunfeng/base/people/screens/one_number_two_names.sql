-- Equal number and another name is never the same person for certain: nothing blocks before the identity is clear.
/* ---
code: identity.one_number_two_names
title: 一个身份证号码两个姓名
clause: T-3.4.a
patterns: [I-02]
severity: high
asks: 同一身份证号码在不同行上姓名不同
reads: [contradictions]
params: {}
subject: contradiction
not_for: 间隔号、全角半角、空格写法不同的同一姓名
--- */
select
  c.contradiction as subject,
  cast(null as varchar) as other,
  '同一身份证号码在另一行是别的姓名，请先核清身份' as said,
  c.field as field
from contradictions as c
where c.field = 'name'
