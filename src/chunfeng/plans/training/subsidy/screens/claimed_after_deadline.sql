-- Public holidays of 2014-2018 stand here as days; weekends are counted from Monday 2000-01-03.
/* ---
code: training.claimed_after_deadline
title: 超过期限申领
asks: 申领日期晚于证书日期加申领期限（末日逢休息日顺延）
clause: T-3.4.a
patterns: [F-57]
severity: high
reads: [claims, classes, certificates, parameters]
needs: [claims, certificates]
params: {claim_deadline_months: training.claim_deadline_months}
subject: claim
other: certificate
not_for: 期限末日当天申领；末日逢周末或法定假日顺延；证书补发（按首次日期）
--- */
with kept as (
  select c.claim, c.person, c.class, c.fund, coalesce(c.trade, k.trade) as trade, coalesce(c.level, k.level) as level,
         coalesce(c.programme, k.programme) as programme, k.starts_on, k.ends_on, c.submitted_on, c.approved_on,
         c.certificate_number, c.share, c.cofinanced, coalesce(c.submitted_on, c.approved_on, k.ends_on) as claimed_on
  from claims as c
  left join classes as k on k.class = c.class
  where c.person is not null and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
    and coalesce(c.item, 'tuition') = 'tuition' and coalesce(k.state, '') <> 'cancelled'
),
issued as (
  select t.person, t.class, min(t.issued_on) as issued_on, min(t.certificate) as certificate
  from certificates as t
  where t.person is not null and t.class is not null and t.issued_on is not null and coalesce(t.reissued, false) = false
  group by t.person, t.class
),
dated as (
  select p.claim, t.certificate, t.issued_on, p.submitted_on, add_months(t.issued_on, m.value) as deadline
  from kept as p
  join issued as t on t.person = p.person and t.class = p.class
  join parameters as m
  on  m.code = 'training.claim_deadline_months' and m.area is null and m.valid_from_on <= t.issued_on
  and (m.valid_to_on is null or t.issued_on < m.valid_to_on)
  where p.submitted_on > add_months(t.issued_on, m.value)
),
steps as (
  select 0 as n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5
  union all select 6 union all select 7 union all select 8 union all select 9 union all select 10
),
days as (
  select distinct d.deadline, d.deadline + s.n as day from dated as d cross join steps as s
),
working as (
  select y.deadline, min(y.day) as due_on
  from days as y
  where days_between(date '2000-01-03', y.day) % 7 < 5
    and substr(cast(y.day as varchar), 6, 5) not in ('01-01', '05-01', '10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07')
    and not (y.day between date '2014-01-31' and date '2014-02-06') and not (y.day between date '2015-02-18' and date '2015-02-24')
    and not (y.day between date '2016-02-07' and date '2016-02-13') and not (y.day between date '2017-01-27' and date '2017-02-02')
    and not (y.day between date '2018-02-15' and date '2018-02-21') and not (y.day between date '2016-06-09' and date '2016-06-11')
    and not (y.day between date '2016-09-15' and date '2016-09-17') and not (y.day between date '2017-05-28' and date '2017-05-30')
    and not (y.day between date '2017-04-02' and date '2017-04-04') and not (y.day between date '2018-04-05' and date '2018-04-07')
    and y.day not in (date '2015-01-02', date '2015-04-06', date '2015-06-22', date '2015-09-03', date '2015-09-04', date '2016-04-04', date '2016-05-02',
                      date '2017-01-02', date '2018-04-30', date '2018-06-18', date '2018-09-24')
  group by y.deadline
)
select
  d.claim as subject,
  d.certificate as other,
  '证书日期 ' || cast(d.issued_on as varchar) || '，申领期限至 ' || cast(w.due_on as varchar) || '，申领日期 ' || cast(d.submitted_on as varchar) as said,
  d.issued_on as issued_on,
  w.due_on as due_on,
  d.submitted_on as submitted_on
from dated as d
join working as w on w.deadline = d.deadline
where d.submitted_on > w.due_on
