/* ---
code: rights.inspections_closed
title: 劳动保障监察结案
english: Inspections closed
asks: 当月结案的监察案件；不予受理、并案、移送其他机关的不算
clause: R-3.2.a
unit: case
reads: [cases]
--- */
select area, substr(cast(closed_on as varchar), 1, 7) as period, count(*) as value, cast(null as bigint) as numerator,
       cast(null as bigint) as denominator
from cases
where process = 'rights.inspection_case' and state in ('closed', 'court_closed', 'handed', 'revoked') and closed_on <= as_of()
group by area, substr(cast(closed_on as varchar), 1, 7)
