-- Expected is the roster less the approved leave of that day, and never more than the list itself says. Zaozhuang 2014: red below 80 %, yellow below 90 %.
/* ---
code: training.class_spot_card
title: 班级到课率黄牌红牌
clause: T-3.2.d
patterns: [F-24]
severity: high
asks: 过程检查的到课率低于红牌线（高）或黄牌线（中）
reads: [visits, enrolments, attendance, parameters]
needs: [visits]
params: {base: training.base_persons, red: training.red_card_percent, yellow: training.yellow_card_percent}
subject: class
other: visit
not_for: 应到不足十人；准假的人不算应到
--- */
with rosters as (
  select class, count(distinct person) as persons from enrolments
  where person is not null and removed_on is null and transferred_on is null
  group by class
), excused as (
  select a.class, a.marked_on, count(distinct a.person) as persons
  from attendance as a
  where a.kind = 'class' and a.status in ('leave', 'sick') and a.class is not null
  group by a.class, a.marked_on
), counted as (
  select v.visit, v.class, v.visited_on, v.present,
         least(v.expected, r.persons - coalesce(x.persons, 0)) as expected
  from visits as v
  left join rosters as r on r.class = v.class
  left join excused as x on x.class = v.class and x.marked_on = v.visited_on
), cards as (
  select c.visit, c.class, c.visited_on, c.present, c.expected,
         case when c.present * 100 < c.expected * r.value then 1 else 0 end as red,
         row_number() over (partition by c.class order by c.present * 1000 // c.expected, c.visited_on, c.visit) as nth
  from counted as c
  join parameters as b on b.code = 'training.base_persons' and b.area is null and b.valid_from_on <= c.visited_on
    and (b.valid_to_on is null or c.visited_on < b.valid_to_on)
  join parameters as r on r.code = 'training.red_card_percent' and r.area is null and r.valid_from_on <= c.visited_on
    and (r.valid_to_on is null or c.visited_on < r.valid_to_on)
  join parameters as y on y.code = 'training.yellow_card_percent' and y.area is null and y.valid_from_on <= c.visited_on
    and (y.valid_to_on is null or c.visited_on < y.valid_to_on)
  where c.expected >= b.value and c.present * 100 < c.expected * y.value
)
select
  class as subject,
  visit as other,
  cast(visited_on as varchar) || ' 检查应到 ' || cast(expected as varchar) || ' 人，实到 ' || cast(present as varchar) || ' 人，'
    || case when red = 1 then '达到红牌' else '达到黄牌' end as said,
  case when red = 1 then 'high' else 'medium' end as severity,
  visited_on as visited_on,
  present as present,
  expected as expected
from cards
where nth = 1
