-- Only where the phone was certainly elsewhere: farther than the radius even by the whole of its error. A position that is too vague
-- says nothing, and none at all is lawful.
/* ---
code: training.signed_in_elsewhere
title: 签到位置远离教学点
clause: T-3.4.b
patterns: [F-27]
severity: high
asks: 同一人三次以上签到的位置，扣除误差后仍在教学点三百米以外
reads: [enrolments, positions, parameters]
needs: [enrolments, positions]
params: {radius: training.punch_radius_metres, worst: training.punch_accuracy_metres, times: training.punch_far_times}
subject: enrolment
not_for: 没有给位置；误差超过五百米；教学点边上；户外实训（不算距离）
--- */
with far as (
  select p.class, p.person, p.marked_on, p.metres_off
  from positions as p
  join parameters as r on r.code = 'training.punch_radius_metres' and r.area is null and r.valid_from_on <= p.marked_on
    and (r.valid_to_on is null or p.marked_on < r.valid_to_on)
  join parameters as w on w.code = 'training.punch_accuracy_metres' and w.area is null and w.valid_from_on <= p.marked_on
    and (w.valid_to_on is null or p.marked_on < w.valid_to_on)
  where p.accuracy <= w.value and p.metres_off - p.accuracy > r.value
), counted as (
  select class, person, count(*) as times, min(marked_on) as first_on, min(metres_off) as nearest
  from far group by class, person
)
select
  e.enrolment as subject,
  cast(null as varchar) as other,
  cast(c.times as varchar) || ' 次签到远离教学点，至少相距 ' || cast(c.nearest as varchar) || ' 米' as said,
  c.times as times,
  c.nearest as nearest_metres,
  c.first_on as first_on
from counted as c
join enrolments as e on e.person = c.person and e.class = c.class
join parameters as t on t.code = 'training.punch_far_times' and t.area is null and t.valid_from_on <= c.first_on
  and (t.valid_to_on is null or c.first_on < t.valid_to_on)
where c.times >= t.value
