"""The demo city's training money: granted in February, allotted to counties, one order waiting for its second hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.engine import Refused, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.subsidy import queries


class NotBooked(Exception):
    """What the demo does was refused: the demo and the procedure no longer agree."""


def fund(city: Place, clerk: Actor, leader: Actor, today: date) -> None:
    year = today.year
    counties = list(Place.objects.filter(parent=city, kind="county").order_by("path"))
    _booked(_order(city, clerk, date(year, 1, 4), "grant", 12_000_000), leader, date(year, 1, 5))
    for n, county in enumerate(counties):
        order = _order(city, clerk, date(year, 1, 6), "allot", 1_500_000 + 50_000 * n, county)
        _booked(order, leader, date(year, 1, 7))
    _order(city, clerk, today - timedelta(days=1), "allot", 300_000, counties[0])


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _order(city: Place, clerk: Actor, day: date, kind: str, yuan: int, county: Place | None = None) -> Case:
    given = {
        "kind": kind, "source": "EMPLOYMENT", "level": "city", "year": str(day.year), "amount": str(yuan),
        "county": county.code if county else "", "document": f"演示财社〔{day.year}〕1号",
    }  # fmt: skip
    found = begin(PROCESSES[queries.ORDER], clerk, city, given, at=_at(day))
    if isinstance(found, Refused):
        raise NotBooked(str(found))
    return found


def _booked(case: Case, leader: Actor, day: date) -> None:
    taken = take(case, "approve", actor=leader, seen=case.version, answers={}, at=_at(day))
    if isinstance(taken, Refused):
        raise NotBooked(str(taken))
