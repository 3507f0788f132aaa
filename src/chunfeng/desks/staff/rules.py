"""The rules as officers read them: what each asks, by which clause and numbers, its text, its examples, how right it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from chunfeng.base.access.pages import needs
from chunfeng.base.findings.models import Run
from chunfeng.base.findings.queries import FEWEST, Precision, last_run, precision
from chunfeng.base.policy import values
from chunfeng.desks.open.words import with_unit
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display import words
from chunfeng.engines.display.page import (
    Chinese,
    Column,
    Condition,
    Day,
    Empty,
    Fact,
    Facts,
    Head,
    Id,
    Inline,
    Link,
    List,
    Moment,
    Page,
    Panel,
    Printed,
    Row,
    Share,
    Source,
)
from chunfeng.engines.screening.examples import Book, read_book
from chunfeng.engines.screening.found import all_facts, screen_folders
from chunfeng.engines.screening.header import Header, read_header
from chunfeng.engines.screening.results import asking
from chunfeng.engines.screening.rule import RuleFault

SEVERITY: Mapping[str, Any] = {"block": later("冻结"), "high": later("高"), "medium": later("中"), "low": later("低")}
#: Folders of a city's own rules, handed over by `site`.
OWN: list[Path] = []


@lru_cache(maxsize=1)
def _read(folders: tuple[Path, ...]) -> dict[str, Header]:
    tables = {facts.table: facts for facts in all_facts()}
    found = {}
    for folder in folders:
        for path in sorted(folder.glob("*.sql")):
            header = read_header(path, path.read_text("utf-8-sig"), tables)
            found[header.code] = header
    return dict(sorted(found.items()))


def headers() -> Mapping[str, Header]:
    """code → header and text of every rule; read once. A rule is judged at its run, not here."""
    return _read((*screen_folders(), *OWN))


@lru_cache(maxsize=200)
def _book(path: Path) -> Book | None:
    try:
        return read_book(path, all_facts())
    except RuleFault:
        return None


def _share(known: Precision | None) -> Inline:
    if known is None or known.share is None:
        return _("未足 %(n)s 件") % {"n": FEWEST}
    return Share(known.share)


def _came(code: str, run: Run | None) -> Inline:
    if run is None:
        return _("还没有运行过")
    if code in run.ran:
        return _("命中 %(n)s 件") % {"n": f"{run.ran[code]:,}"}
    lacked = run.not_run.get(code, _("上次运行时还没有这条规则"))
    return lacked if isinstance(lacked, str) else asking(lacked, all_facts(), _)


@require_GET
@needs("rule.read")
def rules(request: Any) -> HttpResponse:
    asked = request.GET.get("severity", "")
    run, known = last_run(), precision()
    rows = []
    for code, header in headers().items():
        if asked and header.text("severity") != asked:
            continue
        found = known.get(code)
        rows.append(
            Row(
                {
                    "title": _(header.text("title")),
                    "severity": SEVERITY.get(header.text("severity"), header.text("severity")),
                    "clause": header.text("clause"),
                    "open": found.undecided if found else 0,
                    "share": _share(found) if found else None,
                    "came": _came(code, run),
                },
                url=f"/desk/rules/{code}/",
                key=code,
                dim=bool(run and code in run.not_run),
            )
        )
    listed = List(
        (
            Column("title", _("规则")),
            Column("severity", _("程度")),
            Column("clause", _("条款"), kind="id"),
            Column("open", pgettext("疑点", "未认定"), kind="number"),
            Column("share", _("属实率"), align="end"),
            Column("came", _("最近一次"), wide=True),
        ),
        rows=tuple(rows),
        conditions=(
            Condition(
                SEVERITY.get(asked, _("不论程度")),
                options=tuple(Link(word, f"?severity={code}") for code, word in SEVERITY.items() if code != asked),
                without_url="?" if asked else "",
            ),
        ),
        total=len(rows),
        measure=_("条"),
        empty=Empty(_("没有这一类规则。"), Link(_("全部规则"), "?")),
    )
    said: Inline = None
    if run:
        counts = {"ran": len(run.ran), "not_run": len(run.not_run)}
        told = _("执行 %(ran)s 条，未执行 %(not_run)s 条") % counts
        said = (_("最近运行"), " ", Moment(run.taken_at, "iso"), _("，"), told)
    page = Page(
        _("规则"), Head(_("规则"), said=said), (listed,), flat=True, keys=("list",),
        printed=Printed(_("规则"), request.actor.name, timezone.now()),
    )  # fmt: skip
    return render(request, page)


@require_GET
@needs("rule.read")
def rule(request: Any, code: str) -> HttpResponse:
    header = headers().get(code)
    if header is None:
        raise Http404
    run, known = last_run(), precision(code).get(code)
    body: list[Any] = [Panel(_("参数"), (_parameters(header),))] if header.params else []
    body += [
        Panel(_("准不准"), (Facts(precision_facts(known)),), note=_("只计已有人认定的命中，全市合计。")),
        Panel(_("依据与范围"), (_about(header, code, run),)),
        Panel(_("规则全文"), (Source(header.path.read_text("utf-8-sig"), _("规则全文")),), note=Id(header.path.name)),
    ]
    book = _book(header.path)
    if book is not None and book.examples:
        note = _("算例就是测试：每次改动都逐行运行。")
        body.append(Panel(_("算例"), (_examples(book),), note=note))
    title = _(header.text("title"))
    page = Page(
        title,
        Head(title, number=code, said=_(header.text("asks")), back=Link(_("返回规则"), "/desk/rules/")),
        tuple(body),
        printed=Printed(title, request.actor.name, timezone.now(), snapshot_on=run.as_of_on if run else None),
    )  # fmt: skip
    return render(request, page)


def precision_facts(known: Precision | None) -> tuple[Fact, ...]:
    known = known or Precision()
    return (
        Fact(_("属实"), str(known.confirmed)),
        Fact(_("有合理说明"), str(known.explained)),
        Fact(_("数据有误"), str(known.data_error)),
        Fact(pgettext("疑点", "未认定"), str(known.undecided)),
        Fact(_("属实率"), (_share(known), _("（"), _("属实 ÷ 已认定"), _("）"))),
    )


def _about(header: Header, code: str, run: Run | None) -> Facts:
    clause = header.text("clause")
    untestable = run.untestable.get(code) if run else None
    facts = [
        Fact(_("条款"), Link(clause, f"/policy/#{clause}")),
        Fact(_("程度"), SEVERITY.get(header.text("severity"), "")),
        Fact(_("套路"), " ".join(header.patterns)),
        Fact(_("核查对象"), words.subject(header.text("subject"), say=_)),
        Fact(_("读取"), " · ".join(header.reads)),
        Fact(_("不适用"), _(header.text("not_for")), wide=True),
        Fact(_("最近一次"), (*((Moment(run.taken_at, "iso"), _("，")) if run else ()), _came(code, run)), wide=True),
        Fact(_("疑点"), Link(_("这条规则的疑点"), f"/desk/findings/?rule={code}&state=all")),
    ]
    if untestable:
        facts.append(Fact(_("无法核查"), _("%(n)s 行缺少核查所需的内容") % {"n": untestable}))
    if stands_in := header.text("stands_in_for"):
        facts.append(Fact(_("代替"), Link(stands_in, f"/desk/rules/{stands_in}/")))
    return Facts(tuple(facts))


def _parameters(header: Header) -> List:
    """Every value that a finding may have been judged by: chosen by the day of the event, never by today."""
    from chunfeng.base.governance.queries import history
    from chunfeng.desks.staff.parameters import area_named

    rows = []
    for code in header.params.values():
        parameter = values.pack().parameters.get(code)
        for day, area, value, reference, case in history(code):
            rows.append(
                Row(
                    {
                        "title": Link(_(parameter.title) if parameter else code, f"/desk/parameters/{code}/"),
                        "from": Day(day),
                        "area": area_named(area),
                        "value": with_unit(value, parameter) if value is not None and parameter else _("没有标准"),
                        "reference": Link(case, f"/desk/cases/{case}/") if case else _(reference),
                    }
                )
            )
    return List(
        (
            Column("title", _("参数")),
            Column("from", _("起始日")),
            Column("area", _("地区")),
            Column("value", _("值"), align="end"),
            Column("reference", _("依据")),
        ),
        rows=tuple(rows),
        empty=Empty(_("没有数值。"), Link(_("全部参数"), "/desk/parameters/")),
        key="parameters",
    )


def _examples(book: Book) -> List:
    rows = tuple(
        Row(
            {
                "name": Chinese(example.name),
                "day": Day(example.as_of),
                "lists": " · ".join(f"{table} {len(given)}" for table, given in example.tables.items() if table != "parameters"),
                "hits": Chinese(_("、").join(example.hits)) if example.hits else _("不命中"),
            }
        )
        for example in book.examples
    )  # fmt: skip
    return List(
        (
            Column("name", _("算例")),
            Column("day", _("截至")),
            Column("lists", _("行数")),
            Column("hits", _("应当命中")),
        ),
        rows=rows,
        key="examples",
    )
