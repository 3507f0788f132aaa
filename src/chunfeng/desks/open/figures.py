"""指标: a figure of the last snapshot, by month, county and agency; small counts of persons withheld.

Nothing is counted here: what the snapshot gave is added up, and told with where it came from. A figure in persons is of the
running year, as its target is, in 人次 and in 人, who count once; any other is of twelve months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import pack
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.suppression import LEAST, suppress
from chunfeng.desks.open.targets import target_words
from chunfeng.desks.open.words import agency_title
from chunfeng.engines.display.page import (
    Bar,
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
    """Rows added up. amount: in the unit, of a share in whole per cent, None where there is nothing to tell. persons: behind
    it. small: withheld, because it is of few persons or would tell one that is."""

    amount: int | None
    persons: int
    small: bool = False


def of_clause(clause: str) -> tuple[OpenFigure, ...]:
    return tuple(figure for figure in PUBLISHED.figures() if clause in (figure.clause, *figure.also))


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


def heads(figure: OpenFigure, span: str, area: str = "", agency: str = "") -> int | None:
    """Persons of a month or year, each once; None where the figure does not tell them apart."""
    if figure.unit != "person":
        return None
    found = (h.persons for h in figure.heads if (h.span, h.area, h.agency) == (span, area, agency))
    return next(found, 0)


def sum_of(figure: OpenFigure, rows: Sequence[FigureRow], persons: int | None = None) -> Sum:
    value, numerator, denominator = (
        sum(getattr(row, name) or 0 for row in rows) for name in ("value", "numerator", "denominator")
    )
    if figure.unit == "percent":
        return Sum(numerator * 100 // denominator if denominator else None, denominator)
    return Sum(value, numerator if figure.unit == "fen" else value if persons is None else persons)


def _withheld(figure: OpenFigure, sums: Sequence[Sum]) -> list[Sum]:
    """The column as it may be told beside its total: of a figure of persons small ones are withheld, and so many others with
    them that the total does not give them away."""
    if not figure.persons or not sums:
        return list(sums)
    told = suppress([[one.persons] for one in sums])
    return [Sum(None, one.persons, small=True) if told[n][0] is None else one for n, one in enumerate(sums)]


def _span(figure: OpenFigure) -> list[FigureRow]:
    """The rows that are told together."""
    if figure.unit == "person":
        return [row for row in figure.rows if row.period[:4] == year(figure)]
    months = set(months_of(figure.as_of))
    return [row for row in figure.rows if row.period in months]


def year(figure: OpenFigure) -> str:
    return f"{figure.as_of:%Y}"


def span_words(figure: OpenFigure) -> str:
    return _("%(year)s 年") % {"year": year(figure)} if figure.unit == "person" else _("近12个月")


def total(figure: OpenFigure) -> Sum:
    found = sum_of(figure, _span(figure), heads(figure, year(figure)))
    return Sum(None, found.persons, small=True) if figure.persons and 0 < found.persons < LEAST else found


def by_month(figure: OpenFigure) -> list[tuple[str, Sum]]:
    """Oldest first."""
    months = months_of(figure.as_of)
    rows: dict[str, list[FigureRow]] = {month: [] for month in months}
    for row in figure.rows:
        if row.period in rows:
            rows[row.period].append(row)
    sums = [sum_of(figure, found, heads(figure, month)) for month, found in rows.items()]
    return list(zip(months, _withheld(figure, sums), strict=True))


def counties() -> dict[str, str]:
    """Counties and zones of the pack in its order: code → name."""
    return {d.code: d.name for d in pack().divisions.values() if d.kind in ("county", "zone")}


def by_place(figure: OpenFigure) -> list[tuple[str, Sum]]:
    """Also those without a row; what belongs to none of them last."""
    places = counties()
    rows: dict[str, list[FigureRow]] = {code: [] for code in places}
    for row in _span(figure):
        # Codes of towns and villages begin with that of their county.
        county = next((code for code in places if row.area.startswith(code)), "")
        rows.setdefault(county, []).append(row)
    sums = [sum_of(figure, found, heads(figure, year(figure), code or "-")) for code, found in rows.items()]
    told = _withheld(figure, sums)
    return [(places.get(code, _("没有分到县区的")), one) for code, one in zip(rows, told, strict=True)]


def by_agency(figure: OpenFigure) -> list[tuple[str, Sum]]:
    """In the order of their codes, what belongs to none last; empty where no row tells its agency."""
    rows: dict[str, list[FigureRow]] = {}
    for row in sorted(_span(figure), key=lambda row: (not row.agency, row.agency)):
        rows.setdefault(row.agency, []).append(row)
    if not any(rows):
        return []
    sums = [sum_of(figure, found, heads(figure, year(figure), "", code or "-")) for code, found in rows.items()]
    told = _withheld(figure, sums)
    return [(agency_title(code) if code else _("没有分到部门的"), one) for code, one in zip(rows, told, strict=True)]


def unit_words(unit: str) -> str:
    return {"case": _("件"), "person": _("人次"), "provider": _("家"), "fen": _("元"), "percent": "%"}[unit]


def persons_words(figure: OpenFigure, one: Sum) -> Inline:
    return words(figure, one) if one.small or one.amount is None else Quantity(one.persons, _("人"))


def words(figure: OpenFigure, one: Sum) -> Inline:
    if one.small:
        return _("少于%(n)d人，不公开") % {"n": LEAST} if one.persons < LEAST else _("为保护他人不公开")
    if one.amount is None:
        return _("没有应计的")
    if figure.unit == "fen":
        return Money(one.amount)
    return Quantity(one.amount, unit_words(figure.unit))


def shown(figure: OpenFigure) -> Figure:
    """The figure beside its clause or on a door: the number, what it is, its target, until when, its hairline."""
    whole = total(figure)
    if whole.small or whole.amount is None:
        return Figure("--", url=address(figure), details=(title_of(figure), _("："), words(figure, whole)))
    told: list[Inline] = [title_of(figure), " · ", span_words(figure)]
    if figure.unit == "person":
        # A person who is trained twice is one person of the target.
        value, unit = f"{whole.persons:,}", _("人")
        told += [" · ", words(figure, whole)]
    else:
        value = write_yuan(whole.amount) if figure.unit == "fen" else f"{whole.amount:,}"
        unit = unit_words(figure.unit)
    target = target_of(figure)
    if target:
        told += [" · ", _("目标"), " ", target_words(target)]
    told += [" · ", _("截至"), " ", Day(figure.as_of)]
    bar = measured(figure, whole)
    late = _("落后 %(n)s 个百分点") % {"n": round(((bar.mark or 0) - bar.share) * 100)} if bar and bar.slow else None
    return Figure(value, unit, address(figure), tuple(told), bar=bar, spark=_spark(figure), remark=late)


def target_of(figure: OpenFigure) -> Mapping[str, Any] | None:
    if not figure.target:
        return None
    found = (t for t in pack().targets if (t["clause"], t["name"]) == (figure.clause, figure.target))
    return next((t for t in found if t["op"] in (">=", "==") and isinstance(t["value"], int | float)), None)


#: Parts of one by which a figure may lag before it is told.
_SLACK: Final = 0.05


def measured(figure: OpenFigure, whole: Sum) -> Bar | None:
    """Against its target: a number beside the part of the year that is gone, a share beside the share that is asked for."""
    target = target_of(figure)
    if target is None or whole.small or whole.amount is None or not target["value"]:
        return None
    if figure.unit == "percent":
        share, mark = whole.amount / 100, target["value"] / 100
        return Bar(
            min(share, 1), _("%(done)s%%，目标 %(mark)s%%") % {"done": whole.amount, "mark": target["value"]}, mark,
            slow=share < mark - _SLACK,
        )  # fmt: skip
    share = whole.persons / target["value"]
    day = figure.as_of
    gone = (day - date(day.year, 1, 1)).days / (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    said = _("完成 %(done)s%%，时间过去 %(gone)s%%") % {"done": f"{share:.1%}"[:-1], "gone": f"{gone:.1%}"[:-1]}
    return Bar(min(share, 1), said, gone, slow=share < gone - _SLACK)


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
    """Everything about a figure: what is counted, by county, agency and month, out of which snapshot and file."""
    whole = total(figure)
    facts = [Fact(_("怎样算"), _(figure.asks), wide=True), Fact(span_words(figure), words(figure, whole))]
    if figure.unit == "person":
        facts.append(Fact(_("人数（每人计一次）"), persons_words(figure, whole)))
    if target := target_of(figure):
        facts.append(Fact(_("目标"), target_words(target)))
    facts += [
        Fact(_("截至"), figure.as_of), Fact(_("快照"), Id(figure.snapshot[:16])),
        Fact(_("定义文件"), figure.file.replace("/", "/\u200b"), wide=True),
    ]  # fmt: skip
    if pack().clauses[figure.clause].plan == "training":
        facts.append(Fact(_("明细"), Link(_("按班级的明细（工作人员）"), f"/desk/figures/{figure.code}/"), wide=True))

    def table(key: str, label: str, told: Sequence[tuple[str, Sum]], span: str = "") -> List:
        columns = [Column("of", label), Column("amount", span or title_of(figure), align="end")]
        cells: list[dict[str, Inline]] = [{"of": of, "amount": words(figure, one)} for of, one in told]
        if figure.unit == "person":
            columns.append(Column("persons", _("人数"), align="end"))
            for row, (_of, one) in zip(cells, told, strict=True):
                row["persons"] = persons_words(figure, one)
        return List(tuple(columns), rows=tuple(map(Row, cells)), key=f"{key}-{figure.code.replace('.', '-')}")

    agencies = by_agency(figure)
    return (
        Facts(tuple(facts)),
        table("place", _("县（市、区）"), by_place(figure), span_words(figure)),
        *((table("agency", _("部门"), agencies, span_words(figure)),) if len(agencies) > 1 else ()),
        table("month", _("月份"), by_month(figure)[::-1]),
    )


def done(clause: str, target: Mapping[str, Any]) -> Inline:
    """What the figure of a target says; None where nothing counts it."""
    for figure in of_clause(clause):
        # One value for two clauses that ask for the same number.
        if target["name"] == figure.target:
            whole = total(figure)
            return (
                span_words(figure),
                " ",
                persons_words(figure, whole) if figure.unit == "person" else words(figure, whole),
            )
    return None


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
