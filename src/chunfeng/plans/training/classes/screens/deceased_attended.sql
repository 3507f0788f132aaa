/* ---
code: training.deceased_attended
title: 身故后仍有签到或考核
asks: 死亡日期之后，该学员在本班还有签到或考核记录
clause: T-3.4.b
patterns: [F-03]
severity: block
reads: [deaths, enrolments, classes, attendance, exams]
needs: [registers.deceased, enrolments, classes]
params: {}
subject: enrolment
other: register
not_for: 死亡当日及以前的签到；死亡登记已注销；同名不同号
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
traces as (
  select a.class, a.person, a.marked_on as day, coalesce(a.by_name, false) as by_name
  from attendance as a
  join deaths as d on d.person = a.person
  where a.kind = 'class' and a.marked_on > d.died_on
    and (a.status in ('present', 'late', 'left_early') or a.in_at is not null)
  union all
  select x.class, x.person, x.held_on as day, coalesce(x.by_name, false) as by_name
  from exams as x
  join deaths as d on d.person = x.person
  where x.held_on > d.died_on and (x.score is not null or x.passed is not null)
),
seen as (
  select class, person, min(day) as first_on, max(day) as last_on, count(*) as times,
         max(case when by_name then 0 else 1 end) as numbered
  from traces
  group by class, person
)
select
  s.enrolment as subject,
  d.entry as other,
  '死亡登记日期 ' || cast(d.died_on as varchar) || '，此后仍有 ' || cast(t.times as varchar) || ' 次签到或考核，最早 ' || cast(t.first_on as varchar) as said,
  d.died_on as died_on,
  t.first_on as first_on,
  t.last_on as last_on,
  t.times as times,
  case when t.numbered = 1 then 'block' else 'high' end as severity
from roster as s
join deaths as d on d.person = s.person
join seen as t on t.person = s.person and t.class = s.class
