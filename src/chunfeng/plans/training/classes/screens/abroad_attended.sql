-- The first and the last day are lawful class days; an open span runs to the register's as-of day.
/* ---
code: training.abroad_attended
title: 出境期间仍有签到
asks: 出境期间（首尾两日除外）在本班有签到
clause: T-3.4.b
patterns: [F-05]
severity: block
reads: [registers, enrolments, classes, attendance]
needs: [registers.abroad, enrolments, classes, attendance]
params: {}
subject: enrolment
other: register
not_for: 出入境当日；当日往返；注销的出境记录
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
spans as (
  select r.entry, r.person, r.organisation, r.valid_from_on as from_on, coalesce(r.valid_to_on, r.as_of_on, as_of()) as to_on,
         case when r.as_of_given = false and r.valid_to_on is null then '（名单未写截止日期，按核查日计）' else '' end as note
  from registers as r
  where r.kind = 'abroad' and r.person is not null and r.valid_from_on is not null
    and coalesce(r.status, '') <> 'cancelled'
    and coalesce(r.subkind, '') <> 'emigrated' and coalesce(r.status, '') not like '%移民%' and coalesce(r.status, '') not like '%定居%'
),
seen as (
  select w.entry, a.person, a.class, min(a.marked_on) as first_on, count(*) as times,
         max(case when coalesce(a.by_name, false) then 0 else 1 end) as numbered
  from attendance as a
  join spans as w on w.person = a.person and w.from_on < a.marked_on and a.marked_on < w.to_on
  where a.kind = 'class' and (a.status in ('present', 'late', 'left_early') or a.in_at is not null)
  group by w.entry, a.person, a.class
)
select
  s.enrolment as subject,
  w.entry as other,
  '出境自 ' || cast(w.from_on as varchar) || ' 至 ' || cast(w.to_on as varchar) || '，其间签到 ' || cast(t.times as varchar) || ' 次，最早 ' || cast(t.first_on as varchar) || w.note as said,
  w.from_on as from_on,
  w.to_on as to_on,
  t.first_on as first_on,
  t.times as times,
  case when t.numbered = 1 then 'block' else 'high' end as severity
from roster as s
join seen as t on t.person = s.person and t.class = s.class
join spans as w on w.entry = t.entry
