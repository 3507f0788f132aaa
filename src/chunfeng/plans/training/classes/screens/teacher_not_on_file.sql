/* ---
code: training.teacher_not_on_file
title: 任课教师不在机构教师名单
clause: T-3.2.a
patterns: [F-29]
severity: medium
asks: 机构报送了教师名单，任课教师不在其中
reads: [classes, sessions, teachers]
needs: [teachers, classes]
params: {}
subject: class
not_for: 没有报送教师名单的机构；兼职、退休教师只要在名单上
--- */
with listed as (
  select provider, count(*) as teachers from teachers where provider is not null group by provider
), taught as (
  select c.class, c.provider, coalesce(s.teacher, c.teacher) as teacher
  from classes as c
  left join sessions as s on s.class = c.class
), bad as (
  select t.class, count(distinct t.teacher) as missing
  from taught as t
  join listed as l on l.provider = t.provider
  left join teachers as f on f.provider = t.provider and f.teacher = t.teacher
  where t.teacher is not null and f.teacher is null
  group by t.class
)
select
  class as subject,
  cast(null as varchar) as other,
  '任课教师 ' || cast(missing as varchar) || ' 人不在该机构报送的教师名单' as said,
  missing as missing_teachers
from bad
