"""Lesson hours that each trainee of a class attended, of those that were delivered (domain 2.3b, 2.5).

A lesson counts by the minutes of it between first and last punch, to the nearest lesson hour; who signed a sheet, or punched
but once, was there for all of the half day. A lesson at which nobody was is not delivered: its hours are in no denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone

from chunfeng.base.policy.values import value
from chunfeng.plans.training.attendance import REPEAT_SECONDS
from chunfeng.plans.training.attendance.models import MakeUp, Mark
from chunfeng.plans.training.attendance.queries.halves import Half, Lesson, halves_of
from chunfeng.plans.training.classes.models import TrainingClass

Key = tuple[date, int]


@dataclass(frozen=True)
class Hours:
    """In lesson hours. attended: with those made up, never more than were delivered. delivered: taught while somebody of the class
    was there; what fell out is not."""

    attended: int
    delivered: int
    made_up: int = 0

    @property
    def share(self) -> Fraction:
        """Of a class in which nothing was delivered: nothing."""
        return Fraction(self.attended, self.delivered) if self.delivered else Fraction(0)

    def reaches(self, percent: int) -> bool:
        """Whether it is enough by a share of whole percents; the bound itself is."""
        return self.delivered > 0 and self.attended * 100 >= self.delivered * percent


@dataclass(frozen=True)
class Presence:
    """One trainee in one half day; without times: by a sheet alone."""

    first_at: datetime | None
    last_at: datetime | None
    sheet: int | None

    @property
    def left_at(self) -> datetime | None:
        """The last punch, where it is not the tap of the first once more."""
        if self.first_at and self.last_at and (self.last_at - self.first_at).total_seconds() >= REPEAT_SECONDS:
            return self.last_at
        return None

    def minutes(self, half: Half) -> tuple[int, int]:
        """From and to, as it counts."""
        left = self.left_at
        if self.sheet is not None or self.first_at is None or left is None:
            return half.first, half.last
        first = timezone.localtime(self.first_at)
        last = timezone.localtime(left)
        return first.hour * 60 + first.minute, last.hour * 60 + last.minute


@dataclass(frozen=True)
class Book:
    """All marks of a class. entries: keys of the trainees who are of it. made: hours made up for a half day, as accepted."""

    halves: Mapping[Key, Half]
    entries: tuple[int, ...]
    marks: Mapping[int, Mapping[Key, Presence]]
    made: Mapping[tuple[int, Key], int]
    unit: int
    delivered: Mapping[Key, frozenset[Lesson]] = field(default_factory=dict)

    def of(self, entry: int, half: Half) -> Hours:
        """One trainee in one half day: of the stream in which most was attended, where the class is in groups."""
        taught, mark = self.delivered.get(half.key, frozenset()), self.marks.get(entry, {}).get(half.key)
        best = Hours(0, 0)
        for stream in half.streams:
            given = [lesson for lesson in stream if lesson in taught]
            came = sum(_attended(lesson, mark, half, self.unit) for lesson in given) if mark else 0
            found = Hours(came, sum(lesson.hours for lesson in given))
            if (found.attended, found.delivered) > (best.attended, best.delivered):
                best = found
        made = min(self.made.get((entry, half.key), 0), best.delivered - best.attended)
        return Hours(best.attended + made, best.delivered, made) if made else best

    def total(self, entry: int) -> Hours:
        parts = [self.of(entry, half) for half in self.halves.values()]
        return Hours(
            sum(p.attended for p in parts), sum(p.delivered for p in parts), sum(p.made_up for p in parts)
        )  # fmt: skip


def _attended(lesson: Lesson, mark: Presence, half: Half, unit: int) -> int:
    first, last = mark.minutes(half)
    inside = min(last, lesson.last) - max(first, lesson.first)
    return min(lesson.hours, (inside + unit // 2) // unit) if inside > 0 else 0


def book(
    training_class: TrainingClass, found: Mapping[Key, Half] | None = None, entries: tuple[int, ...] | None = None
) -> Book:
    """A constant number of queries, however many trainees and lessons. found, entries: where they have been read already."""
    if found is None:
        found = halves_of(training_class)
    if entries is None:
        kept = training_class.entries.filter(removed_on=None).order_by("pk")
        entries = tuple(kept.values_list("pk", flat=True))
    marks: dict[int, dict[Key, Presence]] = {}
    told = Mark.objects.filter(entry__training_class=training_class.pk).order_by()
    for entry, held_on, slot, first_at, last_at, sheet in told.values_list(
        "entry_id", "held_on", "slot", "first_at", "last_at", "sheet_id"
    ):
        marks.setdefault(entry, {})[held_on, slot] = Presence(first_at, last_at, sheet)
    made: dict[tuple[int, Key], int] = {}
    for entry, missed_on, slot, hours_ in MakeUp.objects.filter(
        training_class=training_class.pk, state="accepted"
    ).values_list("entry_id", "missed_on", "slot", "hours"):
        made[entry, (missed_on, slot)] = made.get((entry, (missed_on, slot)), 0) + (hours_ or 0)
    unit = value("training.lesson_minutes", training_class.starts_on or timezone.localdate())
    return Book(found, entries, marks, made, unit, _delivered(found, marks.values(), unit))


def _delivered(
    found: Mapping[Key, Half], marks: Iterable[Mapping[Key, Presence]], unit: int
) -> Mapping[Key, frozenset[Lesson]]:  # fmt: skip
    """By half day the lessons that somebody attended; who was removed since had been there."""
    given: dict[Key, set[Lesson]] = {}
    for own in marks:
        for key, mark in own.items():
            if half := found.get(key):
                known = given.setdefault(key, set())
                if len(known) < len(half.lessons):
                    known.update(x for x in half.lessons if x not in known and _attended(x, mark, half, unit))
    return {key: frozenset(lessons) for key, lessons in given.items()}


def hours(training_class: TrainingClass) -> Mapping[int, Hours]:
    """Key of a roster entry that is still of the class → its hours. A constant number of queries."""
    kept = book(training_class)
    return {entry: kept.total(entry) for entry in kept.entries}
