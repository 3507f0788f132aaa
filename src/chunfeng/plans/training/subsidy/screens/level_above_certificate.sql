-- A smaller code is a better level, through 7, 6, 5 … 1.
/* ---
code: training.level_above_certificate
title: 申领等级高于证书等级
asks: 申领的等级高于本人该班证书的等级（五级最低、一级最高，专项能力和培训合格证低于五级）
clause: T-3.4.b
patterns: [F-45]
severity: block
reads: [claims, classes, certificates]
needs: [claims, certificates]
params: {}
subject: claim
other: certificate
not_for: 等级相同或低于证书；特种作业证、职称；没有证书记录（不能判断）
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
held as (
  select t.person, t.class, t.number, t.level, min(t.certificate) as certificate
  from certificates as t
  where t.person is not null and t.level is not null and coalesce(t.kind, '') not in ('special_operation', 'title', 'startup')
  group by t.person, t.class, t.number, t.level
),
matched as (
  select p.claim, p.level as claimed_level, min(h.level) as best_level, min(h.certificate) as certificate
  from kept as p
  join held as h on h.person = p.person and h.class = p.class
  where p.level is not null and (p.certificate_number is null or h.number is null or p.certificate_number = h.number)
  group by p.claim, p.level
  union all
  select p.claim, p.level as claimed_level, min(h.level) as best_level, min(h.certificate) as certificate
  from kept as p
  join held as h on h.person = p.person and h.number = p.certificate_number and (h.class is null or p.class is null or h.class <> p.class)
  where p.level is not null
  group by p.claim, p.level
)
select
  m.claim as subject,
  min(m.certificate) as other,
  '申领等级代码 ' || cast(max(m.claimed_level) as varchar) || '，证书等级代码 ' || cast(min(m.best_level) as varchar) || '（5 最低，1 最高；6 专项能力，7 培训合格）' as said,
  max(m.claimed_level) as claimed_level,
  min(m.best_level) as certificate_level
from matched as m
group by m.claim
having max(m.claimed_level) < min(m.best_level)
