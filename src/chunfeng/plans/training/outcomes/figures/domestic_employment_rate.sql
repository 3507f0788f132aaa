/* ---
code: training.domestic_employment_rate
title: 家政服务工程就业率
english: Employment rate, domestic-service project
asks: 合格的人里，结业后认定期内有用工备案、申领时已就业或者办了企业的，按结业的月份；认定期没有过完的班不计
clause: T-2.2.4
target: employment_rate
unit: percent
persons: true
reads: [trainings]
needs: [exams|certificates, claims|filings]
--- */
select training as subject, area, agency, substr(cast(ended_on as varchar), 1, 7) as period, class, person,
       case when working then 1 else 0 end as value
from trainings
where finished and judged_on <= as_of()
  and passed and programme = 'DOMESTIC'
