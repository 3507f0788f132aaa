/* ---
code: rights.sheet_row_unpaid
title: 工资表有应发而实发为零
clause: R-2.1.a
patterns: [W-01]
severity: high
asks: 工资表上应发工资大于零、实发为零，至再下月一日仍没有补发
reads: [payroll]
params: {}
subject: payroll
not_for: 没有写实发工资；以后各表已经补发或结清；还没到再下月一日；应发为零的月份
--- */
with unpaid as (
  select p.pay, p.employer, p.person, p.month, p.due_fen
  from payroll as p
  where p.person is not null and p.due_fen > 0 and p.paid_fen = 0 and coalesce(p.sheet_kind, 'monthly') = 'monthly'
    and as_of() >= add_months(p.month, 2)
), mended as (
  select distinct u.pay
  from unpaid as u
  join payroll as p on p.employer = u.employer and p.person = u.person
  where p.pay <> u.pay and p.paid_fen > 0
    and ((p.month = u.month) or (p.month > u.month and (p.sheet_kind = 'settlement' or p.months_covered > 1)))
)
select
  u.pay as subject,
  cast(null as varchar) as other,
  substr(cast(u.month as varchar), 1, 7) || ' 应发 ' || yuan(u.due_fen) || ' 元，实发零，至 ' || cast(add_months(u.month, 2) - 1 as varchar) || ' 没有补发' as said,
  u.month as month,
  u.due_fen as due_fen
from unpaid as u
left join mended as m on m.pay = u.pay
where m.pay is null
