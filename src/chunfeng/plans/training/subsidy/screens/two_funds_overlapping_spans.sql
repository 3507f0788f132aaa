/* ---
code: training.two_funds_overlapping_spans
title: 两个资金渠道的班期重叠（没有课表，按班期）
asks: 同一人从两个渠道申领培训费，两班没有课表可比，班期重叠
clause: T-3.4.b
patterns: [F-16]
severity: high
reads: [claims, classes, certificates, sessions]
needs: [claims, classes]
params: {}
subject: claim
not_for: 书面约定共同出资（比例合计不超过百分之百）；生活费、助学金；职工教育经费补足；失业保险技能提升补贴另有规则
stands_in_for: training.two_funds_one_training
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
funded as (
  select p.*, case when p.fund = 'EMPLOYMENT' or p.fund like '%就业补助%' or p.fund like '%就业专项%' then '就业补助资金'
              when p.fund = 'POVERTY' then '扶贫资金' when p.fund = 'DISABLED' then '残疾人就业保障金'
              when p.fund = 'EDUCATION' then '教育费附加' when p.fund = 'COMMERCE' then '商务资金'
              when p.fund = 'SCIENCE' then '科技资金' when p.fund = 'CONSTRUCTION' then '住建资金' else p.fund end as source
  from kept as p
  where p.fund is not null and p.fund not in ('UNEMPLOYMENT', 'STAFF') and p.fund not like '%失业%'
    and p.fund not like '%教育经费%' and coalesce(p.programme, '') <> 'GUIDANCE'
),
certified as (
  select t.person, t.class, min(t.number) as number
  from certificates as t
  where t.person is not null and t.class is not null and t.number is not null
  group by t.person, t.class
),
numbered as (
  select f.*, coalesce(f.certificate_number, t.number) as number
  from funded as f
  left join certified as t on t.person = f.person and t.class = f.class
),
pairs as (
  select a.claim as earlier, b.claim as later, a.class as earlier_class, b.class as later_class, a.number as earlier_number,
         b.number as later_number, a.source as earlier_source, b.source as later_source, a.starts_on as earlier_from,
         a.ends_on as earlier_to, b.starts_on as later_from, b.ends_on as later_to
  from numbered as a
  join numbered as b on b.person = a.person
  where a.source <> b.source
    and (a.claimed_on < b.claimed_on or (a.claimed_on = b.claimed_on and a.claim < b.claim)
      or (a.claimed_on is null and (b.claimed_on is not null or a.claim < b.claim)))
    and not ((coalesce(a.cofinanced, false) or coalesce(b.cofinanced, false)) and coalesce(a.share, 0) + coalesce(b.share, 0) <= 100)
),
timed as (
  select distinct s.class from sessions as s where s.starts_at is not null and s.ends_at is not null
)
select
  p.later as subject,
  p.earlier as other,
  '与“' || p.earlier_source || '”申领的班级班期重叠，' || cast(p.earlier_from as varchar) || ' 至 ' || cast(p.earlier_to as varchar) || ' 与 ' || cast(p.later_from as varchar) || ' 至 ' || cast(p.later_to as varchar) || '；没有课表可比' as said,
  p.earlier_class as earlier_class,
  p.later_class as later_class
from pairs as p
left join timed as a on a.class = p.earlier_class
left join timed as b on b.class = p.later_class
where p.earlier_class <> p.later_class
  and (p.earlier_number is null or p.later_number is null or p.earlier_number <> p.later_number)
  and p.earlier_from <= p.later_to and p.later_from <= p.earlier_to
  and (a.class is null or b.class is null)
