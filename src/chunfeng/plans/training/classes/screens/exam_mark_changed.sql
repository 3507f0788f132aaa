-- Whether a second signature was given is known only where the list records it.
/* ---
code: training.exam_mark_changed
title: 成绩公布后改动没有复核签字
clause: T-3.2.e
patterns: [F-40]
severity: high
asks: 成绩公布以后改动，没有第二人签字
reads: [exams]
needs: [exams]
params: {}
subject: exam
not_for: 有第二人签字的更正；考试当天的更正
--- */
with recorded as (
  select class, 1 as recorded from exams where second_signature is not null and class is not null group by class
)
select
  e.exam as subject,
  cast(null as varchar) as other,
  case when e.second_signature is not null or r.recorded = 1
       then '考试 ' || cast(e.held_on as varchar) || '，成绩在 ' || cast(e.changed_on as varchar) || ' 改动，没有第二人签字'
       else '需要改动成绩的复核签字记录' end as said,
  case when e.second_signature is not null or r.recorded = 1 then 'high' else 'untestable' end as severity,
  e.held_on as held_on,
  e.changed_on as changed_on,
  e.score as score
from exams as e
left join recorded as r on r.class = e.class
where e.changed_on > e.held_on and coalesce(e.second_signature, false) = false
