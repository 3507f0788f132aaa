-- A likeness is never a block: it asks somebody to look at two rows.
/* ---
code: identity.probable_same_person
title: 可能是同一人
clause: T-3.4.a
patterns: [I-04]
severity: medium
asks: 号码写错的行与另一人、或号码只差一位（相邻两位颠倒）的两人，姓名相同且另有一项相同
reads: [links]
params: {}
subject: link
not_for: 只有姓名相同的人；双胞胎（姓名不同）
--- */
select
  l.link as subject,
  cast(null as varchar) as other,
  '可能与另一行是同一人' || coalesce('：' || l.why, '') as said,
  l.score as likeness
from links as l
