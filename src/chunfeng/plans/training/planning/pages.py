"""What the case page shows of a plan: every line by county, and where it does not add up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.pack import PlanItem
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Column, Empty, Inline, Link, List, Mark, Missing, Notice, Panel, Row
from chunfeng.plans.training.planning import queries
from chunfeng.plans.training.planning.models import YearPlan


def panels(case: Case, actor: Actor) -> list[Panel]:
    plan: YearPlan = case.record
    sheet = queries.Sheet.of(plan)
    body: list[Any] = []
    if sheet.said and (wrong := (*sheet.broken, *sheet.below)):
        body.append(Notice(wrong, "bad"))
    body.append(_matrix(sheet))
    if case.state == "drafting" and actor.may("year_plan.draft", place_path=case.place_path):
        body.append(Link(_("上传任务分解表"), f"/desk/uploads/new/plan/?target={case.number}"))
    return [Panel(_("任务分解"), tuple(body), anchor="plan")]


def _named(item: PlanItem) -> Inline:
    """A sum stands out among its parts."""
    return queries.title(item) if item.programmes else Mark(queries.title(item), "strong")


def _matrix(sheet: queries.Sheet) -> List:
    before = queries.Sheet.of(sheet.plan.revises).said if sheet.plan.revises else {}
    city = sheet.plan.place
    columns = [
        Column("item", _("培训项目")),
        Column("whole", _("全市"), kind="number", unit=_("人")),
    ]
    if before:
        columns.append(Column("change", _("比现行"), kind="number"))
    columns += [Column(str(county.pk), county.name, kind="number") for county in sheet.counties]
    rows = []
    for item in pack().plan_items.values():
        whole = sheet.said.get((item.code, city.pk))
        cells: dict[str, Any] = {
            "item": (_named(item), " ", Link(item.clause, f"/policy/{item.clause}/")),
            "whole": Missing.EMPTY if whole is None else whole,
        }  # fmt: skip
        if before:
            change = (whole or 0) - before.get((item.code, city.pk), 0)
            cells["change"] = f"{change:+,}" if change else "0"
        for county in sheet.counties:
            cells[str(county.pk)] = sheet.said.get((item.code, county.pk), "")
        rows.append(Row(cells, key=item.code))
    return List(
        tuple(columns), rows=tuple(rows) if sheet.said else (), scroll=True, caption=_("单位：人"),
        empty=Empty(_("还没有任务分解表。"), _("下载模板，填好各项目各县人数后上传。")),
    )  # fmt: skip
