"""Marks under day heads without a year (3月7日, or 7 alone) get their date from the span of their class.

The reader stages what such a head says as year * 10000 + month * 100 + day, zero for what stands nowhere, and keeps the
times of these marks on 1970-01-01. What no span dates is told to the officer: an undated mark tests nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from chunfeng.engines.snapshot.classes import named_class
from chunfeng.engines.snapshot.store import Store

#: Days before the opening and after the end on which a mark is still one of this class.
_AROUND = 31
#: Days that a class without a known end is taken to last: a bare day number stands for one date in them.
_OPEN = 27


@dataclass(frozen=True)
class UndatedHead:
    """A day head of a grid, with marks below, that nothing dates. text: 3月7日 or 7日; row: first row of its header."""

    file_no: int
    file: str
    sheet: str
    row: int
    text: str
    has_year: bool


def date_marks(store: Store) -> None:
    """View `dated_attendance`: staged_attendance with the dates of undated marks as far as the spans of classes tell.

    Of the dates that a head may mean, the one inside the span holds; where none lies there the nearest after the
    opening, then the nearest before it. A bare day number that comes twice inside the span is no date.
    """
    if not store.has("attendance", "undated", "head_row", "class_no", "in_at", "out_at"):
        return
    if not store.db.execute("select 1 from staged_attendance where undated is not null limit 1").fetchall():
        return
    said = ["select class, class_starts_on as starts_on, null::date as ends_on, 2 as rank from class_names"]
    said += [
        f"select class, starts_on, ends_on, {rank} from rows_{table}"
        for rank, table in enumerate(("classes", "class_heads"))
        if {"class", "starts_on", "ends_on"} <= store.columns(f"rows_{table}")
    ]
    join = named_class(store, "attendance")
    store.db.execute(
        f"""
        create table class_days as
        with said as ({" union all ".join(said)}),
             spans as (select class, arg_min(starts_on, (rank, starts_on)) as opens, arg_min(ends_on, (rank, ends_on)) as ends
                         from said where class is not null and starts_on is not null group by class),
             asked as (select distinct c.class, s.undated from staged_attendance as s {join}
                        where s.undated is not null and c.class is not null),
             whole as (select class, undated, opens, greatest(opens, coalesce(ends, opens + {_OPEN})) as ends
                         from asked join spans using (class)),
             near as (select class, undated, opens, ends, unnest(range(opens - {_AROUND}, ends + {_AROUND + 1}, interval 1 day))::date as day
                        from whole),
             fit as (select *, day between opens and ends as inside from near
                      where day(day) = undated % 100 and undated // 100 % 100 in (0, month(day))
                        and undated // 10000 in (0, year(day)))
        select class, undated, arg_min(day, (not inside, day < opens, abs(day - opens))) as day
          from fit group by class, undated having count(*) filter (inside) <= 1
        """
    )
    moved = "case when s.undated is null then s.{0} else d.day + (s.{0} - timestamp '1970-01-01') end as {0}"
    store.db.execute(
        f"""
        create view dated_attendance as
        select s.* replace (coalesce(s.marked_on, d.day) as marked_on, {moved.format("in_at")}, {moved.format("out_at")})
          from staged_attendance as s {join} left join class_days as d on d.class = c.class and d.undated = s.undated
        """
    )


def undated_heads(store: Store) -> list[UndatedHead]:
    """In order of path, sheet, row and day."""
    if not store.exists("dated_attendance"):
        return []
    found = store.db.execute(
        "select distinct file_no, file, sheet, head_row, undated from dated_attendance "
        "where undated is not null and marked_on is null order by file, sheet, head_row, undated"
    ).fetchall()
    return [UndatedHead(no, file, sheet, row, _text(code), code >= 10_000) for no, file, sheet, row, code in found]


def _text(code: int) -> str:
    year, month, day = code // 10_000, code // 100 % 100, code % 100
    return (f"{year}年" if year and month else "") + (f"{month}月" if month else "") + f"{day}日"
