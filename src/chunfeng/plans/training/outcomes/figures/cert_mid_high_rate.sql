/* ---
code: training.cert_mid_high_rate
title: 取得中高级证书比例
english: Share with an intermediate or higher certificate
asks: 就业创业培训的人里取得中级及以上证书的，一人一班算一次，按最高的一张，按结业的月份；刚结业还没有考核发证的也在分母里
clause: T-2.1.Q3
target: cert_mid_high_rate
unit: percent
persons: true
reads: [trainings]
needs: [certificates]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       case when certificate_level between 1 and 4 then 1 else 0 end as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL', 'POST_UPGRADE', 'POST_TRANSFER', 'STARTUP')
