"""The code on the teacher's screen: good for some seconds, so that a picture of it sent to somebody at home is worth nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from chunfeng.base.keys import mac
from chunfeng.base.policy.values import value
from chunfeng.plans.training.attendance.queries.halves import Half, fitting, halves_of, local_minute
from chunfeng.plans.training.classes.models import HELD, TrainingClass

_USE: Final = "attendance code"
_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Scanned:
    """window: which turn of the code it was, since 1970."""

    klass: int
    held_on: date
    slot: int
    window: int


def seconds(now: datetime, area: str) -> int:
    return max(5, value("training.code_seconds", timezone.localdate(now), area))


def token(klass: int, half: Half, now: datetime, area: str) -> tuple[str, int]:
    """The code of this moment, and for how many seconds it stands."""
    every = seconds(now, area)
    window, gone = divmod(int(now.timestamp()), every)
    said = f"{klass:x}-{half.held_on.toordinal():x}-{half.slot}-{window:x}"
    return f"{said}-{_signed(said)}", every - gone


def _signed(said: str) -> str:
    return base64.b32encode(mac(said.encode(), _USE)[2 : 2 + _BYTES]).decode().rstrip("=").lower()


def read(text: str, now: datetime) -> Scanned | None:
    """What a code says, within its turn and the next: a phone takes a moment. None for any other text."""
    parts = text.split("-")
    if len(parts) != 5 or len(text) > 120 or not text.isascii():
        return None
    if not constant_time_compare(_signed("-".join(parts[:4])), parts[4]):
        return None
    klass, day, slot, window = int(parts[0], 16), int(parts[1], 16), int(parts[2]), int(parts[3], 16)
    found = TrainingClass.objects.filter(pk=klass).values_list("case__place__code", flat=True).first()
    if found is None or not 0 <= int(now.timestamp()) // seconds(now, found) - window <= 1:
        return None
    return Scanned(klass, date.fromordinal(day), slot, window)


def running(klass: TrainingClass, now: datetime) -> Half | None:
    """The half day that trainees may sign in to at this moment."""
    if klass.state not in HELD:
        return None
    day, minute = local_minute(now)
    area = klass.case.place.code  # type: ignore[union-attr]
    early, after = (value(f"training.punch_{name}_minutes", day, area) for name in ("early", "after"))
    return fitting((h for h in halves_of(klass).values() if h.held_on == day), minute, early, after)
