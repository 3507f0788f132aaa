-- (rate − peers' rate)² > 9 × peers' rate × (1 − peers' rate) ÷ n, multiplied out to whole numbers.
/* ---
code: training.exam_pass_rate
title: 合格率显著高于同行
clause: T-3.2.e
patterns: [F-40]
severity: low
asks: 机构某工种合格率高出同工种其他机构三个标准误
reads: [exams, classes, parameters]
needs: [exams, classes]
params: {base: training.exam_base}
subject: provider
not_for: 不足三十人；同行不足三十人；专项职业能力考核；雨露计划（要求全部合格）；补考；仅仅合格率接近百分之百
--- */
with firsts as (
  select class, person, held_on, passed,
         row_number() over (partition by class, person order by held_on, exam) as nth
  from exams
  where class is not null and person is not null and passed is not null and held_on is not null
), own as (
  select c.provider, c.trade, min(f.held_on) as held_on, count(*) as persons, sum(case when f.passed then 1 else 0 end) as passed
  from firsts as f
  join classes as c on c.class = f.class
  where f.nth = 1 and c.provider is not null and c.trade is not null and coalesce(c.level, 0) <> 6
    and coalesce(c.programme, '') <> 'RAIN_DEW'
  group by c.provider, c.trade
), every as (
  select trade, sum(persons) as persons, sum(passed) as passed from own group by trade
), compared as (
  select o.provider, o.trade, o.held_on, cast(o.persons as decimal(38, 0)) as n, cast(o.passed as decimal(38, 0)) as k,
         cast(e.persons - o.persons as decimal(38, 0)) as peers, cast(e.passed - o.passed as decimal(38, 0)) as peers_passed
  from own as o
  join every as e on e.trade = o.trade
), bad as (
  select c.provider, c.trade, c.n, c.k, c.peers, c.peers_passed,
         row_number() over (partition by c.provider order by c.trade) as nth
  from compared as c
  join parameters as b on b.code = 'training.exam_base' and b.area is null and b.valid_from_on <= c.held_on
    and (b.valid_to_on is null or c.held_on < b.valid_to_on)
  where c.n >= b.value and c.peers >= b.value and c.k * c.peers > c.peers_passed * c.n
    and (c.k * c.peers - c.peers_passed * c.n) * (c.k * c.peers - c.peers_passed * c.n)
        > 9 * c.peers_passed * (c.peers - c.peers_passed) * c.n
)
select
  provider as subject,
  cast(null as varchar) as other,
  trade || ' ' || cast(cast(n as bigint) as varchar) || ' 人考核 ' || cast(cast(k as bigint) as varchar) || ' 人合格，同行 '
    || cast(cast(peers as bigint) as varchar) || ' 人中 ' || cast(cast(peers_passed as bigint) as varchar) || ' 人合格' as said,
  trade as trade,
  cast(n as bigint) as persons,
  cast(k as bigint) as passed,
  cast(peers as bigint) as peers,
  cast(peers_passed as bigint) as peers_passed
from bad
where nth = 1
