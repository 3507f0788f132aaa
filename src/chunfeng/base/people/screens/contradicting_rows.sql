/* ---
code: data.contradicting_rows
title: 同一事实前后不一
clause: T-3.4.a
patterns: [D-01]
severity: medium
asks: 同一人同一事实（申领、发放、工资、备案、证书、成绩）的几行，金额、日期、账户或成绩不同
reads: [contradictions]
params: {}
subject: contradiction
not_for: 几份名单内容相同的抄本；同一申领的申请、公示、批准各表数额一致
--- */
select
  c.contradiction as subject,
  cast(null as varchar) as other,
  case when c.field in ('amount_fen', 'due_fen', 'paid_fen')
       then '同一事实的金额前后不一：' || coalesce(yuan(try_cast(c.value as bigint)), '') || ' 与 '
            || coalesce(yuan(try_cast(c.other_value as bigint)), '') || ' 元'
       when c.field in ('account_key', 'account_name_key') then '同一事实的收款账户前后不一'
       when c.field = 'score' then '同一次考核的成绩前后不一：' || coalesce(c.value, '') || ' 与 ' || coalesce(c.other_value, '')
       else '同一事实的日期前后不一：' || coalesce(c.value, '') || ' 与 ' || coalesce(c.other_value, '') end as said,
  c.field as field
from contradictions as c
where c.field not in ('name', 'born_on', 'sex')
