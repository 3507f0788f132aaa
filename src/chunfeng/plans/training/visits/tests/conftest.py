"""The school of the classes' tests with a class that is taught, and a third official who may be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import User
from chunfeng.base.policy.values import choices
from chunfeng.base.workflow.engine import Refused, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.demo import Opening
from chunfeng.plans.training.classes.tests.conftest import OPENS, School, here, school
from chunfeng.plans.training.providers.tests.conftest import user
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import Visit
from chunfeng.plans.training.visits.processes import DRAWING

__all__ = ["here", "school"]

#: The second day of the class, in the middle of its first lesson.
DAY = date(2016, 5, 17)
DOCUMENT = "00000000-0000-0000-0000-000000000001"


def at(day: date = DAY, hour: int = 9, minute: int = 30) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass
class Scene:
    school: School
    opening: Opening
    third: Actor

    @property
    def head(self) -> Actor:
        return self.school.head

    def drawn(self, on: date = DAY, wanted: int = 1) -> Visit:
        """The draw of one county, and the visit that came out of it."""
        given = {"from_on": on, "to_on": on, "wanted": str(wanted)}
        found = begin(DRAWING, self.head, self.school.town.place, given, at=at(on, 8))
        assert isinstance(found, Case), found
        self.go(found, "draw", self.head, at(on, 8))
        return Visit.objects.latest("pk")

    def go(self, case: Case, step: str, actor: Actor, when: datetime, **answers: Any) -> Case:
        case.refresh_from_db()
        taken = take(case, step, actor=actor, seen=case.version, answers=answers, at=when)
        assert not isinstance(taken, Refused), str(taken)
        return case

    def inspectors(self, visit: Visit) -> list[Actor]:
        return [actor_of(User.objects.get(pk=v.user_id)) for v in queries.visitors(visit)]

    def found(self, visit: Visit, present: int, **other: Any) -> dict[str, Any]:
        """What stands on the sheet of the spot."""
        entries = visit.training_class.entries.filter(removed_on=None).order_by("pk")
        session = visit.training_class.sessions.filter(held_on=visit.from_on).first()
        assert session
        premises = visit.training_class.agreement.admission.premises.get()
        return {
            "certificate_shown": "on", "session": str(session.pk), "expected": str(entries.count()), "present": str(present),
            "signed_in": str(present), "here": [str(e.pk) for e in entries[:present]],
            "met": list(choices("training.class_visit_points")), "position": f"{premises.latitude},{premises.longitude}",
            "photos": [DOCUMENT], "head": "signed",
        } | other  # fmt: skip

    def signed(self, visit: Visit, present: int, **other: Any) -> Visit:
        one, two = self.inspectors(visit)
        when = at(visit.from_on)
        self.go(visit.case, "record", one, when, **self.found(visit, present, **other))
        self.go(visit.case, "sign", two, when)
        return Visit.objects.get(pk=visit.pk)


@pytest.fixture
def scene(school: School) -> Iterator[Scene]:
    opening = school.approved()
    opening.go("start", Actor.the_system(), OPENS)
    third = actor_of(user("检查员", "class_visitor", place=school.town.place))
    yield Scene(school, opening, third)
