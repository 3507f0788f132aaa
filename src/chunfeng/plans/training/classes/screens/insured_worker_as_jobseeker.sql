-- Where the same employer also filed this person, the filing's dates decide: contributions often run on after a job has ended.
/* ---
code: training.insured_worker_as_jobseeker
title: 在职人员以求职者身份参训（职工参保）
asks: 限求职者的项目中，开班三十日以前和开班当月都由同一单位缴纳职工社会保险
clause: T-3.4.b
patterns: [F-09]
severity: high
reads: [enrolments, classes, insurance, filings, parameters]
needs: [enrolments, classes, insurance]
params: {employed_before_days: training.employed_before_days}
subject: enrolment
other: insurance
not_for: 灵活就业、居民参保；该单位另有用工备案的（按备案判断）；原单位续缴、补缴；岗位培训
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
seekers as (
  select s.enrolment, s.person, s.programme, s.starts_on, month_of(s.starts_on) as this_month,
         month_of(cast(s.starts_on as date) - cast(d.value as int)) as earlier_month
  from roster as s
  join parameters as d
  on  d.code = 'training.employed_before_days' and d.area is null and d.valid_from_on <= s.starts_on
  and (d.valid_to_on is null or s.starts_on < d.valid_to_on)
  where coalesce(s.programme, 'EMPLOYMENT_SKILL') = 'EMPLOYMENT_SKILL'
),
months as (
  select k.enrolment, k.person, k.programme, k.starts_on, i.employer, min(i.period) as period, min(i.from_month) as from_month,
         max(case when i.from_month <= k.this_month and (i.to_month is null or i.to_month >= k.this_month) then 1 else 0 end) as now_paid,
         max(case when i.from_month <= k.earlier_month and (i.to_month is null or i.to_month >= k.earlier_month) then 1 else 0 end) as then_paid
  from seekers as k
  join insurance as i on i.person = k.person
  where coalesce(i.payer, 'employee') = 'employee' and i.employer is not null and i.from_month <= k.this_month
    and (i.to_month is null or i.to_month >= k.earlier_month)
  group by k.enrolment, k.person, k.programme, k.starts_on, i.employer
)
select
  m.enrolment as subject,
  m.period as other,
  case when m.programme is null then '需要班级的培训项目类别'
       else '开班日期 ' || cast(m.starts_on as varchar) || '，此前和当月都由同一单位缴纳职工社会保险' end as said,
  m.from_month as from_month,
  m.starts_on as starts_on,
  case when m.programme is null then 'untestable' else 'high' end as severity
from months as m
left join (select distinct f.person, f.employer from filings as f) as filed on filed.person = m.person and filed.employer = m.employer
left join (select distinct f.person, f.ends_on from filings as f where f.ends_on is not null) as ended
  on ended.person = m.person and filed.person is not null and ended.ends_on < m.starts_on
where m.now_paid = 1 and m.then_paid = 1 and filed.person is null and ended.person is null
