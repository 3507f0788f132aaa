"""What is taught where and when, and what of it was visited: the list, the table of days and the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.classes.models import ClassSession, TrainingClass
from chunfeng.plans.training.visits.models import SIGNED, Visit
from chunfeng.plans.training.visits.queries.visiting import VISITABLE, open_visits

READS = "visit.read"
DAYS = 7


def taught(actor: Actor, first: date, last: date) -> list[ClassSession]:
    """Lessons of the actor's places in the days, by place and time."""
    seen = actor.scope(READS, place="training_class__case__place_path", org="training_class__org")
    return list(
        ClassSession.objects.filter(seen, held_on__range=(first, last), training_class__state__in=VISITABLE)
        .select_related("training_class__org", "training_class__case", "room__premises", "teacher")
        .order_by("training_class__org__name", "training_class", "held_on", "from_time")[:2000]
    )


def visits_of(actor: Actor) -> QuerySet[Visit]:
    seen = actor.scope(READS, place="case__place_path", org="case__org")
    rows = Visit.objects.filter(seen).select_related("case__place", "training_class__org", "drawn_by")
    return rows.prefetch_related("visitors__user", "records")


@dataclass(frozen=True)
class Quarter:
    """first, last: its days. taught: classes with a lesson in it; visited: those of them whose visit was signed in it.
    wanted: how many should be visited."""

    first: date
    last: date
    taught: int
    visited: int
    wanted: int


def quarter(actor: Actor, day: date) -> Quarter:
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = add_months(first, 3) - timedelta(days=1)
    seen = actor.scope(READS, place="case__place_path", org="org")
    lessons = ClassSession.objects.filter(training_class=OuterRef("pk"), held_on__range=(first, last))
    signed = Visit.objects.filter(training_class=OuterRef("pk"), state__in=SIGNED, signed_on__range=(first, last))
    classes = TrainingClass.objects.filter(seen, Exists(lessons), approved_on__isnull=False)
    taught_ = classes.count()
    visited = classes.filter(Exists(signed)).count()
    percent = value("training.visit_quarter_percent", day)
    return Quarter(first, last, taught_, visited, -(-taught_ * percent // 100))


@dataclass(frozen=True)
class Point:
    """A place where classes are taught on a day. visited: how its last visit went ("", passed, yellow, red)."""

    name: str
    latitude: float
    longitude: float
    classes: Sequence[str]
    open_visit: bool
    colour: str


def points_of(actor: Actor, day: date) -> list[Point]:
    lessons = [s for s in taught(actor, day, day) if s.room]
    visited = {
        v.training_class_id for v in open_visits().filter(training_class__in={s.training_class_id for s in lessons})
    }
    colours = dict(
        Visit.objects.filter(training_class__in={s.training_class_id for s in lessons}, state__in=SIGNED)
        .order_by("signed_on")
        .values_list("training_class", "colour")
    )
    places: dict[int, tuple[Any, list[ClassSession]]] = {}
    for s in lessons:
        assert s.room
        places.setdefault(s.room.premises_id, (s.room.premises, []))[1].append(s)
    found = []
    for premises, held in places.values():
        keys = {s.training_class_id for s in held}
        worst = max((colours.get(key, "") for key in keys), key=("", "yellow", "red").index)
        found.append(
            Point(
                f"{held[0].training_class.org.name} {premises.name}", float(premises.latitude), float(premises.longitude),
                sorted({s.training_class.class_no for s in held}), bool(keys & visited), worst,
            )
        )  # fmt: skip
    return sorted(found, key=lambda point: point.name)
