"""The day on which something was received: when it was handed in, not when somebody began to write it."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

from django.apps import apps
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.tests import conftest as inspection
from chunfeng.plans.rights.inspection.tests.conftest import City
from chunfeng.plans.training.providers.demo import Clockwork
from chunfeng.plans.training.providers.tests import conftest as providers

city, town, walk = inspection.city, providers.town, providers.walk


def counter() -> Client:
    return signed_in(User.objects.get(username="受理"))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_application_is_received_when_it_is_handed_in(walk: Clockwork) -> None:
    assert walk.case.received_at is None
    begun = walk.day
    walk.later(3).go("submit", walk.clerk, undertaking=True)
    walk.later(2).go("return_", walk.town.staff.counter, reasons=["unreadable"], note="看不清")
    walk.later(2).go("submit", walk.clerk, undertaking=True)
    case = Case.objects.get(pk=walk.case.pk)
    assert case.received_at and timezone.localdate(case.received_at) == date(2016, 3, 15) > begun
    page = text(counter().get("/desk/cases/"))
    assert "2016-03-15" in page and begun.isoformat() not in page
    assert "开始填报" in text(counter().get(f"/desk/cases/{case.number}/"))


def test_what_is_withdrawn_before_it_was_handed_in_was_never_received(walk: Clockwork) -> None:
    walk.later().go("withdraw", walk.clerk)
    assert Case.objects.get(pk=walk.case.pk).received_at is None


def test_a_complaint_is_received_when_it_is_told(city: City) -> None:
    case = city.case("2015-01-05 23:30")
    assert case.received_at == case.opened_at and timezone.localdate(case.received_at) == date(2015, 1, 5)


def test_cases_of_before_learn_their_day_from_the_log(walk: Clockwork) -> None:
    walk.later(3).go("submit", walk.clerk, undertaking=True)
    walk.later().go("withdraw", walk.clerk)
    known = Case.objects.get(pk=walk.case.pk).received_at
    Case.objects.update(received_at=None)
    importlib.import_module("chunfeng.base.workflow.migrations.0004_received").told_by_the_log(apps, None)
    assert known and Case.objects.get(pk=walk.case.pk).received_at == known
