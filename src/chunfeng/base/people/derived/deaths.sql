-- Who is dead and since when. Of two differing dates the later one is used, a row joined by name gives way to one joined by number,
-- and death cannot end, so the register's last day does not bound it.
select entry, person, valid_from_on as died_on
from (
  select r.entry, r.person, r.valid_from_on,
         row_number() over (partition by r.person order by coalesce(r.by_name, false), r.valid_from_on desc, r.entry) as nth
  from registers as r
  where r.kind = 'deceased' and r.person is not null and r.valid_from_on is not null and coalesce(r.status, '') <> 'cancelled'
) as listed
where nth = 1
