"""Registers as they are shown: in the case of a list and on the open site, by the same columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Column, Empty, Id, Link, List, Missing, Panel, Row
from chunfeng.plans.training.registers import queries
from chunfeng.plans.training.registers.feeds import Register
from chunfeng.plans.training.registers.models import Entry, RegisterList


def table(register: Register, rows: Iterable[Entry], empty: Empty, *, place: bool = True) -> List:
    known = (
        Column("name", _("部门") if register.agencies else _("名称")), Column("credit_code", _("统一社会信用代码"), kind="id"),
        Column("sort", _("名单类别")), Column("year", _("年度")), Column("place", _("地区")), Column("document", _("文件")),
        Column("valid_from_on", _("印发日期") if register.agencies else _("自"), kind="day"), Column("valid_to_on", _("至"), kind="day"),
    )  # fmt: skip
    columns = tuple(c for c in known if c.key in register.columns or (place and c.key == "place"))
    keys = {column.key for column in columns}
    found = tuple(Row({k: v for k, v in _cells(register, row).items() if k in keys}, key=str(row.pk)) for row in rows)
    return List(columns, rows=found, total=len(found), measure=_("条"), empty=empty, key="entries")


def _cells(register: Register, row: Entry) -> dict[str, Any]:
    return {
        "name": queries.name_words(register, row), "credit_code": Id(row.credit_code) if row.credit_code else Missing.NOT_REPORTED,
        "sort": queries.sort_words(register, row), "year": str(row.year), "place": row.place.name, "document": row.document,
        "valid_from_on": row.valid_from_on, "valid_to_on": row.valid_to_on or "",
    }  # fmt: skip


def panels(case: Case, actor: Actor) -> list[Panel]:
    record: RegisterList = case.record
    register = queries.of_process(case.process)
    rows = record.rows.select_related("place").order_by("pk")
    empty = Empty(_("还没有上传名单。"), _("下载模板，填好后上传。"))
    body: list[Any] = [table(register, rows, empty, place=False)]
    if case.state == "drafting" and actor.may("register.draft", place_path=case.place_path):
        body.append(Link(_("上传名单"), f"/desk/uploads/new/{register.code}/?target={case.number}"))
    return [Panel(_("名单"), tuple(body), anchor="rows")]


def published(register: Register) -> Callable[[Sequence[Entry], date], List]:
    def made(rows: Sequence[Entry], day: date) -> List:
        guide = Link(_("怎样登记"), f"/guides/{register.process}/")
        return table(register, rows, Empty(_("台账上还没有登记。"), guide))

    return made
