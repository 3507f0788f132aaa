-- Nothing claimed is at hand to compare with. Equal sums on two days are high; unequal ones, or a class most of which was paid
-- more than once, may be instalments that nobody called so: medium.
/* ---
code: training.paid_again
title: 同一人同一班发放两次（没有申领名单）
asks: 同一人同一班同一资金，发放名单上有两个日期的发放，又没有申领金额可比
clause: T-3.4.b
patterns: [A-04]
severity: high
reads: [payments, claims, classes, standards]
needs: [payments]
params: {}
subject: payment
other: payment
not_for: 名单写明第一笔、尾款等分次发放；合计不超过补贴标准；两个班；两个资金渠道；生活费、助学金；退回后重发、已追回；有申领行的（与申领金额比）
stands_in_for: training.paid_more_than_claimed
--- */
with kept as (
  select y.payment, y.person, y.class, coalesce(y.fund, '') as fund, coalesce(y.item, 'tuition') as item, y.amount_fen,
         y.standard_fen, y.paid_on, coalesce(y.trade, k.trade) as trade, coalesce(y.level, k.level) as level,
         k.programme, k.area, coalesce(k.starts_on, y.starts_on) as starts_on
  from payments as y
  left join classes as k on k.class = y.class
  where y.person is not null and y.class is not null and y.amount_fen > 0 and y.paid_on is not null
    and coalesce(y.state, 'paid') in ('paid', 'approved') and coalesce(y.item, 'tuition') in ('tuition', 'appraisal')
),
-- Money that came back may be paid again, and who called one payment a part has told why there are two.
cleared as (
  select distinct y.person, y.class
  from payments as y
  where y.person is not null and y.class is not null and (y.state in ('returned', 'recovered', 'cancelled') or y.part is not null)
),
claimed as (
  select distinct c.person, c.class from claims as c where c.person is not null and c.class is not null
),
listed as (
  select p.payment, max(s.amount_fen) as limit_fen
  from kept as p
  join standards as s on s.trade = p.trade
  where p.item = 'tuition' and (s.level is null or s.level = p.level)
    and (s.programme is null or p.programme is null or s.programme = p.programme)
    and (s.area is null or p.area is null or s.area = p.area)
    and (s.valid_from_on is null or p.starts_on is null or s.valid_from_on <= p.starts_on)
    and (s.valid_to_on is null or p.starts_on is null or p.starts_on <= s.valid_to_on)
  group by p.payment
),
sums as (
  select p.person, p.class, p.fund, p.item, count(distinct p.paid_on) as days, sum(p.amount_fen) as paid_fen,
         max(coalesce(p.standard_fen, l.limit_fen)) as limit_fen, min(p.amount_fen) as least_fen, max(p.amount_fen) as most_fen
  from kept as p
  left join listed as l on l.payment = p.payment
  left join cleared as x on x.person = p.person and x.class = p.class
  left join claimed as c on c.person = p.person and c.class = p.class
  where x.person is null and c.person is null
  group by p.person, p.class, p.fund, p.item
),
ways as (
  select s.class, count(distinct s.person) as persons, count(distinct case when s.days > 1 then s.person end) as again
  from sums as s
  group by s.class
),
ordered as (
  select p.*, row_number() over (partition by p.person, p.class, p.fund, p.item order by p.paid_on, p.payment) as nth
  from kept as p
)
select
  later.payment as subject,
  first.payment as other,
  cast(first.paid_on as varchar) || ' 已发放 ' || yuan(first.amount_fen) || ' 元，' || cast(later.paid_on as varchar) || ' 又发放 ' || yuan(later.amount_fen) || ' 元，没有申领名单可比' as said,
  first.paid_on as first_paid_on,
  later.paid_on as paid_on,
  s.paid_fen as paid_fen,
  s.limit_fen as standard_fen,
  case when s.least_fen = s.most_fen and not (w.persons >= 3 and w.again * 2 >= w.persons) then 'high' else 'medium' end as severity
from ordered as later
join ordered as first
on  first.person = later.person and first.class = later.class and first.fund = later.fund and first.item = later.item and first.nth = 1
join sums as s on s.person = later.person and s.class = later.class and s.fund = later.fund and s.item = later.item
join ways as w on w.class = later.class
where later.nth > 1 and s.days > 1 and (s.limit_fen is null or s.paid_fen > s.limit_fen)
