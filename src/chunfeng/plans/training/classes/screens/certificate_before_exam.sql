-- A failed examination gives no certificate: the first that was not failed counts.
/* ---
code: training.certificate_before_exam
title: 考核以前发证
clause: T-3.2.e
patterns: [F-43]
severity: block
asks: 发证日期早于本人本班考核日期
reads: [certificates, exams]
needs: [certificates, exams]
params: {}
subject: certificate
other: exam
not_for: 补发换发的证书；考核当天发证；另一次更早的合格考核
--- */
with firsts as (
  select class, person, exam, held_on, row_number() over (partition by class, person order by held_on, exam) as nth
  from exams
  where class is not null and person is not null and held_on is not null and coalesce(passed, true)
)
select
  c.certificate as subject,
  e.exam as other,
  '发证 ' || cast(c.issued_on as varchar) || '，考核 ' || cast(e.held_on as varchar) as said,
  c.issued_on as issued_on,
  e.held_on as held_on
from certificates as c
join firsts as e on e.class = c.class and e.person = c.person and e.nth = 1
where c.issued_on < e.held_on and coalesce(c.reissued, false) = false
