/* ---
code: training.employment_skill
title: 就业技能培训人数
english: Persons in employment-skill training
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；含储备性专业技能培训；说不出资金来源、分不清组织部门的，只计在这里
clause: T-2.1.1
target: trained_employment_skill
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL')
