"""打卡上传：一条、成批、重复、乱序、补传，不该收的说明为什么。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import given as over
from hypothesis import strategies as st

from chunfeng.plans.training.attendance.actions import punching
from chunfeng.plans.training.attendance.actions.punching import Given, Outcome
from chunfeng.plans.training.attendance.models import Mark, Punch
from chunfeng.plans.training.attendance.queries.devices import caller
from chunfeng.plans.training.attendance.tests.conftest import Running, at
from chunfeng.plans.training.classes.tests.conftest import OPENS

pytestmark = pytest.mark.django_db


def said(running: Running, *given: Given, now: str = "18:00") -> list[str]:
    return [one.code for one in running.punch(*given, now=at(now))]


def test_sent_again_it_is_known_and_changes_nothing(running: Running) -> None:
    first, last = running.given(0, "08:21"), running.given(0, "11:33")
    assert said(running, first, last) == ["taken", "taken"]
    before = list(Mark.objects.values_list()), Punch.objects.count()
    assert said(running, first, last) == ["known", "known"] == said(running, last, first)
    assert (list(Mark.objects.values_list()), Punch.objects.count()) == before


def test_twice_in_one_batch_is_once(running: Running) -> None:
    one = running.given(0, "08:21")
    assert said(running, one, one) == ["taken", "known"] and Punch.objects.count() == 1


def test_a_number_that_stands_for_another_punch_loses_neither_in_silence(running: Running) -> None:
    assert said(running, running.given(0, "08:21", uid="7")) == ["taken"]
    assert said(running, running.given(1, "08:22", uid="7")) == ["number_used"]
    assert said(running, running.given(2, "08:22", uid="8"), running.given(3, "08:22", uid="8")) == [
        "taken",
        "number_used",
    ]
    assert set(Mark.objects.values_list("entry_id", flat=True)) == {running.entries[n].pk for n in (0, 2)}


def test_what_belongs_nowhere_is_told_row_by_row(running: Running) -> None:
    gone = running.entries[5]
    gone.removed_on, gone.removed_because = OPENS, "找到工作"
    gone.save()
    rows = [
        running.given(0, "08:21"),
        Given("u1", "ZZZZ2222", at("08:21")),
        running.given(1, "06:00"),
        running.given(2, "23:00"),
        running.given(5, "08:21"),
        running.given(3, "08:21", OPENS - timedelta(days=8)),
    ]
    assert said(running, *rows) == ["taken", "unknown_card", "no_lesson", "in_future", "left_class", "too_old"]
    assert Punch.objects.count() == 1


def test_a_card_of_another_provider_is_unknown(running: Running) -> None:
    running.device.org = running.school.town.orgs[1]
    running.device.save()
    assert said(running, running.given(0, "08:21")) == ["unknown_card"]


def test_a_class_that_does_not_run_takes_none(running: Running) -> None:
    running.klass.case.refresh_from_db()
    type(running.klass).objects.filter(pk=running.klass.pk).update(state="cancelled")
    assert said(running, running.given(0, "08:21")) == ["not_running"]


def test_a_punch_between_two_half_days_is_of_the_nearer(running: Running) -> None:
    running.day(0, "12:20", "12:31")
    assert list(Mark.objects.values_list("slot", flat=True)) == [1, 2]


def test_a_key_opens_its_own_device_while_it_is_in_use(running: Running) -> None:
    assert (
        caller(running.key) and not caller(running.key + "x") and not caller("") and not caller(f"{running.device.pk}.")
    )
    running.device.refresh_from_db()
    assert bytes(running.device.key_mac or b"").find(running.key.encode()) < 0
    running.device.case.refresh_from_db()
    from chunfeng.plans.training.attendance.demo import go

    go(running.device.case, "end", running.clerk, at("18:00"), note="")
    assert caller(running.key) is None


def test_the_number_of_statements_does_not_follow_the_batch(running: Running) -> None:
    with CaptureQueriesContext(connection) as few:
        said(running, *(running.given(n, "08:21") for n in range(2)))
    rows = [running.given(n % 24, f"08:{n // 24 + 10:02d}") for n in range(240)]
    with CaptureQueriesContext(connection) as many:
        assert set(said(running, *rows)) == {"taken"}
    assert len(many) <= len(few)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@over(st.permutations(range(8)), st.integers(1, 8))
def test_order_and_cuts_of_what_is_sent_make_no_difference(running: Running, order: list[int], size: int) -> None:
    Punch.objects.all().delete()
    Mark.objects.all().delete()
    code = running.entries[0].badge.code
    clocks = ["08:21", "08:22", "09:40", "11:33", "13:25", "14:00", "16:30", "16:37"]
    rows = [Given(str(n), code, at(clocks[n])) for n in order]
    for start in range(0, 8, size):
        running.punch(*rows[start : start + size], *rows[:2], now=at("18:00"))
    spans = Mark.objects.order_by("slot").values_list("slot", "first_at", "last_at")
    assert list(spans) == [(1, at("08:21"), at("11:33")), (2, at("13:25"), at("16:37"))]


@over(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists, max_leaves=3), st.text()
)
def test_whatever_is_sent_is_read_or_told(value: object, text: str) -> None:
    for raw in (value, {"uid": value, "card": text, "at": text}, {"uid": "1", "card": "ABCD", "at": value}):
        assert isinstance(punching.read(raw), Given | Outcome)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "2016-05-16", "8点", "", None, 5]
)
def test_a_time_that_there_is_not_is_none(text: object) -> None:
    found = punching.instant(text)
    assert found is None or found.year == 2016
