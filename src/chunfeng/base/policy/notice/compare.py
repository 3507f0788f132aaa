"""What a linked number says against what the pack says of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chunfeng.base.policy.notice.align import Disagreement
from chunfeng.base.policy.notice.link import Link
from chunfeng.base.policy.notice.numbers import plainly
from chunfeng.base.policy.notice.stated import Stated, parameters_beside
from chunfeng.base.policy.pack import Pack

_UNITS_SAID = {
    "person": "人",
    "percent": "%",
    "CNY": "元",
    "month": "个月",
    "semester": "个学期",
    "day": "天",
    "minute": "分钟",
    "lesson": "课时",
    "km": "公里",
    "time": "次",
    "household": "户",
    "topic": "项",
    "age": "岁",
    "year": "年",
    "years": "年",
}


def shown(values: tuple[Decimal, ...], kind: str) -> Any:
    """One number, a list of the two ends of a span, a day or a document's number: what goes into JSON."""
    if kind == "date":
        return "-".join(f"{int(value):02}" for value in values)
    if kind == "document":
        return f"〔{values[0]}〕{values[1]}号"
    return plainly(values[0]) if len(values) == 1 else [plainly(value) for value in values]


def said_of(values: tuple[Decimal, ...], kind: str) -> str:
    found = shown(values, kind)
    text = "—".join(map(str, found)) if isinstance(found, list) else str(found)
    return f"{text} {_UNITS_SAID[kind]}" if kind in _UNITS_SAID else text


def named(pack: Pack, clause: str | None) -> str:
    return "通知抬头" if clause is None else f"{clause} {pack.title_of(clause)}"


def is_repair(link: Link) -> bool:
    return link.found.number.lost is not None and link.found.number.lost == link.stated.values


def disagreement(pack: Pack, link: Link, line: str) -> Disagreement | None:
    number, fact = link.found.number, link.stated
    printed = line[number.start : number.end]
    values = fact.values if is_repair(link) else number.values
    where = f"{named(pack, fact.clause)}：第 {link.found.line + 1} 行写“{printed}”"
    text_value, pack_value = shown(values, fact.kind), shown(fact.values, fact.kind)
    if values != fact.values:
        said = f"{where}，即 {said_of(values, fact.kind)}；政策包是 {said_of(fact.values, fact.kind)}"
        return Disagreement(fact.clause, text_value, pack_value, said)
    if (fact.op in (">=", ">") and number.bound == "max") or (fact.op in ("<=", "<") and number.bound == "min"):
        said = f"{where}，原文是{'上限' if number.bound == 'max' else '下限'}，政策包的方向是 {fact.op}"
        return Disagreement(fact.clause, text_value, pack_value, said)
    for parameter, value in parameters_beside(pack, fact):
        if value not in values:
            said = f"{where}；参数 {parameter.code}（{parameter.title}）是 {said_of((value,), fact.kind)}"
            return Disagreement(fact.clause, text_value, plainly(value), said)
    return None


def not_found(pack: Pack, fact: Stated) -> Disagreement:
    said = f"{named(pack, fact.clause)}：政策包是 {said_of(fact.values, fact.kind)}，文中没有找到这个数"
    return Disagreement(fact.clause, None, shown(fact.values, fact.kind), said)
