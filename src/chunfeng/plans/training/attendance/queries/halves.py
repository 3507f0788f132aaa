"""The half days of a calendar, as attendance counts them: one punch in and one out of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from chunfeng.plans.training.classes.models import TrainingClass

#: A lesson that begins before noon is of the morning, before six of the afternoon; all others are of the evening.
_NOON, _SIX = 12 * 60, 18 * 60

#: held_on, from_time, to_time, hours, group: of a session, as they stand in its columns.
Row = tuple[date, time, time, int, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """In minutes from midnight. group: "" where it is for the whole class."""

    first: int
    last: int
    hours: int
    group: str


@dataclass(frozen=True, slots=True)
class Half:
    held_on: date
    slot: int
    lessons: tuple[Lesson, ...]

    @property
    def key(self) -> tuple[date, int]:
        return self.held_on, self.slot

    @property
    def first(self) -> int:
        return min(lesson.first for lesson in self.lessons)

    @property
    def last(self) -> int:
        return max(lesson.last for lesson in self.lessons)

    @property
    def clock(self) -> str:
        first, last = self.first, self.last
        return f"{first // 60:02d}:{first % 60:02d}-{last // 60:02d}:{last % 60:02d}"

    @property
    def streams(self) -> tuple[tuple[Lesson, ...], ...]:
        """What one trainee is taught in it: the lessons of the whole class with those of one group."""
        groups = sorted({x.group for x in self.lessons if x.group}) or [""]
        return tuple(tuple(x for x in self.lessons if x.group in ("", group)) for group in groups)


def minute(of: time) -> int:
    return of.hour * 60 + of.minute


def slot_of(first: int) -> int:
    return 1 if first < _NOON else 2 if first < _SIX else 3


def halves(rows: Iterable[Row]) -> dict[tuple[date, int], Half]:
    found: dict[tuple[date, int], list[Lesson]] = {}
    for held_on, first, last, hours, group in rows:
        lesson = Lesson(minute(first), minute(last), hours, group)
        found.setdefault((held_on, slot_of(lesson.first)), []).append(lesson)
    return {key: Half(*key, tuple(sorted(found[key], key=lambda x: (x.first, x.group)))) for key in sorted(found)}


def halves_of(klass: TrainingClass) -> dict[tuple[date, int], Half]:
    rows = klass.sessions.order_by("held_on", "from_time")
    return halves(rows.values_list("held_on", "from_time", "to_time", "hours", "group"))


def fitting(of_day: Iterable[Half], at: int, early: int, after: int) -> Half | None:
    """The half day that a punch belongs to, by its minute of the day: the nearest of those that it is in time for."""

    def off(half: Half) -> int:
        return max(half.first - at, at - half.last, 0)

    known = [half for half in of_day if half.first - early <= at <= half.last + after]
    return min(known, key=lambda half: (off(half), half.first)) if known else None


def local_minute(at: datetime) -> tuple[date, int]:
    here = timezone.localtime(at)
    return here.date(), here.hour * 60 + here.minute
