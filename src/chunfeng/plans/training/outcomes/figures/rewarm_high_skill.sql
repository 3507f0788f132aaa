/* ---
code: training.rewarm_high_skill
title: 再温暖工程高技能人才培训人数
english: Persons trained to technician, Re-warm project
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；培训到技师或高级技师的班
clause: T-2.2.2
target: trained_high_skill
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme = 'REWARM' and level in (1, 2)
