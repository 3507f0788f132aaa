"""Standards as they are shown: in their case, at the desk, on the open site, and where departments differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Column, Empty, Link, List, Missing, Money, Notice, Panel, Row
from chunfeng.plans.training.catalogue import queries
from chunfeng.plans.training.catalogue.models import StandardsList, SubsidyStandard
from chunfeng.plans.training.catalogue.queries import Difference, fund_words, level_words, programme_words, trade_words


def table(
    rows: Iterable[SubsidyStandard], *, place: bool = True, key: str = "standards", empty: Empty | None = None
) -> List:
    """place: whether place and document stand in it, which in a list's own case are said above."""
    columns = [
        Column("trade", _("工种")), Column("level", _("等级")), Column("programme", _("培训类型")),
        *((Column("place", _("地区")),) if place else ()), Column("fund", _("资金来源")),
        Column("amount", _("标准"), kind="money", unit=_("元/人")), Column("hours", _("最低课时"), kind="number"),
        Column("from", _("自"), kind="day"), Column("to", _("至"), kind="day"), *((Column("document", _("依据")),) if place else ()),
    ]  # fmt: skip
    keys = {column.key for column in columns}
    found = tuple(Row({k: v for k, v in cells(row).items() if k in keys}, key=str(row.pk)) for row in rows)
    return List(tuple(columns), rows=found, total=len(found), measure=_("条"), key=key, empty=empty or nothing())


def cells(row: SubsidyStandard) -> dict[str, Any]:
    return {
        "trade": trade_words(row), "level": level_words(row.level), "programme": programme_words(row.programme),
        "place": row.place.name, "fund": fund_words(row.fund), "amount": row.amount_fen,
        "hours": row.min_hours or Missing.NOT_APPLICABLE, "from": row.valid_from_on, "to": row.valid_to_on or "",
        "document": row.list.document,
    }  # fmt: skip


def nothing() -> Empty:
    return Empty(_("还没有生效的补贴标准。"), Link(_("怎样制定"), f"/guides/{queries.STANDARDS}/"))


def differing(found: Sequence[Difference]) -> List:
    """A task for each trade and level: who has to agree, and what each pays now."""
    rows = []
    for one in found:
        paid: list[Any] = []
        for n, row in enumerate(one.rows):
            who = f"{fund_words(row.fund)} · {programme_words(row.programme)} "
            paid += [_("；") + who if n else who, Money(row.amount_fen)]
        cells: dict[str, Any] = {
            "place": one.place.name,
            "trade": one.trade or _("各工种"),
            "level": level_words(one.level),
            "paid": tuple(paid),
        }
        rows.append(Row(cells, key=f"{one.place.code}-{one.trade}-{one.level}"))
    return List(
        (Column("place", _("地区")), Column("trade", _("工种")), Column("level", _("等级")), Column("paid", _("各部门现行标准"))),
        rows=tuple(rows), total=len(rows), measure=_("项"), key="differing",
        empty=Empty(_("各部门的标准都一致。"), Link(_("看条款"), "/policy/T-3.3.c/")),
    )  # fmt: skip


def differences_panel(found: Sequence[Difference], *, binding: bool = False) -> Panel:
    note = _("已到统一之日，不一致的标准不能生效。") if binding else _("逐步统一：列为待办，不影响现行标准的执行。")
    return Panel(_("待统一的标准"), (differing(found),), anchor="differences", note=note)


def panels(case: Case, actor: Actor) -> list[Panel]:
    record: StandardsList = case.record
    rows = list(record.rows.select_related("place", "list").order_by("pk"))
    body: list[Any] = []
    if record.valid_from_on < timezone.localdate() and case.closed_at is None:
        body.append(Notice(_("执行日期早于今天：这一天以后开班的按新标准重新计算。"), "due"))
    empty = Empty(_("还没有标准。"), _("下载模板，填好各工种等级的标准后上传。"))
    body.append(table(rows, place=False, key="list", empty=empty))
    if case.state == "drafting" and actor.may("standards.draft", place_path=case.place_path):
        body.append(Link(_("上传补贴标准表"), f"/desk/uploads/new/standards/?target={case.number}"))
    found = [Panel(_("标准"), tuple(body), anchor="rows")]
    if case.closed_at is None and (differ := queries.differences_after(record)):
        found.append(differences_panel(differ, binding=queries.must_agree(record.place, record.valid_from_on)))
    return found


def published(rows: Sequence[SubsidyStandard], day: date) -> List:
    return table(rows)
