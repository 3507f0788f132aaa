/* ---
code: training.under_age
title: 参训人员未满十六周岁
asks: 开班日期早于十六周岁生日（储备性培训按计划结业日期）
clause: T-2.1.1
patterns: [F-07]
severity: block
reads: [enrolments, classes, persons, parameters]
needs: [enrolments, classes, persons]
params: {min_age: training.min_age}
subject: enrolment
not_for: 开班当日满十六周岁；储备性培训结业前满十六周岁
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
young as (
  select s.enrolment, s.programme, s.starts_on, s.ends_on, add_months(b.born_on, 12 * least_of.value) as birthday
  from roster as s
  join persons as b on b.person = s.person and b.born_on is not null
  join parameters as least_of
  on  least_of.code = 'training.min_age' and least_of.area is null and least_of.valid_from_on <= s.starts_on
  and (least_of.valid_to_on is null or s.starts_on < least_of.valid_to_on)
  where s.starts_on < add_months(b.born_on, 12 * least_of.value)
)
select
  y.enrolment as subject,
  cast(null as varchar) as other,
  case
    when y.programme is null and (y.ends_on is null or y.birthday <= y.ends_on) then '需要班级的培训项目类别'
    when y.programme = 'RESERVE_SKILL' and y.ends_on is null then '需要班级的计划结业日期'
    else '开班日期 ' || cast(y.starts_on as varchar) || '，' || cast(y.birthday as varchar) || ' 才满最低年龄'
  end as said,
  y.birthday as birthday,
  y.starts_on as starts_on,
  y.ends_on as ends_on,
  case
    when y.programme is null and (y.ends_on is null or y.birthday <= y.ends_on) then 'untestable'
    when y.programme = 'RESERVE_SKILL' and y.ends_on is null then 'untestable'
    else 'block'
  end as severity
from young as y
where not (coalesce(y.programme, '') = 'RESERVE_SKILL' and y.ends_on is not null and y.birthday <= y.ends_on)
