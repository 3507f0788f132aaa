/* ---
code: training.startup
title: 创业培训人数
english: Persons in start-up training
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；创业培训
clause: T-2.1.3
target: trained_startup
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme = 'STARTUP'
