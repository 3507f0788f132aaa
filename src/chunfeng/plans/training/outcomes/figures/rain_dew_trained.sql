/* ---
code: training.rain_dew_trained
title: 雨露计划培训人数
english: Persons trained, Rain-dew plan
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；发放补助、不办班的不计
clause: T-2.2.3
target: trained
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme = 'RAIN_DEW'
