/* ---
code: rights.inspections_closed
title: 劳动保障监察结案
english: Inspections closed
asks: 当月结案的监察案件；不予受理、并案、移送其他机关的不算
clause: R-3.2.a
unit: case
reads: [cases]
--- */
select "case" as subject, area, cast(null as varchar) as agency, substr(cast(closed_on as varchar), 1, 7) as period,
       cast(null as varchar) as class, cast(null as varchar) as person, 1 as value
from cases
where process = 'rights.inspection_case' and state in ('closed', 'court_closed', 'handed', 'revoked') and closed_on <= as_of()
