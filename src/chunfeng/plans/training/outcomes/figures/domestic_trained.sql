/* ---
code: training.domestic_trained
title: 家政服务工程培训人数
english: Persons trained, domestic-service project
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份
clause: T-2.2.4
target: trained
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme = 'DOMESTIC'
