"""The constraints alone refuse the impossible row: the door is for people, they are for everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chunfeng.plans.training.providers import demo
from chunfeng.plans.training.providers.demo import Clockwork
from chunfeng.plans.training.providers.models import (
    Admission,
    Agreement,
    BlacklistEntry,
    Card,
    Evaluation,
    ExpertScore,
    Objection,
    Premises,
    Room,
    Supervision,
    Teacher,
)

DAY = date(2016, 3, 10)


def impossible(rows: Any, **columns: Any) -> None:
    assert rows.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"licence_from_on": DAY, "licence_to_on": DAY - timedelta(days=1)},
        {"licence_from_on": None, "licence_to_on": DAY},
        {"capacity": 0},
        {"state": "submitted"},
        {"state": "submitted", "submitted_on": DAY},
        {"state": "designated"},
        {"state": "refused", "refused_for": "score"},
    ],
)
def test_a_draft(walk: Clockwork, columns: dict[str, Any]) -> None:
    impossible(Admission.objects.all(), **columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"accepted_on": None},
        {"accepted_on": DAY - timedelta(days=30)},
        {"submitted_on": None},
        {"undertaken_at": None},
        {"state": "publicity"},
        {"state": "deciding", "publicity_from_on": DAY},
        {"state": "publicity", "publicity_from_on": DAY, "publicity_to_on": DAY - timedelta(days=1)},
        {"state": "refusing"},
        {"state": "refused", "decided_on": DAY},
    ],
)
def test_an_accepted_application(walk: Clockwork, columns: dict[str, Any]) -> None:
    demo._accept(walk)
    impossible(Admission.objects.all(), **columns)


def test_a_designation_before_the_end_of_publicity(walk: Clockwork) -> None:
    demo.designate(walk)
    impossible(Admission.objects.all(), decided_on=walk.case.record.publicity_to_on)


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Premises, {"latitude": 60}),
        (Premises, {"tenure": "lease", "lease_to_on": None}),
        (Premises, {"tenure": "own", "lease_to_on": DAY}),
        (Room, {"capacity": 0}),
        (Room, {"capacity": 501}),
        (Teacher, {"certificate_to_on": date(1990, 1, 1)}),
        (Teacher, {"certificate_number": "1"}),
    ],
)
def test_rows_of_the_file(walk: Clockwork, model: Any, columns: dict[str, Any]) -> None:
    impossible(model.objects.all(), **columns)


def test_a_visit(walk: Clockwork) -> None:
    demo._sign(walk)
    visits = walk.case.record.visits.all()
    visit = visits.get()
    impossible(visits, second_id=visit.first_id)
    impossible(visits, signed_at=None)
    impossible(visits, second=None)
    impossible(visits, latitude=None)
    impossible(visits, latitude=None, longitude=None, metres_off=None)
    impossible(visits, metres_off=None)


def test_a_score(walk: Clockwork) -> None:
    demo._score_all(walk)
    impossible(ExpertScore.objects.all(), points=21)
    impossible(ExpertScore.objects.all(), points=-1)
    impossible(walk.case.record.seats.all(), recused_for="relative")


@pytest.mark.parametrize(
    "change",
    [
        lambda o: {"verdict": "dismissed"},
        lambda o: {"verdict": "dismissed", "answer": "x", "decided_at": o.received_at, "decided_by_id": o.investigated_by_id},
        lambda o: {"verdict": "maybe", "answer": "x", "decided_at": o.investigated_at},
        lambda o: {"answer": "x"},
        lambda o: {"findings": ""},
        lambda o: {"investigated_by_id": None},
    ],
)  # fmt: skip
def test_an_objection(walk: Clockwork, change: Callable[[Objection], dict[str, Any]]) -> None:
    demo._object(walk)
    objection = Objection.objects.get()
    walk.go("investigate", walk.town.staff.checkers[0], objection=objection.number, findings="x")
    objection.refresh_from_db()
    impossible(Objection.objects.all(), **change(objection))


def test_an_agreement(walk: Clockwork) -> None:
    agreement = demo.designate(walk)
    rows = Agreement.objects.all()
    impossible(rows, to_on=agreement.from_on - timedelta(days=1))
    impossible(rows, ended_on=agreement.from_on)
    impossible(rows, ended_for="fraud")
    impossible(rows, ended_on=agreement.to_on + timedelta(days=1), ended_for="fraud")
    impossible(rows, suspended_from_on=DAY)
    impossible(rows, suspended_from_on=DAY, suspended_to_on=DAY - timedelta(days=1))
    impossible(agreement.listings.all(), capacity=0)


def test_a_card_and_an_exit(walk: Clockwork) -> None:
    s = demo._card(walk)
    impossible(Card.objects.all(), colour="green")
    impossible(Card.objects.all(), ground="")
    rows = Supervision.objects.filter(case=s.case)
    impossible(rows, state="exited", exit_ground="fraud")
    impossible(rows, state="exit_proposed")
    impossible(rows, state="suspended")
    impossible(rows, state="dismissed", decided_on=s.case.record.found_on - timedelta(days=1))


def test_a_blacklisting_ends(walk: Clockwork) -> None:
    demo._blacklist(walk)
    entry = BlacklistEntry.objects.get()
    impossible(BlacklistEntry.objects.all(), to_on=entry.from_on)
    impossible(BlacklistEntry.objects.all(), ground="")


def test_an_evaluation(walk: Clockwork) -> None:
    from chunfeng.plans.training.providers.tests.test_supervision import rated

    rated(walk)
    rows = Evaluation.objects.all()
    impossible(rows, passed=101)
    impossible(rows, employed=None)
    impossible(rows, passed=None)
    impossible(rows, state="confirmed")
    impossible(rows, state="confirmed", confirmed_on=DAY, trained=None, result="")
