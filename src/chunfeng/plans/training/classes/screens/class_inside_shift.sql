/* ---
code: training.class_inside_shift
title: 上课时间在厂里打卡上班
asks: 有签到的一节课整个落在本人一个打卡班次之内
clause: T-3.4.b
patterns: [F-18]
severity: high
reads: [enrolments, classes, sessions, attendance]
needs: [enrolments, classes, attendance]
params: {}
subject: enrolment
other: attendance
not_for: 夜班白天上课；下班后上课；本单位放人参加的岗位培训；没有上下班时刻
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
shifts as (
  select w.mark, w.person, w.employer, w.in_at, w.out_at, day_of(w.in_at) as day
  from attendance as w
  where w.kind = 'work' and w.person is not null and w.in_at is not null and w.out_at is not null
  union all
  select w.mark, w.person, w.employer, w.in_at, w.out_at, day_of(w.out_at) as day
  from attendance as w
  where w.kind = 'work' and w.person is not null and w.in_at is not null and w.out_at is not null and day_of(w.out_at) <> day_of(w.in_at)
),
working_trainees as (
  select person from enrolments where person in (select person from shifts) group by person
),
lessons as (
  select a.person, a.class, coalesce(t.starts_at, a.in_at) as from_at, coalesce(t.ends_at, a.out_at) as to_at
  from attendance as a
  join working_trainees as b on b.person = a.person
  left join sessions as t on t.session = a.session and t.starts_at is not null and t.ends_at is not null
  where a.kind = 'class' and (a.status in ('present', 'late', 'left_early') or a.in_at is not null)
),
inside as (
  select l.person, l.class, w.employer, min(w.mark) as mark, count(*) as times, min(l.from_at) as first_at
  from lessons as l
  join shifts as w on w.person = l.person and w.day = day_of(l.from_at)
  where l.from_at < l.to_at and w.in_at <= l.from_at and l.to_at <= w.out_at
  group by l.person, l.class, w.employer
)
select
  s.enrolment as subject,
  n.mark as other,
  cast(n.times as varchar) || ' 节课落在上班打卡时间之内，最早 ' || cast(day_of(n.first_at) as varchar) as said,
  n.times as times,
  day_of(n.first_at) as first_on
from roster as s
join inside as n on n.person = s.person and n.class = s.class
where not (coalesce(s.programme, '') in ('POST_UPGRADE', 'POST_TRANSFER') and coalesce(s.employer, n.employer) = n.employer)
