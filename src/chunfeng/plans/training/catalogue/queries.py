"""Which standard holds where and when, and where departments differ (T-3.3.c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import NoValue, pack, value
from chunfeng.plans.training.catalogue.models import LEVELS, StandardsList, SubsidyStandard, following

STANDARDS = "training.standards"
#: Whether the departments of an area have to agree, from a day on.
UNIFIED = "training.standards_unified_from"


def on(day: date) -> QuerySet[SubsidyStandard]:
    """Those that hold on a day, everywhere."""
    lasting = Q(valid_to_on=None) | Q(valid_to_on__gte=day)
    return (
        SubsidyStandard.objects.filter(lasting, in_force=True, valid_from_on__lte=day)
        .select_related("place", "list__case")
        .order_by("place__path", "trade", "level", "programme", "fund", "pk")
    )


def standard_on(
    trade: str, level: int, programme: str, place: Place, day: date, fund: str = ""
) -> SubsidyStandard | None:
    """The standard that holds for a class: the own county's before the city's, then the one that says more. fund: empty for
    whichever pays."""
    rows = on(day).filter(
        place__code__in=place.path.strip("/").split("/"), trade__in=("", trade), level__in=(0, level),
        programme__in=("", programme),
    )  # fmt: skip
    if fund:
        rows = rows.filter(fund=fund)
    return max(
        rows, key=lambda r: (len(r.place.path), bool(r.trade), bool(r.level), bool(r.programme), -r.pk), default=None
    )


def of_programme(programme: str, fund: str, day: date) -> QuerySet[SubsidyStandard]:
    """What a department's programme pays by."""
    return on(day).filter(programme__in=("", programme), fund=fund)


@dataclass(frozen=True)
class Difference:
    """One trade and level for which one place pays differently, by who pays and for what."""

    place: Place
    trade: str
    level: int
    rows: Sequence[SubsidyStandard]


def differences(rows: Iterable[SubsidyStandard]) -> list[Difference]:
    """rows: those that hold on one day, with their places. A county pays by its own rows, and by the city's where it has none
    of that fund and programme; what only the city says differently is told once, of the city."""
    by_place: dict[int, list[SubsidyStandard]] = {}
    places: dict[int, Place] = {}
    for row in rows:
        places[row.place_id] = row.place
        by_place.setdefault(row.place_id, []).append(row)
    found = []
    for key, place in sorted(places.items(), key=lambda one: one[1].path):
        above = sorted((p for p in places.values() if place.path.startswith(p.path)), key=lambda p: len(p.path))
        holding: dict[tuple[str, int], dict[tuple[str, str], SubsidyStandard]] = {}
        for at in above:
            for row in by_place[at.pk]:
                holding.setdefault((row.trade, row.level), {})[row.programme, row.fund] = row
        for (trade, level), of in sorted(holding.items()):
            if len({row.amount_fen for row in of.values()}) > 1 and any(row.place_id == key for row in of.values()):
                found.append(Difference(place, trade, level, tuple(of[k] for k in sorted(of))))
    return found


def differences_after(record: StandardsList) -> list[Difference]:
    """Where departments would differ in the list's place on its first day, once it is issued."""
    day, new = record.valid_from_on, list(record.rows.select_related("place"))
    named = {(row.trade, row.level) for row in new}
    old = list(on(day).filter(place__code__in=record.place.path.strip("/").split("/")))
    following(old, new)
    told = differences([row for row in old if row.in_force and row.holds(day)] + new)
    return [one for one in told if one.place == record.place and (one.trade, one.level) in named]


def must_agree(place: Place, day: date) -> bool:
    try:
        return bool(value(UNIFIED, day, place.code))
    except NoValue:
        return False


def standing(record: StandardsList) -> QuerySet[SubsidyStandard]:
    """Rows of the list's place that it may end."""
    return SubsidyStandard.objects.filter(place=record.place_id, in_force=True)


def begun_before(record: StandardsList, today: date) -> list[SubsidyStandard]:
    """Rows in force that began on the list's first day or later and may have been paid by: no list takes them back."""
    new = {row.same for row in record.rows.all()}
    rows = standing(record).filter(valid_from_on__gte=record.valid_from_on, valid_from_on__lte=today)
    return [row for row in rows.order_by("pk") if row.same in new]


def trade_words(row: SubsidyStandard | Difference) -> str:
    return row.trade or _("各工种")


def level_words(level: int) -> str:
    return str(LEVELS[level]) if level else _("各等级")


def fund_words(fund: str) -> str:
    return _(pack().fund_titles.get(fund, fund))


def programme_words(programme: str) -> str:
    return _(pack().programme_titles.get(programme, programme)) if programme else _("各类培训")


def named(row: SubsidyStandard) -> str:
    """A standard in one phrase, as in a sentence."""
    return f"{trade_words(row)} {level_words(row.level)}"
