/* ---
code: training.rewarm_multi_post
title: 再温暖工程多岗位培训人数
english: Persons trained for several posts, Re-warm project
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；技师以下的班，没有写等级的也在内
clause: T-2.2.2
target: trained_multi_post
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme = 'REWARM' and (level is null or level not in (1, 2))
