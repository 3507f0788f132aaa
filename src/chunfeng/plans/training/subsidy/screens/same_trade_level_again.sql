-- Lists of application, publicity and approval are states of one claim: only another class makes a second one.
/* ---
code: training.same_trade_level_again
title: 同一人同工种同等级再次申领培训补贴
asks: 同一人、同一工种、同一等级的培训补贴，第二次已申领、核准或发放（不限年份）
clause: T-3.4.b
patterns: [F-15]
severity: block
reads: [claims, classes, exams]
needs: [claims, classes]
params: {}
subject: claim
not_for: 前一班考核未通过、班级取消；退回、撤回、追回的申领；鉴定费、生活费补贴；引导性培训；创业培训
--- */
with kept as (
  select c.claim, c.person, c.class, c.fund, coalesce(c.trade, k.trade) as trade, coalesce(c.level, k.level) as level,
         coalesce(c.programme, k.programme) as programme, k.starts_on, k.ends_on, c.submitted_on, c.approved_on,
         c.certificate_number, c.share, c.cofinanced, coalesce(c.submitted_on, c.approved_on, k.ends_on) as claimed_on
  from claims as c
  left join classes as k on k.class = c.class
  where c.person is not null and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
    and coalesce(c.item, 'tuition') = 'tuition' and coalesce(k.state, '') <> 'cancelled'
),
failed as (
  select x.person, x.class
  from exams as x
  where x.person is not null and x.class is not null and x.passed is not null
  group by x.person, x.class
  having max(case when x.passed then 1 else 0 end) = 0
),
lines as (
  select p.*, row_number() over (partition by p.person, p.class order by p.claim) as nth_of_class
  from kept as p
  left join failed as f on f.person = p.person and f.class = p.class
  where f.person is null and p.class is not null and p.trade is not null and p.level is not null
    and coalesce(p.programme, '') not in ('GUIDANCE', 'STARTUP')
),
ordered as (
  select l.claim, l.person, l.trade, l.level, l.class, l.ends_on, l.claimed_on,
         row_number() over (partition by l.person, l.trade, l.level order by coalesce(l.ends_on, l.claimed_on), l.claimed_on, l.claim) as nth
  from lines as l
  where l.nth_of_class = 1
)
select
  later.claim as subject,
  first.claim as other,
  '同工种（' || later.trade || '）同等级第 ' || cast(later.nth as varchar) || ' 次申领，首次结业日期 ' || coalesce(cast(first.ends_on as varchar), '不详') as said,
  later.trade as trade,
  later.level as level,
  first.ends_on as first_ends_on,
  later.ends_on as ends_on
from ordered as later
join ordered as first on first.person = later.person and first.trade = later.trade and first.level = later.level and first.nth = 1
where later.nth > 1
