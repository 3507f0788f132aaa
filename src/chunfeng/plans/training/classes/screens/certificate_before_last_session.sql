-- The last session really held, where there are marks; else the last of the timetable.
/* ---
code: training.certificate_before_last_session
title: 课没上完先发证
clause: T-3.2.e
patterns: [F-43]
severity: block
asks: 发证日期早于本班最后一次课
reads: [certificates, sessions, attendance]
needs: [certificates, sessions|attendance]
params: {}
subject: certificate
not_for: 补发换发的证书；最后一次课当天发证
--- */
with marked as (
  select class, max(marked_on) as last_on from attendance
  where kind = 'class' and class is not null and marked_on is not null
    and coalesce(status, case when in_at is not null then 'present' end) in ('present', 'late', 'left_early')
  group by class
), planned as (
  select class, max(held_on) as last_on from sessions where class is not null and held_on is not null group by class
)
select
  c.certificate as subject,
  cast(null as varchar) as other,
  '发证 ' || cast(c.issued_on as varchar) || '，本班最后一次课 ' || cast(coalesce(m.last_on, p.last_on) as varchar) as said,
  c.issued_on as issued_on,
  coalesce(m.last_on, p.last_on) as last_session_on
from certificates as c
left join marked as m on m.class = c.class
left join planned as p on p.class = c.class
where c.issued_on < coalesce(m.last_on, p.last_on) and coalesce(c.reissued, false) = false
