"""What a pack says a notice says: every figure of a clause that may stand in the text, in the text's own kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chunfeng.base.policy.notice.numbers import Number, find
from chunfeng.base.policy.pack import Clause, Pack, Parameter

#: Unit of a parameter → (kind of quantity, how many of them make one of the kind's unit).
_PARAMETER_UNITS = {
    "分": ("CNY", 100),
    "元": ("CNY", 1),
    "人": ("person", 1),
    "%": ("percent", 1),
    "万分之一": ("percent", 100),
    "个月": ("month", 1),
    "学期": ("semester", 1),
    "次": ("time", 1),
    "户": ("household", 1),
    "公里": ("km", 1),
    "分钟": ("minute", 1),
    "课时": ("lesson", 1),
    "项": ("topic", 1),
}


@dataclass(frozen=True)
class Stated:
    """source: target, summary, period or notice. words: what stands before the number. expected: the text
    must have it; the others are checked where they are found."""

    clause: str | None
    name: str
    kind: str
    values: tuple[Decimal, ...]
    source: str
    op: str = ""
    words: str = ""
    about: str = ""
    expected: bool = False

    @property
    def target(self) -> str:
        """How pages and sums name it: T-2.2.1/pass_rate; the notice's own dates and counts have no clause."""
        return f"{self.clause or self.source}/{self.name}"


def _decimals(value: Any) -> tuple[Decimal, ...]:
    found = value if isinstance(value, list) else [value]
    return tuple(Decimal(str(one)) for one in found)


def _number(value: Any) -> bool:
    found = value if isinstance(value, list) else [value]
    return bool(found) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in found)


def period_of(period: str) -> tuple[str, tuple[Decimal, ...]] | None:
    """annual 2015-2017 → years; by end of 2017, from 2014 → year."""
    found = [Decimal(year) for year in re.findall(r"\d{4}", period)]
    if not found:
        return None
    return ("years", (found[0], found[-1])) if len(found) > 1 else ("year", (found[0],))


def stated_by(pack: Pack) -> dict[str, list[Stated]]:
    """Clause → its figures, in the pack's order."""
    found: dict[str, list[Stated]] = {clause: [] for clause in pack.clauses}
    for target in pack.targets:
        if not _number(target.get("value")):
            continue
        clause = pack.clauses[target["clause"]]
        found[clause.id].append(
            Stated(
                clause.id,
                str(target.get("name") or "value"),
                str(target["unit"]),
                _decimals(target["value"]),
                "target",
                str(target["op"]),
                str(target.get("words") or ""),
                clause.title + clause.summary,
                expected=not str(target.get("source", "")).startswith("derived"),
            )
        )
    for clause in pack.clauses.values():
        kinds = {fact.kind for fact in found[clause.id]}
        found[clause.id] += [fact for fact in _of_summary(clause) if fact.kind not in kinds]
        kinds = {fact.kind for fact in found[clause.id]}
        period = period_of(clause.period)
        if period and not kinds & {"year", "years"}:
            about = clause.title + clause.summary
            found[clause.id].append(Stated(clause.id, "period", *period, "period", about=about))
    return found


def parameters_beside(pack: Pack, fact: Stated) -> Iterator[tuple[Parameter, Decimal]]:
    """Parameters taken from the notice that repeat a target: their value must be one of its ends. Where its clause has
    no such target, a parameter applies a figure of another clause and is held against nothing here."""
    if fact.source != "target" or fact.clause is None:
        return
    for parameter in pack.parameters.values():
        if parameter.mark != "notice" or pack.clause_of(parameter.clause) != fact.clause:
            continue
        kind, factor = _PARAMETER_UNITS.get(parameter.unit, ("", 1))
        value = next((span.value for span in parameter.values if span.area is None), None)
        if kind == fact.kind and value is not None:
            yield parameter, Decimal(value) / factor


def _of_summary(clause: Clause) -> Iterator[Stated]:
    seen: set[str] = set()
    for text in (clause.title, clause.summary):
        numbers = find(text)
        several = sum(number.kind == "year" for number in numbers) > 1
        for number in numbers:
            if number.kind == "year" and several:
                continue
            if number.kind not in ("plain", "date", "document") and number.kind not in seen:
                seen.add(number.kind)
                about = clause.title + clause.summary
                dated = number.kind in ("year", "years")
                yield Stated(clause.id, "summary", number.kind, number.values, "summary", about=about, expected=dated)


def of_notice(pack: Pack) -> dict[str, Stated]:
    """What the head of the notice says of itself: document number, dates, length of the plan, how many plans."""
    notice, found = pack.notice, dict[str, Stated]()
    for name in ("signed_on", "published_on"):
        days = [n for n in find(str(notice.get(name) or "")) if n.kind == "date"]
        if days:
            found[name] = Stated(None, name, "date", days[0].values, "notice")
    number: list[Number] = [n for n in find(str(notice["number"])) if n.kind == "document"]
    if number:
        issuer = str(notice["number"])[: number[0].start]
        found["number"] = Stated(None, "number", "document", number[0].values, "notice", words=issuer)
    titles = "".join(map(str, (notice.get("plans") or {}).values())) or pack.title
    found["years"] = Stated(None, "years", "month", (Decimal(12 * len(notice["years"])),), "notice", words=titles)
    plans = {clause.plan for clause in pack.clauses.values()} - {"general"}
    found["plans"] = Stated(None, "plans", "topic", (Decimal(len(plans)),), "notice")
    return found
