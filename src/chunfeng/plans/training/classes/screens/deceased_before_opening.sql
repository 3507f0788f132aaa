/* ---
code: training.deceased_before_opening
title: 开班前已身故（无签到，按开班日期）
asks: 班级没有签到记录、本人没有考核记录，学员在开班日期之前已经死亡
clause: T-3.4.b
patterns: [F-03]
severity: block
reads: [deaths, enrolments, classes, attendance, exams]
needs: [registers.deceased, enrolments, classes]
params: {}
subject: enrolment
other: register
not_for: 死亡日期在开班当日及以后；死亡登记已注销
stands_in_for: training.deceased_attended
plain: 死亡早于开班，不论哪天签到都不可能是本人
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
judged as (
  select s.enrolment, s.person, s.class, s.starts_on, d.entry, d.died_on
  from roster as s
  join deaths as d on d.person = s.person
  where d.died_on < s.starts_on
),
finer as (
  select distinct j.enrolment from attendance as a join judged as j on j.class = a.class where a.kind = 'class'
  union
  select distinct j.enrolment from exams as x join judged as j on j.class = x.class and j.person = x.person
)
select
  j.enrolment as subject,
  j.entry as other,
  '死亡登记日期 ' || cast(j.died_on as varchar) || '，早于开班日期 ' || cast(j.starts_on as varchar) as said,
  j.died_on as died_on,
  j.starts_on as starts_on
from judged as j
left join finer as f on f.enrolment = j.enrolment
where f.enrolment is null
