/* ---
code: training.trained_total
title: 各类培训人数
english: Persons trained, all kinds
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；五类就业创业培训和五个特色项目合计
clause: T-1.1
target: trained_total
unit: person
persons: true
home: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL', 'POST_UPGRADE', 'POST_TRANSFER', 'STARTUP',
    'SPARK', 'REWARM', 'RAIN_DEW', 'DOMESTIC', 'DISABLED')
