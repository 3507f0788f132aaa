"""The header of a rule: YAML in its leading comment, every fault told with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from chunfeng.base.policy.declarations import Facts
from chunfeng.base.policy.sources import SafeLoader
from chunfeng.engines.screening.place import KINDS, SEVERITIES

_FORM = re.compile(r"/\* ---[ \t]*\r?\n(.*?)\r?\n[ \t]*--- \*/", re.S)
_TEXTS = {
    "code": True,
    "title": True,
    "asks": True,
    "clause": True,
    "severity": True,
    "subject": True,
    "not_for": True,
    "other": False,
    "stands_in_for": False,
    "plain": False,
    "compares": False,
}
_LISTS = {"patterns": True, "reads": True, "needs": False}
_KNOWN = {*_TEXTS, *_LISTS, "params"}


@dataclass
class Header:
    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    sql: str = ""
    sql_line: int = 1

    def text(self, key: str) -> str:
        value = self.values.get(key)
        return " ".join(value.split()) if isinstance(value, str) else ""

    def names(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        return tuple(str(v) for v in value) if isinstance(value, list) else ()

    @property
    def code(self) -> str:
        return self.text("code")

    @property
    def patterns(self) -> tuple[str, ...]:
        return self.names("patterns")

    @property
    def reads(self) -> tuple[str, ...]:
        return self.names("reads")

    @property
    def needs(self) -> tuple[str, ...]:
        # Parameters come with the pack and are never what a folder lacks.
        return self.names("needs") if "needs" in self.values else tuple(r for r in self.reads if r != "parameters")

    @property
    def params(self) -> Mapping[str, str]:
        value = self.values.get("params")
        return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.lines.get("", 1))

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(f"{self.path}:{self.line_of(key)} {sentence}")


def read_header(path: Path, text: str, tables: Mapping[str, Facts]) -> Header:
    """Header and query text of a rule file. Faults are collected in the header, never raised."""
    header = Header(path)
    found = _FORM.search(text)
    if not found:
        header.faults.append(f"{path}:1 缺少文件头：应以 /* --- 开始、--- */ 结束，中间是 YAML")
        header.sql = text
        return header
    start = text.count("\n", 0, found.start(1)) + 1
    header.lines[""] = start
    # The query keeps its place in the file, so that the parser's line numbers are the file's.
    rest = text[found.end() :]
    header.sql = rest.strip().rstrip(";").rstrip()
    header.sql_line = text.count("\n", 0, len(text) - len(rest.lstrip())) + 1
    try:
        loader = SafeLoader(found.group(1))
        node = loader.get_single_node()
        values = loader.construct_document(node) if node else None
    except (yaml.YAMLError, ValueError, AttributeError, KeyError, RecursionError) as error:
        # A tag that its value does not fit (!!int abc, a thirteenth month) ends the library with whatever comes to hand.
        mark = getattr(error, "problem_mark", None)
        line = start + (mark.line if mark else 0)
        header.faults.append(f"{path}:{line} 文件头不是合法的 YAML：{getattr(error, 'problem', None) or '写法有误'}")
        return header
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        header.fault("", "文件头应是“名称: 值”的列表")
        return header
    for key, _ in node.value:
        name = str(key.value)
        if name in header.lines:
            header.faults.append(f"{path}:{start + key.start_mark.line} {name} 写了两次")
        header.lines[name] = start + key.start_mark.line
    header.values = {str(k): v for k, v in values.items()}
    _shapes(header)
    _meanings(header, tables)
    return header


def _shapes(header: Header) -> None:
    for name in header.values:
        if name not in _KNOWN:
            header.fault(name, f"不认识的项 {name}；可用的有 {'、'.join(sorted(_KNOWN))}")
    for name, required in _TEXTS.items():
        value = header.values.get(name)
        if value is None or value == "":
            if required:
                header.fault(name, f"缺少 {name}")
        elif not isinstance(value, str):
            header.fault(name, f"{name} 应是文字")
    for name, required in _LISTS.items():
        value = header.values.get(name)
        if value is None:
            if required:
                header.fault(name, f"缺少 {name}")
        elif not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            header.fault(name, f"{name} 应是列表，如 [{'F-17' if name == 'patterns' else 'enrolments'}]")
    value = header.values.get("params")
    if value is not None and not (isinstance(value, dict) and all(isinstance(v, str) for v in value.values())):
        header.fault("params", "params 应是“简称: 参数编号”的列表，如 {gap_months: training.repeat_gap_months}")


def _meanings(header: Header, tables: Mapping[str, Facts]) -> None:
    if header.code and not re.fullmatch(r"[a-z]+\.[a-z][a-z0-9_]*", header.code):
        header.fault("code", f"code 应是“类.文件名”，小写字母、数字和下划线：{header.code}")
    if header.text("severity") and header.text("severity") not in SEVERITIES:
        header.fault("severity", f"severity 应是 {'、'.join(SEVERITIES)} 之一，写的是 {header.text('severity')}")
    for pattern in header.patterns:
        if not re.fullmatch(r"[A-Z]-[0-9A-Za-z]+", pattern):
            header.fault("patterns", f"patterns 中的 {pattern} 不像问题编号（如 F-17、W-01）")
    if isinstance(header.values.get("patterns"), list) and not header.patterns:
        header.fault("patterns", "patterns 至少写一个问题编号")
    for table in header.reads:
        if table not in tables:
            header.fault("reads", f"reads 中没有这张表：{table}；已有 {'、'.join(sorted(tables))}")
    for need in header.names("needs"):
        for choice in need.split("|"):
            table, _, narrower = choice.partition(".")
            if table not in tables:
                header.fault("needs", f"needs 中没有这张表：{table}")
            elif narrower and narrower not in tables[table].columns and "kind" not in tables[table].columns:
                header.fault("needs", f"needs 中 {choice} 不成立：表 {table} 没有这一列，也不分种类")
    for key in ("subject", "other"):
        named = header.text(key)
        if named and named not in KINDS:
            header.fault(key, f"{key} 应是一类事实的单数名，如 enrolment、claim、class，写的是 {named}")
    for name, code in header.params.items():
        if not re.fullmatch(r"[a-z_]+\.[a-z][a-z0-9_]*", code):
            header.fault("params", f"params 中 {name} 应是参数编号，写的是 {code}")
    behind = {source for table in header.reads if table in tables for source in tables[table].reads}
    if header.params and "parameters" not in {*header.reads, *behind}:
        header.fault("params", "用了参数，reads 中应有 parameters")
