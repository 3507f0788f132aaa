-- One row a person and class: what came of it. Every figure of the plan counts these rows.
-- finished: the class was taught to its end; a list that says no more than that it was approved needs a mark or certificate.
-- judged_on: last day on which work after it counts; working: by what the claim says, a filing or a business of one's own.
with examined as (
  select class, person, max(case when passed then 1 else 0 end) as passed
  from exams
  where class is not null and person is not null and (score is not null or passed is not null)
  group by class, person
), skills as (
  select z.class, z.person, z.issued_on,
         case when coalesce(z.kind, '') in ('training', 'startup', 'special_operation', 'title') then null
              when z.kind = 'special_ability' then 6 else coalesce(z.level, c.level) end as level
  from certificates as z
  left join classes as c on c.class = z.class
  where z.person is not null
), certified as (
  select class, person, min(case when level between 1 and 6 then level end) as level
  from skills where class is not null
  group by class, person
), claimed as (
  select class, person, min(fund) as fund, max(case when employed then 1 else 0 end) as employed,
         min(case when employed then employed_on end) as employed_on
  from claims
  where class is not null and person is not null
    and coalesce(state, 'submitted') not in ('draft', 'returned', 'refused', 'withdrawn', 'cancelled', 'recovered')
  group by class, person
), entries as (
  select e.enrolment, e.class, e.person, c.area, c.programme, c.level, c.starts_on as opened_on,
         coalesce(c.ends_on, c.starts_on) as ended_on, coalesce(c.fund, m.fund) as fund, x.passed as examined_passed,
         x.person is not null as examined, z.person is not null as certified, z.level as certificate_level,
         coalesce(m.employed, 0) as employed, m.employed_on,
         add_months(coalesce(c.ends_on, c.starts_on), w.value) as judged_on,
         case when c.state is null or c.state = 'closed' then 1
              when c.state in ('approved', 'open', 'in_progress') and (x.person is not null or z.person is not null) then 1
              else 0 end as finished
  from enrolments as e
  join classes as c on c.class = e.class
  join parameters as w on w.code = 'training.employment_window_months' and w.area is null
    and w.valid_from_on <= coalesce(c.ends_on, c.starts_on)
    and (w.valid_to_on is null or coalesce(c.ends_on, c.starts_on) < w.valid_to_on)
  left join examined as x on x.class = e.class and x.person = e.person
  left join certified as z on z.class = e.class and z.person = e.person
  left join claimed as m on m.class = e.class and m.person = e.person
  where e.person is not null and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
), before as (
  select e.enrolment, min(z.level) as level
  from entries as e
  join skills as z on z.person = e.person and z.issued_on < e.opened_on
  where z.level between 1 and 6
  group by e.enrolment
), hired as (
  select e.enrolment
  from entries as e
  join filings as f on f.person = e.person and f.starts_on <= e.judged_on and (f.ends_on is null or f.ends_on > e.ended_on)
  group by e.enrolment
), founded as (
  select e.enrolment
  from entries as e
  join registers as r on r.person = e.person and r.kind = 'shareholder' and coalesce(r.status, '') <> 'cancelled'
    and r.valid_from_on between e.opened_on and e.judged_on
  group by e.enrolment
)
select e.enrolment as training, e.class, e.person, e.area,
       case when e.programme = 'SPARK' then 'STB' when e.programme = 'REWARM' then 'HUD' when e.programme = 'RAIN_DEW' then 'AGR'
            when e.programme = 'DOMESTIC' then 'COM' when e.programme = 'DISABLED' then 'DPF'
            when e.programme in ('POST_UPGRADE', 'POST_TRANSFER', 'STARTUP') then 'HRSS'
            when e.fund = 'EDUCATION' then 'EDU' when e.fund is not null then 'HRSS' end as agency,
       e.programme, e.level, e.opened_on, e.ended_on, e.finished = 1 as finished, e.examined,
       coalesce(e.examined_passed, 0) = 1 or e.certified as passed, e.certificate_level, b.level as level_before, e.judged_on,
       (e.employed = 1 and (e.employed_on is null or e.employed_on <= e.judged_on))
         or h.enrolment is not null or o.enrolment is not null as working
from entries as e
left join before as b on b.enrolment = e.enrolment
left join hired as h on h.enrolment = e.enrolment
left join founded as o on o.enrolment = e.enrolment
where e.ended_on is not null
