/* ---
code: training.post_training
title: 岗位技能提升和转岗培训人数
english: Persons in post-upgrade and re-post training
asks: 班结束时仍在名册上的人，一人一班算一人次，按结业的月份；岗位技能提升和转岗培训
clause: T-2.1.2
target: trained_post_upgrade
unit: person
persons: true
reads: [trainings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       1 as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('POST_UPGRADE', 'POST_TRANSFER')
