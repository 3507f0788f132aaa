"""指标: a figure of the last snapshot, of twelve months, by month and by county; small counts of persons withheld.

Nothing is counted here: what the snapshot gave is added up, and told with where it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import pack
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.suppression import LEAST, suppress
from chunfeng.engines.display.page import (
    Column,
    Day,
    Fact,
    Facts,
    Figure,
    Id,
    Inline,
    Link,
    List,
    Money,
    Quantity,
    Row,
    Spark,
)
from chunfeng.engines.display.page.frame import Block
from chunfeng.engines.display.publication import FigureRow, OpenFigure
from chunfeng.kernel.money import write_yuan

#: Months told, the running one among them.
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows added up. amount: in the unit, of a share in whole per cent, None where there is nothing to tell. small: withheld,
    because it is of few persons or would tell one that is."""

    amount: int | None
    persons: int
    small: bool = False


def of_clause(clause: str) -> tuple[OpenFigure, ...]:
    return tuple(figure for figure in PUBLISHED.figures() if figure.clause == clause)


def of_plan(plan: str) -> OpenFigure | None:
    """The figure of a plan on the home page."""
    clauses = pack().clauses
    return next((f for f in PUBLISHED.figures() if f.home and clauses[f.clause].plan == plan), None)


def title_of(figure: OpenFigure) -> str:
    return figure.english if get_language() == "en" else figure.title


def anchor(figure: OpenFigure) -> str:
    return f"figure-{figure.code.replace('.', '-')}"


def address(figure: OpenFigure) -> str:
    return f"/policy/{figure.clause}/#{anchor(figure)}"


def months_of(as_of: date) -> list[str]:
    """The last twelve months up to that of a day, oldest first."""
    last = as_of.year * 12 + as_of.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(last - MONTHS + 1, last + 1)]


def _sum(figure: OpenFigure, rows: Sequence[FigureRow]) -> Sum:
    value, numerator, denominator = (
        sum(getattr(row, name) or 0 for row in rows) for name in ("value", "numerator", "denominator")
    )
    if figure.unit == "percent":
        return Sum(numerator * 100 // denominator if denominator else None, denominator)
    return Sum(value, numerator if figure.unit == "fen" else value)


def _withheld(figure: OpenFigure, sums: Sequence[Sum]) -> list[Sum]:
    """The column as it may be told beside its total: of a figure of persons small ones are withheld, and so many others with
    them that the total does not give them away."""
    if not figure.persons or not sums:
        return list(sums)
    told = suppress([[one.persons] for one in sums])
    return [Sum(None, one.persons, small=True) if told[n][0] is None else one for n, one in enumerate(sums)]


def _recent(figure: OpenFigure) -> list[FigureRow]:
    months = set(months_of(figure.as_of))
    return [row for row in figure.rows if row.period in months]


def total(figure: OpenFigure) -> Sum:
    found = _sum(figure, _recent(figure))
    return Sum(None, found.persons, small=True) if figure.persons and 0 < found.persons < LEAST else found


def by_month(figure: OpenFigure) -> list[tuple[str, Sum]]:
    """Oldest first."""
    months = months_of(figure.as_of)
    sums = [_sum(figure, [row for row in figure.rows if row.period == month]) for month in months]
    return list(zip(months, _withheld(figure, sums), strict=True))


def by_place(figure: OpenFigure) -> list[tuple[str, Sum]]:
    """Counties and zones of the pack in its order, also those without a row; what belongs to none of them last."""
    places = {d.code: d.name for d in pack().divisions.values() if d.kind in ("county", "zone")}
    rows: dict[str, list[FigureRow]] = {code: [] for code in places}
    for row in _recent(figure):
        # Codes of towns and villages begin with that of their county.
        county = next((code for code in places if row.area.startswith(code)), "")
        rows.setdefault(county, []).append(row)
    sums = _withheld(figure, [_sum(figure, found) for found in rows.values()])
    return [(places.get(code, _("没有分到县区的")), one) for code, one in zip(rows, sums, strict=True)]


def unit_words(unit: str) -> str:
    return {"case": _("件"), "person": _("人次"), "provider": _("家"), "fen": _("元"), "percent": "%"}[unit]


def words(figure: OpenFigure, one: Sum) -> Inline:
    if one.small:
        return _("少于%(n)d人，不公开") % {"n": LEAST} if one.persons < LEAST else _("为保护他人不公开")
    if one.amount is None:
        return _("没有应计的")
    if figure.unit == "fen":
        return Money(one.amount)
    return Quantity(one.amount, unit_words(figure.unit))


def shown(figure: OpenFigure) -> Figure:
    """The figure beside its clause or on a door: the number, what it is, until when, its hairline."""
    whole = total(figure)
    if whole.small or whole.amount is None:
        return Figure("--", url=address(figure), details=(title_of(figure), _("："), words(figure, whole)))
    value = write_yuan(whole.amount) if figure.unit == "fen" else f"{whole.amount:,}"
    told: Inline = (title_of(figure), " · ", _("近12个月"), " · ", _("截至"), " ", Day(figure.as_of))
    return Figure(value, unit_words(figure.unit), address(figure), told, spark=_spark(figure))


def _spark(figure: OpenFigure) -> Spark | None:
    """Months without anything to count are left out. No line where a month is withheld: it would tell it."""
    told = by_month(figure)
    if any(one.small for _month, one in told):
        return None
    points = [(month, one.amount) for month, one in told if one.amount is not None]
    if len(points) < 2 or not any(amount for _month, amount in points):
        return None
    said = _("%(first)s ～ %(last)s逐月") % {"first": points[0][0], "last": points[-1][0]}
    return Spark(tuple(float(amount) for _month, amount in points), said)


def details(figure: OpenFigure) -> tuple[Block, ...]:
    """Everything about a figure: what is counted, by county, by month, out of which snapshot and file."""
    facts = Facts((
        Fact(_("怎样算"), _(figure.asks), wide=True), Fact(_("近12个月"), words(figure, total(figure))),
        Fact(_("截至"), figure.as_of), Fact(_("快照"), Id(figure.snapshot[:16])), Fact(_("定义文件"), figure.file.replace("/", "/\u200b"), wide=True),
    ))  # fmt: skip

    def table(key: str, label: str, told: Sequence[tuple[str, Sum]]) -> List:
        return List(
            (Column("of", label), Column("amount", title_of(figure), align="end")),
            rows=tuple(Row({"of": of, "amount": words(figure, one)}) for of, one in told),
            key=f"{key}-{figure.code.replace('.', '-')}",
        )

    return (
        facts,
        table("place", _("县（市、区）"), by_place(figure)),
        table("month", _("月份"), by_month(figure)[::-1]),
    )


def changed() -> tuple[Row, ...]:
    """Rows of the corrections page: months that were over and said something else before."""
    known = {figure.code: figure for figure in PUBLISHED.figures()}
    return tuple(
        Row({
            "on": change.on, "figure": Link(title_of(known[change.code]), address(known[change.code])), "period": change.period,
            "was": words(known[change.code], Sum(change.was, LEAST)), "is": words(known[change.code], Sum(change.is_now, LEAST)),
        })
        for change in PUBLISHED.figure_changes()
        if change.code in known
    )  # fmt: skip
