/* ---
code: training.skill_gained
title: 培训后技能提高的比例
english: Share whose skill rose
asks: 培训的人里取得技能证书、而且以前没有证书或者等级比以前高的，一人一班算一次，按结业的月份；各类培训合计；刚结业还没有考核发证的也在分母里
clause: T-1.7
unit: percent
persons: true
reads: [trainings]
needs: [certificates]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       case when certificate_level is not null and (level_before is null or certificate_level < level_before) then 1 else 0 end as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL', 'POST_UPGRADE', 'POST_TRANSFER', 'STARTUP',
    'SPARK', 'REWARM', 'RAIN_DEW', 'DOMESTIC', 'DISABLED')
