/* ---
code: training.certificates_in_bulk
title: 就业失业登记证集中在开班前同日办理
asks: 同一班二十人以上的登记证在开班前七日内的同一天发放
clause: T-3.4.b
patterns: [F-12]
severity: medium
reads: [enrolments, classes, parameters]
needs: [enrolments, classes]
params: {bulk_certificate_days: training.bulk_certificate_days, bulk_certificates: training.bulk_certificates}
subject: enrolment
not_for: 不看身份证地区码；多家机构的学员同日办理（集中登记日）；开班七日以前办理
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, e.certificate_on, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
groups as (
  select s.class, s.provider, s.certificate_on, count(distinct s.person) as persons
  from roster as s
  join parameters as least_of
  on  least_of.code = 'training.bulk_certificates' and least_of.area is null and least_of.valid_from_on <= s.starts_on
  and (least_of.valid_to_on is null or s.starts_on < least_of.valid_to_on)
  join parameters as within
  on  within.code = 'training.bulk_certificate_days' and within.area is null and within.valid_from_on <= s.starts_on
  and (within.valid_to_on is null or s.starts_on < within.valid_to_on)
  where s.certificate_on < s.starts_on and days_between(s.certificate_on, s.starts_on) <= within.value
  group by s.class, s.provider, s.certificate_on, least_of.value
  having count(distinct s.person) >= least_of.value
),
collective as (
  select certificate_on from groups group by certificate_on having count(distinct provider) >= 2
)
select
  s.enrolment as subject,
  cast(null as varchar) as other,
  '本班 ' || cast(g.persons as varchar) || ' 人的登记证都在 ' || cast(g.certificate_on as varchar) || ' 发放，开班日期 ' || cast(s.starts_on as varchar) as said,
  g.certificate_on as certificate_on,
  g.persons as persons,
  s.starts_on as starts_on
from roster as s
join groups as g on g.class = s.class and g.certificate_on = s.certificate_on
left join collective as m on m.certificate_on = g.certificate_on
where m.certificate_on is null
