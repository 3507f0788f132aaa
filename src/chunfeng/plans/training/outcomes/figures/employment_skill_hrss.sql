/* ---
code: training.employment_skill_hrss
title: 就业技能培训人数（人社部门）
english: Persons in employment-skill training (human resources)
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；不以教育费附加支付的就业技能培训
clause: T-2.1.1.a
target: trained_employment_skill_hrss
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL') and agency = 'HRSS'
