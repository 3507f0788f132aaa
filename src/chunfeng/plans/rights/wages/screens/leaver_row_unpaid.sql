/* ---
code: rights.leaver_row_unpaid
title: 工资表上的离职人员没有发工资
clause: R-2.1.a
patterns: [W-06]
severity: high
asks: 工资表写明离职十五天以后，应发工资仍为实发零，也没有结清
reads: [payroll, parameters]
needs: [payroll]
params: {days: rights.leaver_days}
subject: payroll
not_for: 离职十五天以内；以后各表已经补发或结清；没有应发工资；没有写实发工资
--- */
with rows_left as (
  select p.pay, p.employer, p.person, p.month, p.left_on, p.due_fen
  from payroll as p
  join parameters as d on d.code = 'rights.leaver_days' and d.area is null and d.valid_from_on <= p.left_on
    and (d.valid_to_on is null or p.left_on < d.valid_to_on)
  where p.person is not null and p.due_fen > 0 and p.paid_fen = 0 and days_between(p.left_on, as_of()) > d.value
), settled as (
  select distinct r.pay
  from rows_left as r
  join payroll as p on p.employer = r.employer and p.person = r.person
  where p.pay <> r.pay and p.paid_fen > 0 and (p.month > r.month or (p.month = r.month and p.sheet_kind = 'settlement'))
)
select
  r.pay as subject,
  cast(null as varchar) as other,
  cast(r.left_on as varchar) || ' 离职，应发 ' || yuan(r.due_fen) || ' 元，实发零' as said,
  r.left_on as left_on,
  r.due_fen as due_fen
from rows_left as r
left join settled as s on s.pay = r.pay
where s.pay is null
