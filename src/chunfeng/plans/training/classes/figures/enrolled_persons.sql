/* ---
code: training.enrolled_persons
title: 名册实名登记人次
english: Trainees on real-name rosters
asks: 当月开班的名册上的人，一人一班算一次，退班的不算
clause: T-3.4.a
unit: person
persons: true
reads: [enrolments, classes]
--- */
select e.enrolment as subject, c.area, cast(null as varchar) as agency, substr(cast(c.starts_on as varchar), 1, 7) as period,
       e.class, e.person, 1 as value
from enrolments as e
join classes as c on c.class = e.class
where c.starts_on is not null and c.starts_on <= as_of() and e.person is not null and e.removed_on is null
