-- A blank cell is no absence: only a mark "absent", or a day on which the machine took others' punches, counts against a person.
-- Causes on record (leave, sickness) may be made up and stay out of both sides.
/* ---
code: training.attendance_below_share
title: 本人到课不足而申领补贴
clause: T-3.2.e
patterns: [F-23]
severity: high
asks: 申领补贴的学员到课次数不到应到次数的八成
reads: [attendance, enrolments, claims, classes, parameters]
needs: [attendance, enrolments, claims]
params: {percent: training.attend_percent}
subject: enrolment
not_for: 请假、病假的课次；空白格；转班、退班的人；没有申领或申领已退回的人
--- */
with claimed as (
  select distinct class, person from claims
  where class is not null and person is not null and coalesce(item, 'tuition') = 'tuition'
    and coalesce(state, 'submitted') not in ('draft', 'returned', 'refused', 'withdrawn', 'cancelled', 'recovered')
), punched as (
  select class, count(*) as sessions from (
    select distinct class, marked_on, coalesce(slot, 1) as slot from attendance
    where kind = 'class' and class is not null and marked_on is not null and machine
  ) as d group by class
), own as (
  select a.class, a.person,
         sum(case when coalesce(a.status, case when a.in_at is not null then 'present' end) in ('present', 'late', 'left_early')
             then 1 else 0 end) as came,
         sum(case when a.status = 'absent' then 1 else 0 end) as absent,
         sum(case when a.status in ('leave', 'sick') then 1 else 0 end) as excused
  from attendance as a
  join claimed as c on c.class = a.class and c.person = a.person
  where a.kind = 'class' and a.marked_on is not null
  group by a.class, a.person
), judged as (
  select e.enrolment, e.class, k.starts_on, o.came,
         greatest(o.came + o.absent, coalesce(p.sessions, 0) - o.excused) as expected
  from own as o
  join enrolments as e on e.class = o.class and e.person = o.person
  join classes as k on k.class = o.class
  left join punched as p on p.class = o.class
  where e.removed_on is null and e.transferred_on is null
)
select
  j.enrolment as subject,
  cast(null as varchar) as other,
  '应到 ' || cast(j.expected as varchar) || ' 次，到课 ' || cast(j.came as varchar) || ' 次，不足 ' || cast(x.value as varchar)
    || '% 而申领补贴' as said,
  j.came as came,
  j.expected as expected
from judged as j
join parameters as x on x.code = 'training.attend_percent' and x.area is null and x.valid_from_on <= j.starts_on
  and (x.valid_to_on is null or j.starts_on < x.valid_to_on)
where j.came * 100 < j.expected * x.value
