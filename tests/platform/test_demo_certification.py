"""What the demo city shows is walked through the front door, and no rule accuses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import pytest

from chunfeng.base.access.actor import actor_of
from chunfeng.base.findings.models import Finding
from chunfeng.base.orgs.models import Org
from chunfeng.plans.training.certification.demo import Body, Office
from chunfeng.plans.training.certification.models import Candidate, Certificate, Completion, MarkChange
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.tests.conftest import START, build, user
from chunfeng.site import screening
from chunfeng.site.demo.enrolled import certify

TODAY = date(2016, 11, 23)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_snapshots() -> Iterator[None]:
    shutil.rmtree(screening.root(), ignore_errors=True)
    yield
    shutil.rmtree(screening.root(), ignore_errors=True)


def test_one_class_is_certified_and_another_waits_for_its_marks() -> None:
    town = build(orgs=2)
    providers.designate(providers.begin(town, 1, START))
    examiner = Org.objects.create(name="职业技能鉴定中心", kind="examiner", place=town.place)
    people = (user("录入", "exam_clerk", org=examiner), user("复核", "exam_reviewer", org=examiner))
    body = Body(examiner, *map(actor_of, people))
    school = town.orgs[1]
    certify((school, town.clerks[school.pk]), Office(town.staff.checkers[0], town.staff.head), body, TODAY, town.paper)
    first, second = Completion.objects.order_by("pk")
    assert (first.state, second.state) == ("certified", "scheduled")
    assert sorted(Candidate.objects.filter(completion=first, admitted=False).values_list("reason", flat=True)) == [
        "attendance", "denied",
    ]  # fmt: skip
    rows = Certificate.objects.filter(completion=first)
    assert rows.count() == 17 and rows.exclude(revoked_on=None).count() == 1
    change = MarkChange.objects.get()
    assert (change.state, change.was_theory, change.theory) == ("approved", 56, 66)
    exam = second.exams.get()
    assert exam.state == "arranged" and sum(m.entered for m in exam.marks.all()) == 10
    screening.screen()
    assert not list(Finding.objects.values_list("rule", "said"))
