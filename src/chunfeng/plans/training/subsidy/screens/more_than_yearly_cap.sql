/* ---
code: training.more_than_yearly_cap
title: 一年内申领培训补贴超过次数
asks: 按结业年度，同一人已申领、核准或发放的培训补贴次数超过当年上限
clause: T-3.4.b
patterns: [F-15]
severity: block
reads: [claims, classes, exams, parameters]
needs: [claims, classes]
params: {subsidies_a_year: training.subsidies_a_year}
subject: claim
not_for: 跨年班只算结业年；引导性培训；鉴定费、生活费、助学金；创业培训各步骤合算一次；考核未通过、取消、退回
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
  select p.*, row_number() over (
           partition by p.person, year_of(p.ends_on), case when p.programme = 'STARTUP' then 'STARTUP' else p.class end
           order by p.ends_on, p.claimed_on, p.claim) as nth_of_class
  from kept as p
  left join failed as f on f.person = p.person and f.class = p.class
  where f.person is null and p.class is not null and p.ends_on is not null and coalesce(p.programme, '') <> 'GUIDANCE'
),
ordered as (
  select l.claim, l.person, l.ends_on,
         row_number() over (partition by l.person, year_of(l.ends_on) order by l.ends_on, l.claimed_on, l.claim) as nth
  from lines as l
  where l.nth_of_class = 1
)
select
  later.claim as subject,
  first.claim as other,
  '按结业日期，' || cast(year_of(later.ends_on) as varchar) || ' 年第 ' || cast(later.nth as varchar) || ' 次培训补贴，上限 ' || cast(cap.value as varchar) || ' 次' as said,
  later.nth as times,
  later.ends_on as ends_on,
  first.ends_on as first_ends_on
from ordered as later
join ordered as first on first.person = later.person and year_of(first.ends_on) = year_of(later.ends_on) and first.nth = 1
join parameters as cap
  on  cap.code = 'training.subsidies_a_year' and cap.area is null and cap.valid_from_on <= later.ends_on
  and (cap.valid_to_on is null or later.ends_on < cap.valid_to_on)
where later.nth > cap.value
