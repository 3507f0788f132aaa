"""A figure is one SQL file as a rule is: a header that says what is counted, and one SELECT over the facts tables.

Its result is `area, period, value, numerator, denominator`: one row a place and month (YYYY-MM). What adds up over months
and places has a value; a share has numerator and denominator, which add up. Where a sum of money could betray a person,
numerator holds how many persons it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import yaml

from chunfeng.base.policy.declarations import Facts
from chunfeng.base.policy.sources import SafeLoader
from chunfeng.engines.screening.duckdb_engine import Files, connect, open_views
from chunfeng.engines.screening.query import check_figure
from chunfeng.engines.screening.rule import RuleFault
from chunfeng.engines.screening.vocabulary import teach_duckdb

Unit = Literal["case", "person", "provider", "fen", "percent"]
COLUMNS = ("area", "period", "value", "numerator", "denominator")
_HEAD = re.compile(r"/\* ---[ \t]*\n(.*?)\n[ \t]*--- \*/", re.S)
_TEXTS = ("code", "title", "english", "asks", "clause", "unit")
_PERIOD = re.compile(r"\d{4}-\d\d")


@dataclass(frozen=True)
class Figure:
    """unit percent: a share; any other adds up. persons: its counts are of persons, and small ones are not told. home: the
    figure of its plan on the home page. english: its title in English."""

    code: str
    title: str
    english: str
    asks: str
    clause: str
    unit: Unit
    persons: bool
    home: bool
    reads: tuple[str, ...]
    sql: str
    path: Path


class Row(NamedTuple):
    """area: code of a place, empty where none is known."""

    area: str
    period: str
    value: int | None
    numerator: int | None
    denominator: int | None


def load_figure(path: Path, facts: Sequence[Facts]) -> Figure:
    """Raises RuleFault with every fault of the file."""
    text = path.read_text(encoding="utf-8")
    found = _HEAD.match(text)
    said = yaml.load(found[1], SafeLoader) if found else None
    if not isinstance(said, dict):
        raise RuleFault([f"{path}:1 缺少文件头：应以 /* --- 开始、--- */ 结束，中间是 YAML"])
    assert found
    faults = [f"{path}:1 缺少 {name}" for name in _TEXTS if not isinstance(said.get(name), str)]
    faults += [f"{path}:1 不认识的项 {name}" for name in sorted(set(said) - {*_TEXTS, "reads", "persons", "home"})]
    reads = tuple(map(str, said.get("reads") or ()))
    if said.get("unit") not in get_args(Unit):
        faults.append(f"{path}:1 unit 应是 {'、'.join(get_args(Unit))} 之一")
    if str(said.get("code", "")).partition(".")[2] != path.stem:
        faults.append(f"{path}:1 code 应以文件名结尾：{path.stem}")
    line = text[: found.end()].count("\n") + 2
    sql = text[found.end() :].strip()
    faults += check_figure(path, sql, line, tables={f.table: f for f in facts}, reads=reads, columns=COLUMNS)
    if faults:
        raise RuleFault(faults)
    code, title, english, asks, clause, unit = (said[name] for name in _TEXTS)
    persons, home = bool(said.get("persons")), bool(said.get("home"))
    return Figure(code, title, english, asks, clause, unit, persons, home, reads, sql, path)


def load_figures(folders: Iterable[Path], facts: Sequence[Facts]) -> tuple[Figure, ...]:
    """Those of these folders, by their codes; raises RuleFault with all faults."""
    found: dict[str, Figure] = {}
    faults: list[str] = []
    for path in (p for folder in folders for p in sorted(folder.glob("*.sql"))):
        try:
            figure = load_figure(path, facts)
        except RuleFault as fault:
            faults += fault.faults
            continue
        if figure.code in found:
            faults.append(f"{path}:1 编号 {figure.code} 已被 {found[figure.code].path} 使用")
        found[figure.code] = figure
    if faults:
        raise RuleFault(faults)
    return tuple(found[code] for code in sorted(found))


def count(
    figures: Iterable[Figure], tables: Mapping[str, Files], facts: Sequence[Facts], as_of: date
) -> dict[str, tuple[Row, ...]]:
    """Code → rows in order of period and area. A figure none of whose tables was reported is not there: that is "not
    reported" and not nought."""
    made: dict[str, tuple[Row, ...]] = {}
    db = connect()
    try:
        teach_duckdb(db, as_of)
        open_views(db, tables, facts)
        for figure in figures:
            if not any(db.execute(f'select 1 from "{table}" limit 1').fetchall() for table in figure.reads):
                continue
            listed = ", ".join(COLUMNS)
            rows = db.execute(
                f"select {listed} from ({figure.sql}) where period is not null order by period, area"
            ).fetchall()
            made[figure.code] = tuple(Row(str(row[0] or ""), str(row[1]), *map(_whole, row[2:])) for row in rows)
            if wrong := [row.period for row in made[figure.code] if not _PERIOD.fullmatch(row.period)]:
                raise ValueError(f"{figure.code}: period {wrong[0]}")
    finally:
        db.close()
    return made


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))
