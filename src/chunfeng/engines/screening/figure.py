"""A figure is one SQL file as a rule is: a header that says what is counted, and one SELECT over the facts tables.

Its result is the rows that it counts: `subject, area, agency, period, class, person, value`, so that no figure can be larger
than what is behind it. period: the month (YYYY-MM) to which a row belongs, null for none. value: 1 for what is counted, fen
of a sum of money; of a share 1 where it is met and 0 where it is not. class and person where the row has them: several rows
of a person are 人次, and she is one 人. What is added up, and how, is said in `counting.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from chunfeng.base.policy.declarations import Facts
from chunfeng.base.policy.sources import SafeLoader
from chunfeng.engines.screening.query import check_figure
from chunfeng.engines.screening.rule import RuleFault

Unit = Literal["case", "person", "provider", "fen", "percent"]
COLUMNS = ("subject", "area", "agency", "period", "class", "person", "value")
_HEAD = re.compile(r"/\* ---[ \t]*\n(.*?)\n[ \t]*--- \*/", re.S)
_TEXTS = ("code", "title", "english", "asks", "clause", "unit")
_MORE = ("reads", "persons", "home", "also", "target", "needs")


@dataclass(frozen=True)
class Figure:
    """unit percent: a share; any other adds up. persons: its counts are of persons, and small ones are not told. home: the
    figure of its plan on the home page. english: its title in English. also: further clauses that ask for the same number.
    target: name of the target of its clause that it is measured against. needs: tables without which it is not counted, | for
    either; any of those it reads where nothing is said."""

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
    also: tuple[str, ...] = ()
    target: str = ""
    needs: tuple[str, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        return (self.clause, *self.also)


def load_figure(path: Path, facts: Sequence[Facts]) -> Figure:
    """Raises RuleFault with every fault of the file."""
    text = path.read_text(encoding="utf-8")
    found = _HEAD.match(text)
    said = yaml.load(found[1], SafeLoader) if found else None
    if not isinstance(said, dict):
        raise RuleFault([f"{path}:1 缺少文件头：应以 /* --- 开始、--- */ 结束，中间是 YAML"])
    assert found
    faults = [f"{path}:1 缺少 {name}" for name in _TEXTS if not isinstance(said.get(name), str)]
    faults += [f"{path}:1 不认识的项 {name}" for name in sorted(set(said) - {*_TEXTS, *_MORE})]
    reads, needs, also = (_names(said, name) for name in ("reads", "needs", "also"))
    if said.get("unit") not in get_args(Unit):
        faults.append(f"{path}:1 unit 应是 {'、'.join(get_args(Unit))} 之一")
    if str(said.get("code", "")).partition(".")[2] != path.stem:
        faults.append(f"{path}:1 code 应以文件名结尾：{path.stem}")
    known = {f.table: f for f in facts}
    for table in {table for need in needs for table in need.split("|")} - known.keys():
        faults.append(f"{path}:1 needs 中没有这张表：{table}")
    line = text[: found.end()].count("\n") + 2
    sql = text[found.end() :].strip()
    faults += check_figure(path, sql, line, tables=known, reads=reads, columns=COLUMNS)
    if faults:
        raise RuleFault(faults)
    code, title, english, asks, clause, unit = (said[name] for name in _TEXTS)
    return Figure(
        code, title, english, asks, clause, unit, bool(said.get("persons")), bool(said.get("home")), reads, sql, path,
        also=also, target=str(said.get("target") or ""), needs=needs or ("|".join(reads),),
    )  # fmt: skip


def _names(said: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(map(str, said.get(name) or ()))


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
