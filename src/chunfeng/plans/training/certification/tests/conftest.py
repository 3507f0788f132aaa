"""A school whose class is taught to its end, and a body that examines it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import actor_of
from chunfeng.base.orgs.models import Org
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.plans.training.certification.demo import Body, Certifying, Examining, Office, Scores, attend
from chunfeng.plans.training.certification.models import Certificate, Mark
from chunfeng.plans.training.classes.actions import turn
from chunfeng.plans.training.classes.demo import Opening
from chunfeng.plans.training.classes.tests.conftest import OPENS, School
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.tests.conftest import START, build, user

#: The day after the last lesson, and after it the days of the demo's walk.
OVER = OPENS + timedelta(days=10)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8, 0)))


@dataclass
class Ending:
    """school: its first provider has one class of 24 whose lessons are over."""

    school: School
    body: Body
    office: Office

    def taught(self, missing: Mapping[int, int] | None = None, **given: object) -> Opening:
        """missing: rank on the roster → how many of the last half days that person missed."""
        opening = self.school.approved(**given)
        turn(at(OPENS))
        entries = list(opening.fresh().entries.order_by("pk").values_list("pk", flat=True))
        document = self.school.town.paper(opening.case, "签到表")
        attend(
            opening.fresh(), self.school.clerk, document, {entries[n]: halves for n, halves in (missing or {}).items()}
        )
        turn(at(OVER))
        assert opening.fresh().state == "teaching_finished"
        return opening

    def begun(self) -> Certifying:
        return Certifying.begin(self.school.clerk, self.school.org, OVER, self.school.town.paper)

    def scheduled(self) -> Examining:
        return self.begun().reviewed(self.office, OVER).scheduled(self.office, self.body, OVER)

    def released(self, scores: object = None) -> tuple[Certifying, Examining]:
        certifying = self.begun().reviewed(self.office, OVER)
        exam = certifying.scheduled(self.office, self.body, OVER).arranged(OVER)
        exam.released(scores or all_pass)  # type: ignore[arg-type]
        return certifying, exam

    def certified(self, scores: object = None) -> Certifying:
        certifying, exam = self.released(scores)
        return certifying.certified(self.office, exam.exam.held_on + timedelta(days=1))

    def certificate(self) -> Certificate:
        certifying = self.certified()
        found = Certificate.objects.filter(completion=certifying.completion).order_by("pk").first()
        assert found
        return found


def all_pass(mark: Mark) -> Scores:
    return 60 + mark.seat, 62 + mark.seat


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files of our own making are read in this process."""
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    yield


def ended(missing: Mapping[int, int] | None = None) -> Ending:
    town = build()
    school = School(town, [providers.designate(providers.begin(town, n, START)) for n in range(2)])
    examiner = Org.objects.create(name="职业技能鉴定中心", kind="examiner", place=town.place)
    body = Body(
        examiner,
        actor_of(user("录入", "exam_clerk", org=examiner)),
        actor_of(user("复核", "exam_reviewer", org=examiner)),
    )
    made = Ending(school, body, Office(school.checker, school.head))
    made.taught(missing)
    return made


@pytest.fixture
def ending(db: None) -> Ending:
    return ended()
