-- Delay in months: one for every 4 months of birth after 2025 minus the base age, or every 2 where the base is 50, counted from the first.
/* ---
code: training.over_age
title: 参训人员已达年龄上限
asks: 开班日期已到年龄上限生日（男六十、女五十五；二〇二五年起按渐进延迟）
clause: T-2.1.1
patterns: [F-07]
severity: block
reads: [enrolments, classes, persons, parameters]
needs: [enrolments, classes, persons]
params: {retirement_delay_max: training.retirement_delay_max, upper_age_men: training.upper_age_men, upper_age_women: training.upper_age_women}
subject: enrolment
not_for: 班期中间才到年龄；未领职工养老金的五十至五十四岁妇女
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
dated as (
  select s.enrolment, s.starts_on, b.born_on,
         case when b.sex in ('M', 'male', '男') then men.value else women.value end as base_years,
         raised.value as raise_max,
         (year_of(b.born_on) - 2025 + case when b.sex in ('M', 'male', '男') then men.value else women.value end) * 12
           + cast(substr(cast(b.born_on as varchar), 6, 2) as int) - 1 as months
  from roster as s
  join persons as b on b.person = s.person and b.born_on is not null and b.sex is not null
  join parameters as men
  on  men.code = 'training.upper_age_men' and men.area is null and men.valid_from_on <= s.starts_on
  and (men.valid_to_on is null or s.starts_on < men.valid_to_on)
  join parameters as women
  on  women.code = 'training.upper_age_women' and women.area is null and women.valid_from_on <= s.starts_on
  and (women.valid_to_on is null or s.starts_on < women.valid_to_on)
  join parameters as raised
  on  raised.code = 'training.retirement_delay_max' and raised.area is null and raised.valid_from_on <= s.starts_on
  and (raised.valid_to_on is null or s.starts_on < raised.valid_to_on)
),
limits as (
  select d.enrolment, d.starts_on, d.born_on, d.base_years,
         case
           when d.raise_max = 0 or d.months < 0 then 0
           when d.base_years = 50 then case when d.months // 2 + 1 > 60 then 60 else d.months // 2 + 1 end
           when d.months // 4 + 1 > d.raise_max then d.raise_max
           else d.months // 4 + 1
         end as delay
  from dated as d
)
select
  l.enrolment as subject,
  cast(null as varchar) as other,
  '年龄上限生日 ' || cast(add_months(l.born_on, 12 * l.base_years + l.delay) as varchar) || '，开班日期 ' || cast(l.starts_on as varchar) as said,
  add_months(l.born_on, 12 * l.base_years + l.delay) as limit_on,
  l.starts_on as starts_on,
  l.delay as delay_months
from limits as l
where l.starts_on >= add_months(l.born_on, 12 * l.base_years + l.delay)
