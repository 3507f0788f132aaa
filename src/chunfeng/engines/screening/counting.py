"""Counts figures over facts tables: rows by place, agency and month, and the persons behind them, who do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.duckdb_engine import Files, connect, open_views, quoted
from chunfeng.engines.screening.figure import COLUMNS, Figure
from chunfeng.engines.screening.vocabulary import teach_duckdb

_PERIOD = re.compile(r"\d{4}-\d\d")
#: Digits of a county in the code of a town or village.
_COUNTY = 6
NONE = "-"


class Row(NamedTuple):
    """area: code of a place, agency: code of one; each empty where none is known. A share has numerator and denominator, which
    add up, and no value; numerator of a sum of money: of how many rows it is."""

    area: str
    period: str
    value: int | None
    numerator: int | None
    denominator: int | None
    agency: str = ""


class Heads(NamedTuple):
    """Persons of a month or year, each once. area: of a county; area and agency are empty for all of
    them together, NONE for those of which it is not known."""

    span: str
    area: str
    agency: str
    persons: int


@dataclass(frozen=True)
class Counted:
    """rows in order of month and place; heads of figures in persons only."""

    rows: tuple[Row, ...]
    heads: tuple[Heads, ...] = ()


def rows_sql(source: str) -> str:
    """Both engines read it. source: a figure's SELECT in brackets, or a table that holds its result."""
    return (
        "select area, period, agency, count(*) as n, sum(value) as v from ("
        "select coalesce(area, '') as area, period, coalesce(agency, '') as agency, cast(value as bigint) as value "
        f"from {source} as counted where period is not null) as told "
        "group by area, period, agency order by period, area, agency"
    )


def heads_sql(source: str) -> str:
    """As rows_sql. A place or agency that is not known is told as NONE, for an empty one stands for all."""
    return (
        "select coalesce(period, year) as span, coalesce(area, '') as area, coalesce(agency, '') as agency, "
        "count(distinct person) as n from ("
        f"select distinct period, substr(period, 1, 4) as year, coalesce(substr(area, 1, {_COUNTY}), '{NONE}') as area, "
        f"coalesce(agency, '{NONE}') as agency, person from {source} as counted "
        "where period is not null and person is not null) as told "
        "group by grouping sets ((period), (period, area), (year), (year, area), (year, agency)) order by span, area, agency"
    )


def count(
    figures: Iterable[Figure],
    tables: Mapping[str, Files],
    facts: Sequence[Facts],
    as_of: date,
    keep: Path | None = None,
) -> dict[str, Counted]:
    """Code → what was counted. A figure whose tables nobody reported is not there: that is "not reported" and not nought.
    keep: a folder to which the rows behind each figure are written, a Parquet file of its code."""
    made: dict[str, Counted] = {}
    chosen = list(figures)
    db = connect()
    try:
        teach_duckdb(db, as_of)
        open_views(db, tables, facts)
        _work_out(db, {name for figure in chosen for name in figure.reads} - tables.keys(), facts)
        told: dict[str, bool] = {}
        for figure in chosen:
            if not is_reported(db, figure, told):
                continue
            db.execute(f"create or replace temp table counted as {figure.sql}")
            made[figure.code] = _counted(db, figure)
            if keep is not None:
                order = "period, area, class, subject"
                path = quoted(keep / f"{figure.code}.parquet")
                db.execute(
                    f"copy (select {', '.join(COLUMNS)} from counted where period is not null order by {order}) "
                    f"to {path} (format parquet)"
                )
    finally:
        db.close()
    return made


def _work_out(db: duckdb.DuckDBPyConnection, names: set[str], facts: Sequence[Facts]) -> None:
    """Tables that follow from others, once for all figures that read them."""
    for table in sorted(f.table for f in facts if f.query and f.table in names):
        db.execute(f'create temp table "{table}_worked_out" as from "{table}"')
        db.execute(f'create or replace view "{table}" as from "{table}_worked_out"')


def is_reported(db: duckdb.DuckDBPyConnection, figure: Figure, told: dict[str, bool]) -> bool:
    """Whether its needs are met. told: table → whether it has rows, as far as it was asked."""

    def any_row(table: str) -> bool:
        if table not in told:
            told[table] = bool(db.execute(f'select 1 from "{table}" limit 1').fetchall())
        return told[table]

    return all(any(map(any_row, need.split("|"))) for need in figure.needs)


def _counted(db: duckdb.DuckDBPyConnection, figure: Figure) -> Counted:
    rows = tuple(read_rows(figure, db.execute(rows_sql("counted")).fetchall()))
    if wrong := [row.period for row in rows if not _PERIOD.fullmatch(row.period)]:
        raise ValueError(f"{figure.code}: period {wrong[0]}")
    if figure.unit != "person":
        return Counted(rows)
    return Counted(rows, tuple(Heads(*row) for row in db.execute(heads_sql("counted")).fetchall()))


def read_rows(figure: Figure, found: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """What rows_sql gave, as the unit of the figure adds it up."""
    for area, period, agency, n, v in found:
        value = int(v or 0)
        if figure.unit == "percent":
            yield Row(area, period, None, value, int(n), agency)
        elif figure.unit == "fen":
            yield Row(area, period, value, int(n), None, agency)
        else:
            yield Row(area, period, value, None, None, agency)


class Behind(NamedTuple):
    """What a figure counts of one class; name is empty for rows of none. rows: how many, of a share its denominator."""

    name: str
    rows: int
    value: int
    persons: int


def classes_behind(kept: Path, period: str, county: str) -> list[Behind]:
    """The classes of a county and month, out of the file that `count` kept; an empty county: rows of no known place."""
    found = _asked(
        f"select coalesce(class, ''), count(*), cast(sum(value) as bigint), count(distinct person) from {_SOURCE} "
        "group by 1 order by 1",
        kept, period, county,
    )  # fmt: skip
    return [Behind(*row) for row in found]


def rows_behind(kept: Path, period: str, county: str, name: str) -> list[tuple[str, str | None, int]]:
    """(subject, person, value) of one class, in order."""
    sql = f"select subject, person, cast(value as bigint) from {_SOURCE} and coalesce(class, '') = ? order by 1, 2"
    return [(row[0], row[1], row[2]) for row in _asked(sql, kept, period, county, name)]


_SOURCE = f"read_parquet(?) where period = ? and substr(coalesce(area, ''), 1, {_COUNTY}) = ?"


def _asked(sql: str, kept: Path, *values: str) -> list[tuple[Any, ...]]:
    db = connect()
    try:
        return db.execute(sql, [str(kept), *values]).fetchall()
    finally:
        db.close()
