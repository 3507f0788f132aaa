"""A trainee who opened the code on the teacher's screen signs in from the own phone."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.workflow.declarations import Reason
from chunfeng.plans.training.attendance.actions.punching import widen
from chunfeng.plans.training.attendance.models import Punch
from chunfeng.plans.training.attendance.queries.codes import Scanned
from chunfeng.plans.training.attendance.queries.halves import halves_of
from chunfeng.plans.training.classes.models import HELD, ClassSession, RosterEntry
from chunfeng.plans.training.providers.queries import metres

#: latitude, longitude in degrees, and how exact it is in metres, as a phone says.
Position = tuple[float, float, float]


def sign_in(
    entry: RosterEntry, scanned: Scanned, at: datetime, position: Position | None = None, *, now: datetime | None = None
) -> Punch | Reason:
    """at: when the code was opened. No position is a lawful answer. The same code opened twice is one punch."""
    klass, at = entry.training_class, at.replace(microsecond=0)
    if klass is None or klass.state not in HELD:
        return Reason(_("这个班没有在上课"))
    if entry.removed_on and entry.removed_on <= scanned.held_on:
        return Reason(_("您已经退出这个班"))
    if (scanned.held_on, scanned.slot) not in halves_of(klass):
        return Reason(_("这次课已经改期，请问老师"))
    off, accuracy = _placed(klass.pk, scanned, position)
    punch = Punch(
        uid=f"code-{scanned.window}", entry=entry, held_on=scanned.held_on, slot=scanned.slot, at=at,
        received_at=now or timezone.now(), metres_off=off, accuracy=accuracy,
    )  # fmt: skip
    try:
        with transaction.atomic():
            punch.save()
            widen({(entry.pk, scanned.held_on, scanned.slot): (at, at)})
    except IntegrityError:
        return Punch.objects.get(entry=entry, device=None, uid=punch.uid)
    return punch


def _placed(klass: int, scanned: Scanned, position: Position | None) -> tuple[int | None, int | None]:
    """Metres from the nearest premises at which the day's lessons are; none is told of a place outdoors."""
    if position is None:
        return None, None
    held = ClassSession.objects.filter(training_class=klass, held_on=scanned.held_on).exclude(room=None)
    there = {
        (s.room.premises.latitude, s.room.premises.longitude) for s in held.select_related("room__premises") if s.room
    }
    if not there:
        return None, None
    latitude, longitude, accuracy = position
    return min(metres(latitude, longitude, *one) for one in there), min(round(accuracy), 10_000_000)


def position(latitude: str, longitude: str, accuracy: str) -> Position | None:
    """As a phone's browser gave it; anything odd is no position."""
    try:
        found = float(latitude), float(longitude), float(accuracy)
    except ValueError:
        return None
    sound = -90 <= found[0] <= 90 and -180 <= found[1] <= 180 and 0 <= found[2] < 10_000_000
    return found if sound else None
