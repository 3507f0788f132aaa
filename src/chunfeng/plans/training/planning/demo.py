"""The demo city's plans: one in force for this year, and a change of it on somebody's desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.engine import Refused, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.planning import queries
from chunfeng.plans.training.planning.actions import lay_out


class NotPlanned(Exception):
    """What the demo does was refused: the demo and the procedure no longer agree."""


def plan(city: Place, drafter: Actor, issuer: Actor, today: date) -> None:
    """This year's plan, issued in January, and one hundred persons more for start-ups, submitted yesterday."""
    issued = _drawn_up(city, drafter, date(today.year, 1, 1), {})
    _step(issued, "issue", issuer, date(today.year, 1, 2))
    _drawn_up(city, drafter, today - timedelta(days=1), {"startup": 100})


def _drawn_up(city: Place, drafter: Actor, day: date, more: dict[str, int]) -> Case:
    found = begin(PROCESSES[queries.PLAN], drafter, city, {"year": str(day.year)}, at=_at(day))
    if isinstance(found, Refused):
        raise NotPlanned(str(found))
    lay_out(found.record, _lines(city, more), drafter, at=_at(day))
    _step(found, "submit", drafter, day)
    return found


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def _step(case: Case, code: str, actor: Actor, day: date) -> None:
    case.refresh_from_db()
    taken = take(Case.objects.get(pk=case.pk), code, actor=actor, seen=case.version, answers={}, at=_at(day))
    if isinstance(taken, Refused):
        raise NotPlanned(f"{code}：{taken}")


def _lines(city: Place, more: dict[str, int]) -> dict[tuple[str, int], int]:
    """The figures of the notice, divided among the counties by their number; the first takes what is left over."""
    counties, items = queries.counties(city), pack().plan_items
    persons: dict[str, int] = {}
    rows: dict[tuple[str, int], int] = {}
    for code, item in reversed(items.items()):
        parts = [persons[part.code] for part in items.values() if part.parent == code]
        persons[code] = sum(parts) if parts else (item.least or 0) + more.get(code, 0)
        rows[code, city.pk] = persons[code]
        each, left = divmod(persons[code], len(counties))
        # Sums of a county hold only where its parts are divided alike: only lines without parts are.
        for n, county in enumerate(counties if item.programmes else ()):
            rows[code, county.pk] = each + (left if n == 0 else 0)
    return rows
