-- One certificate (or, where a list names none, one trade and level) for which a person was paid the training subsidy and the
-- upgrading subsidy of the unemployment fund, both on days on which taking both was forbidden. Told once as the claim lists say
-- it and once as the payment lists do; `claimed`: the fund's own claim list names the person.
with certified as (
  select t.person, t.class, min(t.number) as number
  from certificates as t
  where t.person is not null and t.class is not null and t.number is not null
  group by t.person, t.class
), paid as (
  select y.person, y.class, y.fund, min(y.paid_on) as paid_on
  from payments as y
  where y.person is not null and coalesce(y.state, 'paid') in ('paid', 'approved')
  group by y.person, y.class, y.fund
), drawn as (
  select 'claim' as source, c.claim as line, c.person, c.fund, coalesce(c.trade, k.trade) as trade, coalesce(c.level, k.level) as level,
         coalesce(c.certificate_number, t.number) as number, coalesce(y.paid_on, c.approved_on, c.submitted_on) as drawn_on
  from claims as c
  left join classes as k on k.class = c.class
  left join certified as t on t.person = c.person and t.class = c.class
  left join paid as y on y.person = c.person and y.class = c.class and coalesce(y.fund, c.fund) = c.fund
  where c.person is not null and c.fund is not null and (c.state = 'paid' or y.person is not null)
    and coalesce(c.state, 'submitted') in ('submitted', 'noticed', 'approved', 'paid')
    and coalesce(c.item, 'tuition') = 'tuition' and coalesce(k.state, '') <> 'cancelled'
  union all
  select 'payment' as source, y.payment as line, y.person, y.fund, coalesce(y.trade, k.trade) as trade, coalesce(y.level, k.level) as level,
         coalesce(y.certificate_number, t.number) as number, y.paid_on as drawn_on
  from payments as y
  left join classes as k on k.class = y.class
  left join certified as t on t.person = y.person and t.class = y.class
  where y.person is not null and y.paid_on is not null and coalesce(y.state, 'paid') in ('paid', 'approved')
    and coalesce(y.item, 'tuition') = 'tuition'
), forbidden as (
  select d.source, d.line, d.person, d.trade, d.level, d.number, d.drawn_on,
         case when d.fund = 'UNEMPLOYMENT' or d.fund like '%失业%' or d.fund like '%技能提升%' then 1 else 0 end as from_unemployment
  from drawn as d
  join parameters as r
  on  r.code = 'training.no_double_with_unemployment_fund' and r.area is null and r.valid_from_on <= d.drawn_on
  and (r.valid_to_on is null or d.drawn_on < r.valid_to_on)
  where r.value = 1
), claimed as (
  select distinct c.person
  from claims as c
  where c.person is not null and (c.fund = 'UNEMPLOYMENT' or c.fund like '%失业%' or c.fund like '%技能提升%')
)
select a.line, b.line as other, a.source, a.drawn_on as training_on, b.drawn_on as upgrade_on, c.person is not null as claimed
from forbidden as a
join forbidden as b on b.person = a.person and b.source = a.source and b.from_unemployment = 1
left join claimed as c on c.person = a.person
where a.from_unemployment = 0
  and (a.number = b.number or ((a.number is null or b.number is null) and a.trade = b.trade and a.level = b.level))
