/* ---
code: training.paid_more_than_claimed
title: 重复或超额发放
asks: 同一人同一班实际发放累计超过申领金额（从超出的那一笔起）
clause: T-3.4.b
patterns: [A-04]
severity: block
reads: [payments, claims]
needs: [payments, claims]
params: {}
subject: payment
not_for: 分两次发放合计不超过申领金额；发放失败、退回重发；没有申领金额可比
--- */
with asked as (
  select c.person, c.class, sum(c.amount_fen) as amount_fen, min(c.claim) as claim
  from claims as c
  where c.person is not null and c.class is not null and c.amount_fen is not null
    and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
  group by c.person, c.class
),
unread as (
  select distinct c.person, c.class from claims as c where c.person is not null and c.class is not null and c.amount_fen is null
),
-- An allowance, or money of another fund, that nobody claimed on the lists at hand is no second payment of the claim.
claimed as (
  select distinct y.payment
  from payments as y
  join claims as c on c.person = y.person and c.class = y.class
  where (y.item is null or y.item = coalesce(c.item, 'tuition')) and (y.fund is null or c.fund is null or y.fund = c.fund)
),
running as (
  select y.payment, y.person, y.class, y.paid_on,
         sum(y.amount_fen) over (partition by y.person, y.class order by coalesce(y.paid_on, as_of()), y.payment
           rows between unbounded preceding and current row) as so_far,
         row_number() over (partition by y.person, y.class order by coalesce(y.paid_on, as_of()), y.payment) as nth
  from payments as y
  join claimed as k on k.payment = y.payment
  where y.person is not null and y.class is not null and y.amount_fen is not null
    and coalesce(y.state, 'paid') in ('paid', 'approved')
)
select
  r.payment as subject,
  a.claim as other,
  '第 ' || cast(r.nth as varchar) || ' 次发放后累计 ' || yuan(r.so_far) || ' 元，申领金额 ' || yuan(a.amount_fen) || ' 元' as said,
  r.so_far as paid_fen,
  a.amount_fen as claimed_fen,
  r.paid_on as paid_on
from running as r
join asked as a on a.person = r.person and a.class = r.class
left join unread as u on u.person = r.person and u.class = r.class
where r.so_far > a.amount_fen and u.person is null
