/* ---
code: training.trained_core
title: 技能提升和创业培训人数
english: Persons in skills and start-up training
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；就业技能、岗位提升和转岗、创业合计
clause: T-1.2
target: trained_core
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL', 'POST_UPGRADE', 'POST_TRANSFER', 'STARTUP')
