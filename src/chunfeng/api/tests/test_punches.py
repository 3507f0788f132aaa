"""The doors of devices: what opens them, what each answer is, and that nothing that is sent breaks them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import given as over
from hypothesis import strategies as st

from chunfeng.plans.training.attendance.models import Punch
from chunfeng.plans.training.attendance.tests.conftest import Running, here, running, school
from chunfeng.plans.training.classes.models import ClassSession

__all__ = ["here", "running", "school"]

pytestmark = pytest.mark.django_db

_NAMES = st.sampled_from(["uid", "card", "at", "sent_at", "punches"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner),
    max_leaves=12,
)

ONE, MANY, CARDS = "/api/attendance/punches/", "/api/attendance/batches/", "/api/attendance/cards/"


@pytest.fixture
def today(running: Running) -> Running:
    """The first day of the class is today, all day long."""
    day = timezone.localdate()
    first = running.klass.sessions.order_by("held_on", "from_time")[0]
    ClassSession.objects.filter(pk=first.pk).update(held_on=day, from_time="00:00", to_time="23:59", hours=4)
    return running


def post(running: Running, url: str, body: Any, key: str = "") -> Any:
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    head = {"Authorization": f"Bearer {key or running.key}"}
    return Client(headers=head).post(url, sent, content_type="application/json")


def one(running: Running, uid: str, nth: int = 0, **more: Any) -> dict[str, Any]:
    return {"uid": uid, "card": running.entries[nth].badge.code, "at": timezone.now().isoformat(), **more}


def test_a_punch_is_taken_once(today: Running) -> None:
    sent = one(today, "1")
    first, second = post(today, ONE, sent), post(today, ONE, sent)
    assert (first.status_code, first.json()["result"]) == (201, "taken")
    assert (second.status_code, second.json()["result"]) == (200, "known")
    again = post(today, ONE, one(today, "1", 1))
    assert again.status_code == 409 and "流水号 1" in again.json()["said"] and Punch.objects.count() == 1


def test_a_batch_is_answered_row_by_row(today: Running) -> None:
    rows = [
        one(today, "1"),
        one(today, "2", 1),
        {"uid": "3"},
        7,
        one(today, "4") | {"card": "NOBODY22"},
        one(today, "1") | {"card": "NOBODY22"},
    ]
    found = post(today, MANY, {"punches": rows}).json()
    assert (found["taken"], found["known"], found["refused"]) == (2, 0, 4)
    assert [(r["nth"], r["code"]) for r in found["rows"]] == [
        (2, "unreadable"), (3, "unreadable"), (4, "unknown_card"), (5, "number_used"),
    ]  # fmt: skip
    assert post(today, MANY, {"punches": rows[:2]}).json()["known"] == 2


def test_a_clock_that_is_wrong_is_told_and_kept(today: Running) -> None:
    ahead = (timezone.now() + timedelta(minutes=7)).isoformat()
    said = post(today, ONE, one(today, "1", sent_at=ahead)).json()
    assert 415 <= said["skew_seconds"] <= 421 and "快了" in said["clock_said"]
    assert Punch.objects.get().skew_seconds == said["skew_seconds"]
    assert post(today, ONE, one(today, "2", sent_at=timezone.now().isoformat())).json()["clock_said"] == ""


def test_without_a_key_nothing_opens(today: Running) -> None:
    for key in ("x", f"{today.device.pk}.x", "9999999999999999999.x", "\x00.", "1.\xff", today.key.upper()):
        answer = post(today, ONE, one(today, "1"), key)
        assert answer.status_code == 401 and "密钥" in answer.json()["said"]
    assert Client().get(CARDS).status_code == 401 and not Punch.objects.exists()


def test_the_cards_of_today_without_names(today: Running) -> None:
    head = {"Authorization": f"Bearer {today.key}"}
    told = Client(headers=head).get(CARDS).json()["half_days"]
    assert [len(half["cards"]) for half in told] == [24] and told[0]["class_no"] == "焊工第1期"
    assert set(told[0]) == {"held_on", "half_day", "clock", "class_no", "cards"}
    now = Client(headers=head).get("/api/attendance/clock/").json()["now"]
    assert now.startswith(timezone.localdate().isoformat())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400), ("{", 400), (b"\xff\xfe", 400), ("[" * 100_000, 400), ("[]", 422), ("null", 422), ("{}", 422), ('{"punches": {}}', 422),
        ('{"uid": "\\u0000", "card": "ABCD", "at": "2016-05-16"}', 422), ('{"punches": [' + "0," * 5000 + "0]}", 422),
        ('{"uid": "1", "card": "ABCD", "at": "0001-01-01T00:00:00+08:00"}', 422), ("1" * 5000, 400),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_wrong_is_a_sentence(today: Running, body: Any, status: int) -> None:
    for url in (ONE, MANY):
        answer = post(today, url, body)
        wanted = status if "punches" not in str(body) or url == MANY else 422
        assert answer.status_code == wanted and answer.json()["said"] and answer.json()["code"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@over(ANYTHING)
def test_nothing_that_is_sent_breaks_it(running: Running, body: Any) -> None:
    for url in (ONE, MANY):
        answer = post(running, url, body)
        assert answer.status_code in (200, 201, 400, 409, 422) and isinstance(answer.json(), dict)


def test_the_document_of_the_interface() -> None:
    told = Client().get("/api/openapi.json").json()
    assert {ONE, MANY, CARDS, "/api/attendance/clock/"} == set(told["paths"])
    body = told["paths"][ONE]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"uid", "card", "at"} == set(body["required"])
    assert Client().get("/api/nothing/").status_code == 404
