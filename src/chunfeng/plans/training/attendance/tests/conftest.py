"""A class of 24 welders that runs, with a device, cards, and a clock that the test sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.plans.training.attendance import actions, demo
from chunfeng.plans.training.attendance.actions import punching
from chunfeng.plans.training.attendance.actions.punching import Given, Outcome
from chunfeng.plans.training.attendance.models import Device
from chunfeng.plans.training.attendance.queries.devices import Caller, caller
from chunfeng.plans.training.classes.models import RosterEntry, TrainingClass
from chunfeng.plans.training.classes.tests.conftest import OPENS, School, here, school

__all__ = ["Running", "at", "here", "running", "school"]


def at(clock: str, day: date = OPENS) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


@dataclass
class Running:
    """Eight lesson hours a day from OPENS on: 08:30-11:30, 13:30-15:45, 15:50-16:35 on the first six days."""

    school: School
    klass: TrainingClass
    device: Device
    key: str
    seen: int = 0

    @property
    def clerk(self) -> Actor:
        return self.school.clerk

    @property
    def caller(self) -> Caller:
        found = caller(self.key)
        assert found
        return found

    @property
    def entries(self) -> Sequence[RosterEntry]:
        return list(self.klass.entries.select_related("badge", "person").order_by("pk"))

    def given(self, nth: int, clock: str, day: date = OPENS, uid: str = "") -> Given:
        self.seen += 1
        return Given(uid or f"n{self.seen}", self.entries[nth].badge.code, at(clock, day))

    def punch(self, *given: Given, now: datetime | None = None) -> list[Outcome]:
        return punching.take(self.caller, given, now or max(g.at for g in given) + timedelta(seconds=1))

    def day(self, nth: int, *clocks: str, day: date = OPENS) -> None:
        """Punches of a trainee at these times."""
        assert all(one.code == "taken" for one in self.punch(*(self.given(nth, clock, day) for clock in clocks)))


@pytest.fixture
def running(school: School) -> Running:
    opening = school.approved().go("start", Actor.the_system(), OPENS)
    klass = opening.fresh()
    device, key = demo.device(school.clerk, school.org, school.checker, OPENS, "KQ-0001")
    actions.make_cards(klass, school.clerk)
    return Running(school, klass, device, key)
