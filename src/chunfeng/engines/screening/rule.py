"""A rule is one SQL file: a header that says what it asks, and one SELECT over the facts tables.

Everything wrong with a file is told at once, with its line, in words for the person who wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlglot import exp

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.header import read_header
from chunfeng.engines.screening.query import check_query

#: Folder inside the package → what codes of its rules begin with. A city's own folder is free in its choice.
PREFIXES: Mapping[str, tuple[str, ...]] = {
    "base/people": ("identity", "data"),
    "plans/training": ("training",),
    "plans/rights": ("rights",),
    "plans/services": ("services",),
}


class RuleFault(Exception):
    """All that is wrong with one or more rule files, a sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Rule:
    code: str
    title: str
    asks: str
    clause: str
    patterns: tuple[str, ...]
    severity: str
    reads: tuple[str, ...]
    needs: tuple[str, ...]
    params: Mapping[str, str]
    subject: str
    other: str
    not_for: str
    stands_in_for: str | None
    plain: str | None
    sql: str
    path: Path
    #: Columns of the result after subject, other, said and severity, in their order.
    evidence: tuple[str, ...] = ()
    has_severity: bool = False
    #: Why it compares a class with many others and cannot be asked of one alone; empty for all others.
    compares: str = ""
    query: exp.Expr | None = field(default=None, compare=False, repr=False)


def load_rule(path: Path, facts: Sequence[Facts], *, bind: bool = True) -> Rule:
    """The rule in this file; raises RuleFault with every fault. bind: its columns and their types are looked up as well."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleFault([f"{path}:1 读不出来：应是 UTF-8 文本（{type(error).__name__}）"]) from error
    tables = {f.table: f for f in facts}
    header = read_header(path, text, tables)
    query = check_query(
        path, header.sql, header.sql_line, tables=tables, reads=header.reads, params=header.params, bind=bind
    )
    faults = [*header.faults, *query.faults, *_wrong_prefix(path, header.code, header.line_of("code"))]
    if faults:
        raise RuleFault(sorted(faults, key=line_of))
    return Rule(
        code=header.code,
        title=header.text("title"),
        asks=header.text("asks"),
        clause=header.text("clause"),
        patterns=header.patterns,
        severity=header.text("severity"),
        reads=header.reads,
        needs=header.needs,
        params=header.params,
        subject=header.text("subject"),
        other=header.text("other") or header.text("subject"),
        not_for=header.text("not_for"),
        stands_in_for=header.text("stands_in_for") or None,
        plain=header.text("plain") or None,
        sql=header.sql,
        path=path,
        evidence=query.evidence,
        has_severity=query.has_severity,
        compares=header.text("compares"),
        query=query.tree,
    )


def load_rules(folders: Iterable[Path], facts: Sequence[Facts], extra: Path | None = None) -> tuple[Rule, ...]:
    """Rules of these folders and of a city's own, in the order of their codes; raises RuleFault with every fault.

    Only the city's own are bound: those of the folders came with the program, whose tests bind each of them, and to do it
    again takes longer than the audit of a small folder.
    """
    faults: list[str] = []
    rules: dict[str, Rule] = {}
    places = [*folders]
    if extra is not None:
        if not extra.is_dir():
            raise RuleFault([f"{extra}:1 规则文件夹不存在"])
        places.append(extra)
    for folder in places:
        for path in sorted(folder.glob("*.sql")):
            try:
                rule = load_rule(path, facts, bind=folder == extra)
            except RuleFault as fault:
                faults.extend(fault.faults)
                continue
            if rule.code in rules:
                faults.append(f"{path}:1 编号 {rule.code} 已被 {rules[rule.code].path} 使用")
            else:
                rules[rule.code] = rule
    for rule in rules.values():
        if rule.stands_in_for and rule.stands_in_for not in rules and not faults:
            faults.append(f"{rule.path}:1 stands_in_for 所指的规则 {rule.stands_in_for} 不存在")
    if faults:
        raise RuleFault(faults)
    return tuple(rules[code] for code in sorted(rules))


def _wrong_prefix(path: Path, code: str, line: int) -> list[str]:
    if not code:
        return []
    prefix, _, stem = code.partition(".")
    faults = []
    if stem != path.stem:
        faults.append(f"{path}:{line} code 应以文件名结尾：{prefix}.{path.stem}，写的是 {code}")
    for folder, allowed in PREFIXES.items():
        if f"/chunfeng/{folder}/" in path.resolve().as_posix() and prefix not in allowed:
            wanted = "、".join(f"{a}." for a in allowed)
            faults.append(f"{path}:{line} 本文件夹的规则编号应以 {wanted} 开头，写的是 {code}")
    return faults


def line_of(fault: str) -> tuple[int, str]:
    found = re.search(r":(\d+) ", fault)
    return (int(found.group(1)) if found else 0, fault)
