-- Farm workers have time in winter: a provider with the same peak in another year is not asked.
/* ---
code: training.year_end_rush
title: 年末突击开班
clause: T-3.4.c
patterns: [F-58]
severity: low
asks: 机构一年二十个以上的班中，四成以上在全年最后百分之十五的日子开班
reads: [classes, parameters]
needs: [classes]
params: {percent: training.year_end_percent, base: training.year_end_base}
subject: provider
not_for: 不足二十个班；别的年份同期也是同样的高峰（冬闲）
--- */
with opened as (
  select class, provider, year_of(starts_on) as year,
         case when days_between(cast(cast(year_of(starts_on) as varchar) || '-01-01' as date), starts_on) * 100
                   >= 85 * days_between(cast(cast(year_of(starts_on) as varchar) || '-01-01' as date),
                                        cast(cast(year_of(starts_on) + 1 as varchar) || '-01-01' as date))
              then 1 else 0 end as late
  from classes
  where provider is not null and starts_on is not null
    and coalesce(state, 'open') not in ('cancelled', 'rejected', 'returned', 'refused', 'withdrawn', 'draft')
), years as (
  select provider, year, count(*) as classes, sum(late) as late,
         cast(cast(year as varchar) || '-12-31' as date) as ends_on
  from opened group by provider, year
), peaks as (
  select y.provider, y.year, y.classes, y.late, case when y.late * 100 > y.classes * p.value then 1 else 0 end as peak
  from years as y
  join parameters as p on p.code = 'training.year_end_percent' and p.area is null and p.valid_from_on <= y.ends_on
    and (p.valid_to_on is null or y.ends_on < p.valid_to_on)
  join parameters as b on b.code = 'training.year_end_base' and b.area is null and b.valid_from_on <= y.ends_on
    and (b.valid_to_on is null or y.ends_on < b.valid_to_on)
  where y.classes >= b.value
), rushes as (
  select provider, year, classes, late, peak, sum(peak) over (partition by provider) as peaks from peaks
)
select
  provider as subject,
  cast(null as varchar) as other,
  cast(year as varchar) || ' 年 ' || cast(classes as varchar) || ' 个班中 ' || cast(late as varchar) || ' 个在年末开班' as said,
  year as year,
  classes as classes,
  late as late_classes
from rushes
where peak = 1 and peaks = 1
