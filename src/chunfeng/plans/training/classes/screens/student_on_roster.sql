-- A roster of the year's own graduates is what RESERVE_SKILL is for; a vocational stipend of RAIN_DEW needs the pupil status.
/* ---
code: training.student_on_roster
title: 在校学生参训
asks: 开班日期当天为全日制在校生，预计毕业年份晚于开班年份（等于开班年份的降一级）
clause: T-3.4.b
patterns: [F-06]
severity: block
reads: [registers, enrolments, classes]
needs: [registers.student, enrolments, classes]
params: {}
subject: enrolment
other: register
not_for: 储备性培训的应届毕业生；函授、夜大、开放教育等非全日制；已退学；雨露计划职业教育
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
pupils as (
  select r.entry, r.person, r.valid_from_on, coalesce(r.valid_to_on, r.as_of_on, as_of()) as to_on,
         case when r.valid_to_on is null then 1 else 0 end as open_end,
         r.graduates_year,
         case when r.as_of_given = false and r.valid_to_on is null then '（名单未写截止日期，按核查日计）' else '' end as note
  from registers as r
  where r.kind = 'student' and r.person is not null and coalesce(r.subkind, '') <> 'part_time'
    and coalesce(r.status, '') <> 'cancelled' and coalesce(r.status, '') not like '%退学%'
    and coalesce(r.status, '') not like '%毕业%' and coalesce(r.status, '') not like '%肄业%'
),
judged as (
  select s.enrolment, s.programme, s.starts_on, p.entry, p.graduates_year, p.note, p.open_end,
         case when p.valid_from_on is null or s.starts_on > p.to_on then 0 else 1 end as covered,
         year_of(s.starts_on) as class_year
  from roster as s
  join pupils as p on p.person = s.person
  where coalesce(s.programme, '') <> 'RAIN_DEW'
    and (p.valid_from_on is null or p.valid_from_on <= s.starts_on)
    and (s.starts_on <= p.to_on or p.open_end = 1)
    and coalesce(p.graduates_year, year_of(s.starts_on)) >= year_of(s.starts_on)
)
select
  j.enrolment as subject,
  j.entry as other,
  case
    when j.covered = 0 then '需要覆盖开班日期 ' || cast(j.starts_on as varchar) || ' 的学籍名单'
    when j.graduates_year is null and coalesce(j.programme, 'RESERVE_SKILL') = 'RESERVE_SKILL' then '需要学籍名单上的预计毕业年份'
    when j.graduates_year = j.class_year and j.programme is null then '需要班级的培训项目类别'
    when j.graduates_year is null then '开班日期 ' || cast(j.starts_on as varchar) || ' 当天为在校生，毕业年份不详' || j.note
    else '开班日期 ' || cast(j.starts_on as varchar) || ' 当天为在校生，预计 ' || cast(j.graduates_year as varchar) || ' 年毕业' || j.note
  end as said,
  j.graduates_year as graduates_year,
  j.starts_on as starts_on,
  case
    when j.covered = 0 then 'untestable'
    when j.graduates_year is null and coalesce(j.programme, 'RESERVE_SKILL') = 'RESERVE_SKILL' then 'untestable'
    when j.graduates_year = j.class_year and j.programme is null then 'untestable'
    when j.graduates_year > j.class_year then 'block'
    else 'high'
  end as severity
from judged as j
where not (coalesce(j.programme, '') = 'RESERVE_SKILL' and j.graduates_year is not null and j.graduates_year = j.class_year)
