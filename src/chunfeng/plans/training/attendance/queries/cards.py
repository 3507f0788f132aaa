"""The cards of trainees: for the device that waits for them, and for the provider who hands them out."""

from __future__ import annotations

from datetime import date

from chunfeng.plans.training.attendance.models import Badge
from chunfeng.plans.training.attendance.queries.devices import Caller
from chunfeng.plans.training.attendance.queries.halves import Half, halves
from chunfeng.plans.training.classes.models import HELD, ClassSession


def of_today(caller: Caller, today: date) -> list[tuple[Half, str, list[str]]]:
    """Half day, number of the class, codes of its trainees; of the device's own provider."""
    rows = ClassSession.objects.filter(
        held_on=today, training_class__org=caller.org, training_class__state__in=HELD
    ).order_by("training_class", "from_time")
    sessions: dict[tuple[int, str], list[tuple[object, ...]]] = {}
    wanted = ("training_class_id", "training_class__class_no", "held_on", "from_time", "to_time", "hours", "group")
    for klass, name, *row in rows.values_list(*wanted):
        sessions.setdefault((klass, name), []).append(tuple(row))
    codes: dict[int, list[str]] = {}
    own = Badge.objects.filter(entry__training_class__in=[k for k, _name in sessions], entry__removed_on=None)
    for klass, code in own.order_by("code").values_list("entry__training_class_id", "code"):
        codes.setdefault(klass or 0, []).append(code)
    return [
        (half, name, codes.get(klass, []))
        for (klass, name), told in sessions.items()
        for half in halves(told).values()  # type: ignore[arg-type]
    ]
