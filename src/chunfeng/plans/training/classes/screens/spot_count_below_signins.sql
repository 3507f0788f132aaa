/* ---
code: training.spot_count_below_signins
title: 突击检查人数少于签到人数
clause: T-3.2.d
patterns: [F-24]
severity: high
asks: 检查当天点名人数不到签到人数的八成
reads: [visits, attendance, parameters]
needs: [visits, attendance]
params: {base: training.base_persons, spot: training.spot_percent}
subject: class
other: visit
not_for: 签到不足十人；准假、登记早退的人不算签到；上下午分别签到的按人数少的半天算
--- */
with slots as (
  select v.visit, v.class, v.visited_on, v.present, coalesce(a.slot, 1) as slot, count(distinct a.person) as signed
  from visits as v
  join attendance as a on a.class = v.class and a.marked_on = v.visited_on and a.kind = 'class'
  where v.present is not null
    and coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late')
  group by v.visit, v.class, v.visited_on, v.present, coalesce(a.slot, 1)
), days as (
  select visit, class, visited_on, present, min(signed) as signed
  from slots group by visit, class, visited_on, present
), bad as (
  select d.class, d.visit, d.visited_on, d.present, d.signed,
         row_number() over (partition by d.class order by d.present * 1000 // d.signed, d.visited_on, d.visit) as nth
  from days as d
  join parameters as b on b.code = 'training.base_persons' and b.area is null and b.valid_from_on <= d.visited_on
    and (b.valid_to_on is null or d.visited_on < b.valid_to_on)
  join parameters as s on s.code = 'training.spot_percent' and s.area is null and s.valid_from_on <= d.visited_on
    and (s.valid_to_on is null or d.visited_on < s.valid_to_on)
  where d.signed >= b.value and d.present * 100 < d.signed * s.value
)
select
  class as subject,
  visit as other,
  cast(visited_on as varchar) || ' 检查在场 ' || cast(present as varchar) || ' 人，当天签到 ' || cast(signed as varchar) || ' 人' as said,
  visited_on as visited_on,
  present as present,
  signed as signed
from bad
where nth = 1
