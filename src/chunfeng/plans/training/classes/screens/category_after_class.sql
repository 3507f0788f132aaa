-- Only the first issue date counts; an entry in force on the opening day clears the person whatever was renewed later.
/* ---
code: training.category_after_class
title: 开班之后才取得参训身份
asks: 残疾证、贫困登记或失业登记的首次日期晚于开班日期
clause: T-3.4.b
patterns: [F-11]
severity: block
reads: [registers, enrolments, classes]
needs: [enrolments, classes, registers]
params: {}
subject: enrolment
other: register
not_for: 换证、升级、遗失补办；追溯生效的登记；名册数字化晚于纸质证件
--- */
with roster as (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
),
kept as (
  select r.person, r.kind, min(r.entry) as entry, min(r.first_issued_on) as first_on, min(r.valid_from_on) as from_on
  from registers as r
  where r.kind in ('disability', 'poverty', 'unemployment') and r.person is not null and coalesce(r.status, '') <> 'cancelled'
  group by r.person, r.kind
)
select
  s.enrolment as subject,
  k.entry as other,
  case
    when k.first_on is null and k.kind <> 'poverty' then '需要名单上的首次发证日期'
    else '首次登记日期 ' || cast(coalesce(k.first_on, k.from_on) as varchar) || '，晚于开班日期 ' || cast(s.starts_on as varchar)
  end as said,
  coalesce(k.first_on, k.from_on) as first_on,
  s.starts_on as starts_on,
  k.kind as register_kind,
  case when k.first_on is null and k.kind <> 'poverty' then 'untestable' else 'block' end as severity
from roster as s
join kept as k on k.person = s.person
where (
    (k.kind = 'disability' and (s.programme = 'DISABLED' or s.category like '%残疾%'))
    or (k.kind = 'poverty' and (s.programme = 'RAIN_DEW' or s.category like '%贫困%' or s.category like '%建档立卡%'))
    or (k.kind = 'unemployment' and s.category like '%失业%')
  )
  and coalesce(k.first_on, k.from_on) > s.starts_on
  and (k.from_on is null or k.from_on > s.starts_on)
