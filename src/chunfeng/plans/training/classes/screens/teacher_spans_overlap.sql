-- A teacher may lawfully teach one class in the mornings and another in the afternoons: without times this is a hint.
/* ---
code: training.teacher_spans_overlap
title: 同一教师的两个班班期重叠（按班期）
clause: T-3.2.c
patterns: [F-29]
severity: medium
stands_in_for: training.teacher_overlap
asks: 没有课次时间的班，同一机构同一教师两个班的班期重叠；写明的每日上课时间也重叠为中，没有写明为低
reads: [classes, sessions]
needs: [classes]
params: {}
subject: class
other: class
not_for: 每日上课时间错开；同一教室合班；不同机构的同名教师
--- */
with timed as (
  select class, count(starts_at) as timed from sessions where class is not null group by class
), spans as (
  select c.class, c.provider, c.teacher, c.room, c.starts_on, c.ends_on, c.daily_from, c.daily_to, coalesce(t.timed, 0) as timed,
         coalesce(c.approved_on, c.submitted_on, c.starts_on) as decided_on
  from classes as c
  left join timed as t on t.class = c.class
  where c.provider is not null and c.teacher is not null and c.starts_on <= c.ends_on
    and coalesce(c.state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
), pairs as (
  select a.class, b.class as other, a.starts_on, a.ends_on, b.starts_on as other_starts_on, b.ends_on as other_ends_on,
         case when a.daily_from < b.daily_to and b.daily_from < a.daily_to then 1 else 0 end as certain
  from spans as a
  join spans as b on b.provider = a.provider and b.teacher = a.teacher
  where a.class <> b.class and a.starts_on <= b.ends_on and b.starts_on <= a.ends_on
    and (a.timed = 0 or b.timed = 0)
    and not (coalesce(a.daily_to <= b.daily_from, false) or coalesce(b.daily_to <= a.daily_from, false))
    and (a.room is null or b.room is null or a.room <> b.room)
    and (a.decided_on > b.decided_on or (a.decided_on = b.decided_on and a.class > b.class))
), ranked as (
  select class, other, starts_on, ends_on, other_starts_on, other_ends_on, certain,
         row_number() over (partition by class order by certain desc, other_starts_on, other) as nth
  from pairs
)
select
  class as subject,
  other as other,
  '同一教师的两个班班期重叠：' || cast(starts_on as varchar) || ' 至 ' || cast(ends_on as varchar) || ' 与 '
    || cast(other_starts_on as varchar) || ' 至 ' || cast(other_ends_on as varchar) || '（无课次时间，按班期）' as said,
  case when certain = 1 then 'medium' else 'low' end as severity,
  other_starts_on as other_starts_on,
  other_ends_on as other_ends_on
from ranked
where nth = 1
