"""指标 at the desk: the figures of the training plan with the classes and persons behind them, as far as rights go.

The rows are those of which the number was counted, kept with it: they add up to it, whatever has been changed since.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from chunfeng.base.access.pages import needs
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import pack
from chunfeng.desks.open import figures as told
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.targets import target_words
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Chinese,
    Column,
    Day,
    Empty,
    Fact,
    Facts,
    Head,
    Id,
    Inline,
    Link,
    List,
    Missing,
    Page,
    Panel,
    Printed,
    Quantity,
    Row,
)
from chunfeng.engines.display.publication import FigureRow, OpenFigure
from chunfeng.engines.screening.counting import Behind, classes_behind, rows_behind
from chunfeng.plans.training.classes.models import TrainingClass

#: Whoever reads the plan reads how it stands; whoever may open a class sees which classes a number is of, in the same places.
ENTER, RIGHT = "year_plan.read", "training_class.read"
_ALL = "/desk/figures/"
_PERIOD = re.compile(r"\d{4}-\d\d")
#: Address of what stands in no known place.
_NOWHERE = "none"
#: Persons listed on one page; a class has far fewer.
_SHOWN = 500
#: Columns that stand side by side on a phone no more; fewer are told one under the other.
_WIDE = 5


def _figures() -> list[OpenFigure]:
    order = {clause: n for n, clause in enumerate(pack().clauses)}
    mine = [f for f in PUBLISHED.figures() if pack().clauses[f.clause].plan == "training"]
    return sorted(mine, key=lambda f: (order[f.clause], f.code))


def _counties(actor: Any) -> dict[str, str]:
    """code → name of the counties whose classes the actor may open; rows of no place are for those who may open all."""
    grants = list(actor.with_permission(RIGHT))
    paths = [grant.place_path for grant in grants if grant.scope == "place" and grant.place_path]
    every = any(grant.scope == "all" for grant in grants)
    rows = Place.objects.filter(kind__in=("county", "zone")).order_by("path").values_list("code", "name", "path")
    found = {code: name for code, name, path in rows if every or any(map(path.startswith, paths))}
    if every:
        found[""] = _("没有分到县区的")
    return found


def _of(figure: OpenFigure, counties: Mapping[str, str]) -> list[FigureRow]:
    return [row for row in figure.rows if row.area[:6] in counties]


def _amount(figure: OpenFigure, rows: list[FigureRow]) -> Inline:
    """In full: who may open the classes may count their trainees."""
    if figure.unit == "percent":
        met, of = (sum(getattr(row, name) or 0 for row in rows) for name in ("numerator", "denominator"))
        return (
            _("%(met)s / %(of)s（%(share)s%%）") % {"met": f"{met:,}", "of": f"{of:,}", "share": met * 100 // of}
            if of
            else ""
        )
    return Quantity(sum(row.value or 0 for row in rows), told.unit_words(figure.unit))


def _printed(request: Any, title: str) -> Printed:
    return Printed(title, request.actor.name, timezone.now(), watermark=True)


@require_GET
@needs(ENTER)
def figures(request: Any) -> HttpResponse:
    counties = _counties(request.actor)
    rows = []
    for figure in _figures():
        mine = [row for row in _of(figure, counties) if row.period[:4] == told.year(figure)]
        target = told.target_of(figure)
        rows.append(
            Row(
                {
                    "title": told.title_of(figure),
                    "clause": figure.clause,
                    "mine": _amount(figure, mine) or Missing.EMPTY,
                    "target": target_words(target) if target else Missing.NOT_APPLICABLE,
                    "as_of": Day(figure.as_of),
                },
                url=f"{_ALL}{figure.code}/",
                key=figure.code,
            )
        )
    table = List(
        (
            Column("title", _("指标")), Column("clause", _("条款"), kind="id"),
            Column("mine", _("本年，我能看到的各县"), align="end"), Column("target", _("全市目标")), Column("as_of", _("截至")),
        ),
        rows=tuple(rows), total=len(rows), measure=_("项"),
        empty=Empty(_("还没有统计。每天夜里统计一次。"), Link(_("看政策文件"), "/policy/training/")),
    )  # fmt: skip
    said = _("数字和它的每一行一同保存，点开逐月逐县，再点开是班级。")
    title = pgettext("栏目", "指标")
    return render(
        request,
        Page(title, Head(title, said=said), (table,), flat=True, keys=("list",), printed=_printed(request, title)),
    )


def _found(code: str) -> OpenFigure:
    figure = next((f for f in _figures() if f.code == code), None)
    if figure is None:
        raise Http404
    return figure


@require_GET
@needs(ENTER)
def figure(request: Any, code: str) -> HttpResponse:
    one, counties = _found(code), _counties(request.actor)
    rows = _of(one, counties)
    frozen = {month.period: month for month in one.frozen}
    whole = "" in counties
    lines = []
    for period in sorted({row.period for row in rows}, reverse=True):
        cells: dict[str, Inline] = {"period": period, "all": _amount(one, [r for r in rows if r.period == period])}
        if whole:
            month = frozen.get(period)
            kept = FigureRow("", period, month.value, month.numerator, month.denominator) if month else None
            cells["frozen"] = (_amount(one, [kept]), " · ", Day(month.on)) if month and kept else _("未冻结")
        for county in counties:
            own = [r for r in rows if r.period == period and r.area[:6] == county]
            if own:
                amount = _amount(one, own)
                said = amount if isinstance(amount, str) else f"{sum(r.value or 0 for r in own):,}"
                cells[county or _NOWHERE] = Link(
                    said, f"{_ALL}{code}/{period}/{county or _NOWHERE}/", aloud=counties[county]
                )
            else:
                cells[county or _NOWHERE] = ""
        lines.append(Row(cells, key=period))
    columns = [Column("period", _("月份"), kind="id"), Column("all", _("合计"), align="end")]
    if whole:
        columns.append(Column("frozen", _("月末冻结数"), align="end"))
    columns += [Column(county or _NOWHERE, name, align="end") for county, name in counties.items()]
    table = List(
        tuple(columns), rows=tuple(lines), scroll=len(columns) > _WIDE, key="months",
        empty=Empty(_("您能看到的县还没有计入这项指标的班级。"), Link(_("返回指标"), _ALL)),
    )  # fmt: skip
    title = told.title_of(one)
    body = (
        Panel(_("口径"), (_about(one, counties),)),
        Panel(_("逐月逐县"), (table,), note=_("点开一格，看是哪些班级。")),
    )
    back = Link(_("返回指标"), _ALL)
    return render(
        request, Page(title, Head(title, number=one.clause, back=back), body, printed=_printed(request, title))
    )


def _about(one: OpenFigure, counties: Mapping[str, str]) -> Facts:
    facts = [Fact(_("怎样算"), _(one.asks), wide=True), Fact(_("条款"), Link(one.clause, f"/policy/{one.clause}/"))]
    if target := told.target_of(one):
        facts.append(Fact(_("全市目标"), target_words(target)))
    if one.unit == "person":
        # Persons of several counties do not add up; those of the whole city are told to whoever sees all of it.
        seen = [("", _("全市"))] if "" in counties else list(counties.items())
        facts += [
            Fact(_("%(where)s本年") % {"where": name}, Quantity(told.heads(one, told.year(one), code) or 0, _("人")))
            for code, name in seen
        ]
    return Facts((*facts, Fact(_("截至"), one.as_of), Fact(_("快照"), Id(one.snapshot[:16]))))


@require_GET
@needs(ENTER)
def behind(request: Any, code: str, period: str, county: str) -> HttpResponse:
    """The classes of a county and month; with ?class= the persons of one."""
    one, counties = _found(code), _counties(request.actor)
    area = "" if county == _NOWHERE else county
    kept = PUBLISHED.figure_rows(code)
    if area not in counties or not _PERIOD.fullmatch(period) or kept is None:
        raise Http404
    here = f"{_ALL}{code}/{period}/{county}/"
    found = classes_behind(kept, period, area)
    asked = request.GET.get("class")
    if asked is not None:
        return _persons(request, one, kept, period, area, asked, here)
    known = _classes([one_class.name for one_class in found])
    lines = [_class_row(one, row, known, here) for row in found]
    whole = _amount(one, [r for r in one.rows if r.period == period and r.area[:6] == area])
    share = one.unit == "percent"
    columns = [
        Column("class", _("班级")), Column("rows", _("计入分母") if share else _("人次"), kind="number"),
        *((Column("value", _("计入分子"), kind="number"),) if share else ()), Column("persons", _("人数"), kind="number"),
        Column("who", _("名单")),
    ]  # fmt: skip
    table = List(
        tuple(columns), rows=tuple(lines), total=len(found), measure=_("个班"), key="classes",
        empty=Empty(_("这个月没有计入的班级。"), Link(_("返回这项指标"), f"{_ALL}{code}/")),
    )  # fmt: skip
    title = f"{told.title_of(one)} · {counties[area]} · {period}"
    said = (_("合计"), " ", whole, " · ", _("截至"), " ", Day(one.as_of))
    back = Link(_("返回这项指标"), f"{_ALL}{code}/")
    page = Page(
        title, Head(title, said=said, back=back), (table,), flat=True, keys=("list",), printed=_printed(request, title)
    )
    return render(request, page)


def _classes(names: list[str]) -> dict[str, TrainingClass]:
    """Key in the facts → the class, where it was applied for here; one that came as a list alone has no case."""
    pairs = [(org, number) for org, _bar, number in (name.partition("|") for name in names) if _is_uid(org)]
    rows = TrainingClass.objects.filter(
        org__uid__in={uuid.UUID(org) for org, _number in pairs}, class_no__in={number for _org, number in pairs}
    ).exclude(state__in=("cancelled", "rejected", "draft"))
    return {f"{row.org.uid.hex}|{row.class_no}": row for row in rows.select_related("case", "org")}


def _is_uid(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def _class_row(one: OpenFigure, row: Behind, known: Mapping[str, TrainingClass], here: str) -> Row:
    klass = known.get(row.name)
    named: Inline = Chinese(row.name.partition("|")[2] or row.name) if row.name else _("不属于班级的")
    if klass is not None:
        named = (Link(klass.class_no, f"/desk/cases/{klass.case.number}/"), " ", Chinese(klass.org.name))
    cells: dict[str, Inline] = {"class": named, "rows": row.rows, "persons": row.persons}
    if one.unit == "percent":
        cells["value"] = row.value
    cells["who"] = (
        Link(_("看名单"), f"{here}?{_query(row.name)}", aloud=row.name.partition("|")[2]) if row.persons else ""
    )
    return Row(cells, key=row.name)


def _query(name: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"class": name})


def _persons(request: Any, one: OpenFigure, kept: Any, period: str, area: str, name: str, here: str) -> HttpResponse:
    every = rows_behind(kept, period, area, name)
    found = every[:_SHOWN]
    uids = {uuid.UUID(person) for _subject, person, _value in found if person and _is_uid(person)}
    known = {person.uid.hex: person for person in Person.objects.filter(uid__in=uids)}
    lines = []
    for subject, person, value in found:
        record = known.get(person or "")
        cells: dict[str, Inline] = {
            "name": Chinese(record.shown_name) if record else Missing.EMPTY,
            "number": record.shown_number if record else Missing.EMPTY,
        }
        if one.unit == "percent":
            cells["met"] = _("是") if value else _("否")
        lines.append(Row(cells, key=subject))
    columns = [Column("name", _("姓名")), Column("number", _("证件号码"))]
    if one.unit == "percent":
        columns.append(Column("met", _("计入分子")))
    table = List(
        tuple(columns), rows=tuple(lines), total=len(every), measure=_("人次"), key="persons",
        empty=Empty(_("这个班没有计入的人。"), Link(_("返回班级"), here)),
    )  # fmt: skip
    klass = _classes([name]).get(name)
    title = klass.class_no if klass else name.partition("|")[2] or name
    head = Head(title, said=(told.title_of(one), " · ", period), back=Link(_("返回班级"), here))
    return render(request, Page(title, head, (table,), flat=True, printed=_printed(request, title)))
