/* ---
code: training.detained_span
title: 整个班期在羁押、服刑期间（无签到，按班期）
asks: 班级没有签到记录，整个班期都在羁押、服刑期间（首尾两日除外）
clause: T-3.4.b
patterns: [F-04]
severity: high
reads: [registers, enrolments, classes, attendance]
needs: [registers.detained, enrolments, classes]
params: {}
subject: enrolment
other: register
not_for: 社区矫正、缓刑、取保候审；入监和释放当日
stands_in_for: training.detained_attended
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
  select s.enrolment, s.class, s.starts_on, s.ends_on, r.entry, r.valid_from_on as from_on,
         coalesce(r.valid_to_on, r.as_of_on, as_of()) as to_on,
         case when r.as_of_given = false and r.valid_to_on is null then '（名单未写截止日期，按核查日计）' else '' end as note
  from roster as s
  join registers as r on r.person = s.person
  where r.kind = 'detained' and r.valid_from_on is not null and coalesce(r.status, '') <> 'cancelled'
    and coalesce(r.subkind, '') <> 'community'
    and r.valid_from_on < s.starts_on and s.ends_on < coalesce(r.valid_to_on, r.as_of_on, as_of())
),
finer as (
  select distinct a.class from attendance as a join judged as j on j.class = a.class where a.kind = 'class'
)
select
  j.enrolment as subject,
  j.entry as other,
  '羁押、服刑自 ' || cast(j.from_on as varchar) || ' 至 ' || cast(j.to_on as varchar) || '，整个班期都在其间；本班没有签到可查' || j.note as said,
  j.from_on as from_on,
  j.to_on as to_on,
  j.starts_on as starts_on,
  j.ends_on as ends_on
from judged as j
left join finer as f on f.class = j.class
where f.class is null
