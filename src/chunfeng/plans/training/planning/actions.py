"""A plan is handed in as one list, which takes the place of the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import pyarrow as pa
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.places.models import Place
from chunfeng.base.policy.pack import fold
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.declarations import Done, Fault, Receiver, Target
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.planning import queries
from chunfeng.plans.training.planning.feeds import PLAN
from chunfeng.plans.training.planning.models import PlanLine, YearPlan

_WHOLE = "全市"


def _drafts(actor: Actor) -> list[Target]:
    found = Case.objects.filter(actor.scope("year_plan.draft"), process=queries.PLAN, state="drafting")
    return [
        Target(c.number, f"{c.title} {c.number}", c.place_id, c.place.path)
        for c in found.select_related("place").order_by("-pk")
    ]


def _items() -> Mapping[str, str]:
    return {fold(item.title): item.code for item in pack().plan_items.values()}


def _places(plan: YearPlan) -> dict[str, Place]:
    """By the names that may stand in the list."""
    known = {fold(_WHOLE): plan.place, fold(plan.place.name): plan.place}
    return known | {fold(county.name): county for county in queries.counties(plan.place)}


def _plan(target: Target) -> YearPlan:
    return YearPlan.objects.select_related("place").get(case__number=target.code)


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    items, places = _items(), _places(_plan(target))
    titles = _("、").join(item.title for item in pack().plan_items.values())
    names = _("、").join([_WHOLE, *(county.name for county in places.values() if county.parent_id)])
    for at, (item, place) in enumerate(zip(*(table.column(n).to_pylist() for n in ("item", "place")), strict=True)):
        if fold(item) not in items:
            yield at, Fault("item", _("计划里没有这个项目"), _("改成其中一个：%(names)s") % {"names": titles})
        if fold(place) not in places:
            yield at, Fault("place", _("没有这个县（市、区）"), _("改成其中一个：%(names)s") % {"names": names})


def _commit(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    case = Case.objects.select_for_update().get(number=target.code)
    if case.state != "drafting":
        said = _("%(state)s的计划不能修改") % {"state": case.state_declared.label}
        return Refusal(said, _("等退回后再确认，或者放弃这次报送"))
    plan = _plan(target)
    items, places = _items(), _places(plan)
    rows = {(items[fold(r["item"])], places[fold(r["place"])].pk): r["persons"] for r in table.to_pylist()}
    lay_out(plan, rows, actor, upload=upload)
    return Done(len(rows), table.num_rows - len(rows))


def lay_out(
    plan: YearPlan, rows: Mapping[tuple[str, int], int], actor: Actor, *, upload: int | None = None, at: datetime | None = None
) -> None:  # fmt: skip
    """A plan's lines, all of them anew. rows: (item, key of the place) → persons."""
    replaced, _each = plan.lines.all().delete()
    PlanLine.objects.bulk_create(
        [PlanLine(plan=plan, item=item, place_id=place, persons=n) for (item, place), n in rows.items()],
        batch_size=1000,
    )
    record(
        "edit", actor, "case", plan.case.number, at=at, section="plan", upload=upload, rows=len(rows), replaced=replaced
    )


def _back(target: str) -> str:
    return f"/desk/cases/{target}/"


RECEIVERS = (
    Receiver(
        "plan", PLAN, "year_plan.draft", _drafts, _commit, _check, same=("item", "place"),
        words={"item": lambda: [item.title for item in pack().plan_items.values()]},
        example={"item": "创业培训", "place": _WHOLE, "persons": "5500"}, back=_back,
    ),
)  # fmt: skip
