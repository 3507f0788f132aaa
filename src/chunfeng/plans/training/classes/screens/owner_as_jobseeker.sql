/* ---
code: training.owner_as_jobseeker
title: 企业经营者以求职者身份参训
asks: 限求职者的项目中，学员是在营且有申报收入单位的法定代表人、业主或持股达比例的股东
clause: T-3.4.b
patterns: [F-13]
severity: medium
reads: [registers, enrolments, classes, parameters]
needs: [registers.shareholder, enrolments, classes]
params: {owner_share_percent: training.owner_share_percent}
subject: enrolment
other: register
not_for: 农民合作社成员；停业、吊销、注销的单位；创业培训；持股低于比例
--- */
with roster as materialized (
  select e.enrolment, e.person, e.class, e.employer, e.category, e.by_name, c.programme, c.provider, c.starts_on, c.ends_on
  from enrolments as e
  join classes as c on c.class = e.class
  where e.person is not null and e.transferred_on is null and c.starts_on is not null
    and coalesce(c.state, '') <> 'cancelled'
    and (e.removed_on is null or e.removed_on > coalesce(c.ends_on, c.starts_on))
)
select
  s.enrolment as subject,
  r.entry as other,
  case
    when s.programme is null then '需要班级的培训项目类别'
    when r.amount_fen is null then '开班日期 ' || cast(s.starts_on as varchar) || ' 时为在营单位的经营者或大股东，申报收入不详' || case when r.as_of_given = false and r.valid_to_on is null then '（名单未写截止日期，按核查日计）' else '' end
    else '开班日期 ' || cast(s.starts_on as varchar) || ' 时为在营单位的经营者或大股东，申报收入 ' || yuan(r.amount_fen) || ' 元' || case when r.as_of_given = false and r.valid_to_on is null then '（名单未写截止日期，按核查日计）' else '' end
  end as said,
  r.share as share,
  r.amount_fen as turnover_fen,
  s.starts_on as starts_on,
  case when s.programme is null then 'untestable' when r.amount_fen is null then 'low' else 'medium' end as severity
from roster as s
join registers as r on r.person = s.person
join parameters as limit_of
  on  limit_of.code = 'training.owner_share_percent' and limit_of.area is null and limit_of.valid_from_on <= s.starts_on
  and (limit_of.valid_to_on is null or s.starts_on < limit_of.valid_to_on)
where r.kind = 'shareholder' and coalesce(r.subkind, '') <> 'member' and coalesce(r.organisation, '') not like '%合作社%'
  and coalesce(r.status, '') <> 'cancelled' and coalesce(r.status, '') not like '%吊销%'
  and coalesce(r.status, '') not like '%停业%' and coalesce(r.status, '') not like '%歇业%'
  and (r.share >= limit_of.value or (r.share is null and r.subkind = 'owner'))
  and (r.amount_fen is null or r.amount_fen > 0)
  and coalesce(s.programme, 'EMPLOYMENT_SKILL') = 'EMPLOYMENT_SKILL'
  and r.valid_from_on <= s.starts_on and s.starts_on <= coalesce(r.valid_to_on, r.as_of_on, as_of())
