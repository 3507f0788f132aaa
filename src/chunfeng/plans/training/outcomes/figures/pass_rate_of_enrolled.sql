/* ---
code: training.pass_rate_of_enrolled
title: 培训合格的占参训的比例
english: Passed, of all trained
asks: 班结束时仍在名册上的人里考核合格或者取得证书的，没有参加考核的也在分母里，一人一班算一次，按结业的月份；就业创业培训；刚结业还没有考核发证的也在分母里
clause: T-2.1.Q1
unit: percent
persons: true
reads: [trainings]
needs: [exams|certificates]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       case when passed then 1 else 0 end as value
from trainings
where finished and ended_on <= as_of()
  and programme in ('EMPLOYMENT_SKILL', 'RESERVE_SKILL', 'POST_UPGRADE', 'POST_TRANSFER', 'STARTUP')
