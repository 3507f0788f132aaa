-- Peers are counted in the same window, so that a season or a campaign of the whole city lifts all alike.
/* ---
code: training.certificate_burst
title: 新认定机构集中发证
clause: T-3.2.a
patterns: [F-39]
severity: high
asks: 机构认定后六十天内某工种发证数多于同期同工种机构九十五分位的三倍
reads: [providers, certificates, classes, parameters]
needs: [providers, certificates]
params: {days: training.burst_days, times: training.burst_times, peers: training.burst_peers}
subject: provider
not_for: 同期同工种机构不足十家；没有写认定日期的机构；同期同行普遍增多（季节、全市统一部署）
--- */
with issued as (
  select coalesce(c.provider, k.provider) as provider, coalesce(c.trade, k.trade) as trade, c.issued_on,
         count(distinct c.certificate) as certificates
  from certificates as c
  left join classes as k on k.class = c.class
  where coalesce(c.provider, k.provider) is not null and coalesce(c.trade, k.trade) is not null and c.issued_on is not null
  group by coalesce(c.provider, k.provider), coalesce(c.trade, k.trade), c.issued_on
), admitted as (
  select p.provider, p.admitted_on, p.admitted_on + cast(d.value as int) as until_on
  from (select provider, max(admitted_on) as admitted_on from providers where provider is not null group by provider) as p
  join parameters as d on d.code = 'training.burst_days' and d.area is null and d.valid_from_on <= p.admitted_on
    and (d.valid_to_on is null or p.admitted_on < d.valid_to_on)
), counted as (
  select a.provider, a.admitted_on, a.until_on, i.trade, i.provider as peer, sum(i.certificates) as certificates
  from admitted as a
  join (select distinct provider, trade from issued) as own on own.provider = a.provider
  join issued as i on i.trade = own.trade and i.issued_on between a.admitted_on and a.until_on
  group by a.provider, a.admitted_on, a.until_on, i.trade, i.provider
), peers as (
  select provider, trade, certificates, row_number() over (partition by provider, trade order by certificates, peer) as nth,
         count(*) over (partition by provider, trade) as peers
  from counted where peer <> provider
), limits as (
  select provider, trade, peers, certificates as p95 from peers where nth = (peers * 95 + 99) // 100
), bursts as (
  select c.provider, c.trade, c.admitted_on, c.until_on, c.certificates, l.p95, l.peers,
         row_number() over (partition by c.provider order by c.certificates desc, c.trade) as nth
  from counted as c
  join limits as l on l.provider = c.provider and l.trade = c.trade
  join parameters as t on t.code = 'training.burst_times' and t.area is null and t.valid_from_on <= c.admitted_on
    and (t.valid_to_on is null or c.admitted_on < t.valid_to_on)
  join parameters as b on b.code = 'training.burst_peers' and b.area is null and b.valid_from_on <= c.admitted_on
    and (b.valid_to_on is null or c.admitted_on < b.valid_to_on)
  where c.peer = c.provider and l.peers >= b.value and c.certificates > l.p95 * t.value
)
select
  provider as subject,
  cast(null as varchar) as other,
  cast(admitted_on as varchar) || ' 认定，至 ' || cast(until_on as varchar) || ' 发' || trade || '证书 ' || cast(certificates as varchar)
    || ' 本，同行九十五分位 ' || cast(p95 as varchar) || ' 本' as said,
  trade as trade,
  certificates as certificates,
  p95 as peers_95th,
  peers as peers
from bursts
where nth = 1
