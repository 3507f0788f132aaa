"""Reads of the yearly plan: what it says, whether it adds up, what is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chunfeng.base.places.models import Place
from chunfeng.base.policy.pack import PlanItem
from chunfeng.base.policy.values import pack
from chunfeng.plans.training.planning.models import PlanLine, YearPlan

PLAN = "training.year_plan"


def title(item: PlanItem) -> str:
    return item.english if (get_language() or "").startswith("en") else item.title


def counties(place: Place) -> list[Place]:
    """Among which a city divides its plan: counties, and zones that are counted by themselves."""
    return list(Place.objects.filter(parent=place, kind__in=("county", "zone"), counted_in=None).order_by("path"))


def parts() -> Mapping[str, Sequence[PlanItem]]:
    """Code of a line → the lines that are its parts."""
    found: dict[str, list[PlanItem]] = {}
    for item in pack().plan_items.values():
        found.setdefault(item.parent, []).append(item)
    return found


@dataclass(frozen=True)
class Sheet:
    """A plan laid out. said: (item, key of the place) → persons."""

    plan: YearPlan
    counties: Sequence[Place]
    said: Mapping[tuple[str, int], int]

    @classmethod
    def of(cls, plan: YearPlan) -> Sheet:
        """Two queries."""
        rows = PlanLine.objects.filter(list=plan).values_list("item", "place_id", "persons")
        return cls(plan, counties(plan.place), {(item, place): persons for item, place, persons in rows})

    @cached_property
    def broken(self) -> tuple[str, ...]:
        """Where parts do not add up to what they are parts of, each with its sum."""
        return tuple(self._broken())

    def _broken(self) -> Iterator[str]:
        places = [self.plan.place, *self.counties]
        for item, below in parts().items():
            if not item:
                continue
            for place in places:
                whole, each = self.said.get((item, place.pk)), [self.said.get((part.code, place.pk)) for part in below]
                # A county is not asked for its sums; where it gives them they must hold.
                if whole is None and place != self.plan.place:
                    continue
                if whole is None or None in each or whole != sum(n or 0 for n in each):
                    yield self._told(title(pack().plan_items[item]), place.name, each, whole)
        for code, line in pack().plan_items.items():
            if not line.programmes:
                continue
            whole = self.said.get((code, self.plan.place_id))
            each = [self.said.get((code, county.pk)) for county in self.counties]
            if whole is None or whole != sum(n or 0 for n in each):
                yield self._told(title(line), _("各县"), each, whole)

    @staticmethod
    def _told(item: str, where: str, each: Sequence[int | None], whole: int | None) -> str:
        known = [n for n in each if n is not None]
        told = "＋".join(f"{n:,}" for n in known) or "0"
        stated = _("没有写合计") if whole is None else _("合计写的是 %(n)s") % {"n": f"{whole:,}"}
        return _("%(where)s“%(item)s”：%(told)s＝%(sum)s，%(stated)s") % {
            "where": where, "item": item, "told": told, "sum": f"{sum(known):,}", "stated": stated,
        }  # fmt: skip

    @cached_property
    def below(self) -> tuple[str, ...]:
        """Lines of the whole city that stay below what the notice asks for."""
        found = []
        for item in pack().plan_items.values():
            said = self.said.get((item.code, self.plan.place_id), 0)
            if item.least is not None and said < item.least:
                found.append(
                    _("“%(item)s”%(said)s 人，少于通知要求的 %(least)s 人")
                    % {"item": title(item), "said": f"{said:,}", "least": f"{item.least:,}"}
                )
        return tuple(found)


def in_force(place: Place, year: int) -> YearPlan | None:
    return YearPlan.objects.filter(place=place, year=year, in_force=True).first()


def lines(item: str, year: int) -> list[PlanLine]:
    """What the plans in force give to an item, city first."""
    rows = PlanLine.objects.filter(list__in_force=True, list__year=year, item=item).select_related("place")
    return list(rows.order_by("place__path"))


def planned(place: Place, year: int, programme: str) -> int | None:
    """Persons that the plan in force gives a county or the whole city for a kind of training; None without a plan. A kind that
    two bureaus organise is the sum of both."""
    items = [item.code for item in pack().plan_items.values() if programme in item.programmes]
    lines: Any = PlanLine.objects.filter(list__in_force=True, list__year=year, place=place, item__in=items)
    said = list(lines.values_list("persons", flat=True))
    return sum(said) if said else None
