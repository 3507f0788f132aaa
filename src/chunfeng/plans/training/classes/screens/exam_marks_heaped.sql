/* ---
code: training.exam_marks_heaped
title: 成绩扎堆在合格线
clause: T-3.2.e
patterns: [F-40]
severity: low
asks: 一个班成绩在 60 至 62 分的人过半
reads: [exams, classes, parameters]
needs: [exams, classes]
params: {base: training.exam_base, heap: training.exam_heap_percent}
subject: class
not_for: 不足三十人；专项职业能力考核；补考
--- */
with firsts as (
  select class, person, held_on, score,
         row_number() over (partition by class, person order by held_on, exam) as nth
  from exams
  where class is not null and person is not null and score is not null and held_on is not null
), counted as (
  select f.class, min(f.held_on) as held_on, count(*) as persons, sum(case when f.score between 60 and 62 then 1 else 0 end) as heaped
  from firsts as f
  join classes as c on c.class = f.class
  where f.nth = 1 and coalesce(c.level, 0) <> 6
  group by f.class
)
select
  c.class as subject,
  cast(null as varchar) as other,
  cast(c.persons as varchar) || ' 人中 ' || cast(c.heaped as varchar) || ' 人成绩在 60 至 62 分' as said,
  c.persons as persons,
  c.heaped as heaped
from counted as c
join parameters as b on b.code = 'training.exam_base' and b.area is null and b.valid_from_on <= c.held_on
  and (b.valid_to_on is null or c.held_on < b.valid_to_on)
join parameters as h on h.code = 'training.exam_heap_percent' and h.area is null and h.valid_from_on <= c.held_on
  and (h.valid_to_on is null or c.held_on < h.valid_to_on)
where c.persons >= b.value and c.heaped * 100 > c.persons * h.value
