"""A plan is handed in as one list, which takes the place of the one before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from chunfeng.base.places.models import Place
from chunfeng.base.policy.pack import fold
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.declarations import Fault, Receiver, Target
from chunfeng.plans.training.catalogue.actions import back, drafts, fills
from chunfeng.plans.training.planning import queries
from chunfeng.plans.training.planning.feeds import PLAN
from chunfeng.plans.training.planning.models import PlanLine, YearPlan

_WHOLE = "全市"


def _items() -> dict[str, str]:
    return {fold(item.title): item.code for item in pack().plan_items.values()}


def _places(plan: YearPlan) -> dict[str, Place]:
    """By the names that may stand in the list."""
    known = {fold(_WHOLE): plan.place, fold(plan.place.name): plan.place}
    return known | {fold(county.name): county for county in queries.counties(plan.place)}


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    items, places = _items(), _places(YearPlan.objects.select_related("place").get(case__number=target.code))
    titles = _("、").join(item.title for item in pack().plan_items.values())
    names = _("、").join([_WHOLE, *(county.name for county in places.values() if county.parent_id)])
    for at, (item, place) in enumerate(zip(*(table.column(n).to_pylist() for n in ("item", "place")), strict=True)):
        if fold(item) not in items:
            yield at, Fault("item", _("计划里没有这个项目"), _("改成其中一个：%(names)s") % {"names": titles})
        if fold(place) not in places:
            yield at, Fault("place", _("没有这个县（市、区）"), _("改成其中一个：%(names)s") % {"names": names})


def _lines(plan: YearPlan) -> Callable[[dict[str, Any]], PlanLine]:
    items, places = _items(), _places(plan)
    return lambda line: PlanLine(
        list=plan, item=items[fold(line["item"])], place=places[fold(line["place"])], persons=line["persons"]
    )


RECEIVERS = (
    Receiver(
        "plan", PLAN, "year_plan.draft", drafts(queries.PLAN, "year_plan.draft"), fills(_lines, "plan"), _check,
        same=("item", "place"), words={"item": lambda: [item.title for item in pack().plan_items.values()]},
        example={"item": "创业培训", "place": _WHOLE, "persons": "5500"}, back=back,
    ),
)  # fmt: skip
