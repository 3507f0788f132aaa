/* ---
code: training.cert_primary_rate
title: 取得初级或专项能力证书比例
english: Share with a primary or special-ability certificate
asks: 就业创业培训的人里取得初级证书或专项职业能力证书、没有更高的，一人一班算一次，按结业的月份；刚结业还没有考核发证的也在分母里
clause: T-2.1.Q4
target: cert_primary_rate
unit: percent
persons: true
reads: [trainings]
needs: [certificates]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       case when certificate_level in (5, 6) then 1 else 0 end as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL', 'POST_UPGRADE', 'POST_TRANSFER', 'STARTUP')
