-- A payment is no proof of presence: who died after the class opened may be owed the hours attended, and is not accused.
/* ---
code: training.deceased_paid
title: 向已身故的人发放（没有花名册）
asks: 发放名单上的人在开班日期之前已经死亡；不知道开班日期的，死亡以后仍有发放
clause: T-3.4.b
patterns: [F-03]
severity: block
reads: [deaths, payments, enrolments, classes]
needs: [registers.deceased, payments]
params: {}
subject: payment
other: register
not_for: 死亡日期在开班当日及以后；死亡登记已注销；退回、追回的发放；本班有花名册的（由花名册规则判断）
stands_in_for: training.deceased_attended
plain: 死亡早于开班，不论哪天签到都不可能是本人；只知道发放日期的降为高
--- */
with paid as (
  select y.payment, y.person, y.paid_on, y.amount_fen, coalesce(k.starts_on, y.starts_on) as starts_on, d.entry, d.died_on
  from payments as y
  join deaths as d on d.person = y.person
  left join classes as k on k.class = y.class
  left join (select distinct e.person, e.class from enrolments as e where e.person is not null and e.class is not null) as s
    on s.person = y.person and s.class = y.class
  where coalesce(y.state, 'paid') in ('paid', 'approved') and s.person is null and coalesce(k.state, '') <> 'cancelled'
)
select
  p.payment as subject,
  p.entry as other,
  '死亡登记日期 ' || cast(p.died_on as varchar) || case when p.starts_on is not null then '，早于开班日期 ' || cast(p.starts_on as varchar) else '，' || cast(p.paid_on as varchar) || ' 仍有发放（不知道开班日期）' end as said,
  p.died_on as died_on,
  p.starts_on as starts_on,
  p.paid_on as paid_on,
  p.amount_fen as amount_fen,
  case when p.starts_on is not null then 'block' else 'high' end as severity
from paid as p
where p.died_on < p.starts_on or (p.starts_on is null and p.died_on < p.paid_on)
