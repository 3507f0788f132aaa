-- Two persons that may be one (links) never block: identity is to be cleared first. Short numbers that two issuers give
-- each on their own are no duplicates.
/* ---
code: training.certificate_number_shared
title: 一个证书编号两人使用
clause: T-3.2.e
patterns: [F-43]
severity: block
asks: 同一证书编号发给两个人
reads: [certificates, links, contradictions, persons]
needs: [certificates]
params: {}
subject: certificate
other: certificate
not_for: 同一人补发换发；不同发证机构自编的短编号；可能是同一人的（降为高）
--- */
with shared as (
  select number from certificates where number is not null and person is not null
  group by number having count(distinct person) > 1
), held as (
  select c.certificate, c.number, c.person, c.issuer, p.name_key, p.born_on, n.person as two_names
  from certificates as c
  join shared as s on s.number = c.number
  left join persons as p on p.person = c.person
  left join (select distinct person from contradictions where field = 'name') as n on n.person = c.person
  where c.person is not null
), alike as (
  select person, other from links where person is not null and other is not null
  union
  select other as person, person as other from links where person is not null and other is not null
), pairs as (
  select a.certificate, b.certificate as other, a.number,
         case when l.person is not null or coalesce(a.name_key = b.name_key, false)
                   or coalesce(a.two_names <> b.two_names and a.born_on = b.born_on, false) then 1 else 0 end as alike
  from held as a
  join held as b on b.number = a.number
  left join alike as l on l.person = a.person and l.other = b.person
  where a.person <> b.person and (a.issuer is null or b.issuer is null or a.issuer = b.issuer or length(a.number) >= 10)
), ranked as (
  select certificate, other, number, alike, row_number() over (partition by certificate order by alike, other) as nth,
         count(*) over (partition by certificate) as others
  from pairs
)
select
  certificate as subject,
  other as other,
  '证书编号 ' || number || ' 还发给另外 ' || cast(others as varchar) || ' 人' as said,
  case when alike = 1 then 'high' else 'block' end as severity,
  number as number,
  others as others
from ranked
where nth = 1
