"""Giving posts: duties that must stay apart, leave, and two administrators at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.posts import conflicts, give
from chunfeng.base.access.roles import ROLES, Role
from chunfeng.base.places.models import Place

DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def posts() -> Iterator[None]:
    """Three posts of which two must not be in one hand."""
    before, apart = dict(ROLES._roles), dict(ROLES._apart)
    ROLES.declare(
        [
            Role("checker", "审查岗", frozenset({"case.check"}), "place", "staff"),
            Role("head", "负责人", frozenset({"case.decide"}), "place", "staff"),
            Role("reader", "查看岗", frozenset({"case.read"}), "all", "staff"),
        ],
        {("case.check", "case.decide"): "审查和决定分开"},
    )
    yield
    ROLES._roles, ROLES._apart = before, apart


@pytest.fixture
def city() -> Place:
    return Place.objects.create(code="990000", name="春城", kind="city", path="990000/")


@pytest.fixture
def county(city: Place) -> Place:
    return Place.objects.create(code="990001", name="春县", kind="county", path="990000/990001/", parent=city)


def user(name: str) -> User:
    return User.objects.create_user(name, name=name)


def today() -> date:
    return timezone.localdate()


@pytest.mark.django_db
def test_a_post_that_begins_later_counts_too(city: Place) -> None:
    one = user("one")
    assert isinstance(give(one, "checker", first=today() + DAYS, place=city), Assignment)
    assert give(one, "head", first=today() + DAYS, place=city) == "审查和决定分开"
    assert give(one, "head", first=today(), place=city) == "审查和决定分开"
    assert isinstance(give(one, "head", first=today(), last=today(), place=city), Assignment)
    assert not conflicts()


@pytest.mark.django_db
def test_the_same_post_twice_and_impossible_days_are_refused(city: Place) -> None:
    one = user("one")
    assert isinstance(give(one, "reader", first=today()), Assignment)
    assert give(one, "reader", first=today() + 9 * DAYS) == "已有同样的岗位，期间重叠"
    for first, last in [
        (date(9999, 12, 31), None),
        (today(), today() - DAYS),
        (date(1, 1, 1), date(1, 1, 2)),
        (today(), date(9999, 1, 1)),
    ]:
        assert "期间不对" in give(user(f"x{first}{last}"), "reader", first=first, last=last)  # type: ignore[operator]


@pytest.mark.django_db
def test_only_who_has_the_post_can_be_stood_in_for(city: Place, county: Place) -> None:
    on_leave, substitute, last = user("leave"), user("stand"), today() + 9 * DAYS

    def stand_in() -> Assignment | str:
        return give(substitute, "checker", first=today(), last=last, place=county, on_behalf_of=on_leave)

    assert stand_in() == "leave在这段期间没有这个岗位，不能代理"
    ends = give(on_leave, "checker", first=today(), last=last - DAYS, place=city)
    assert isinstance(ends, Assignment) and "不能代理" in stand_in()  # type: ignore[operator]
    ends.valid_to_on = last
    ends.save()
    assert isinstance(stand_in(), Assignment)
    other = give(user("third"), "checker", first=today(), last=last, place=city, on_behalf_of=substitute)
    assert "不能代理" in other  # type: ignore[operator]  # a substitute's post is not one's own


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_cannot_give_both(city: Place) -> None:
    one, start = user("one"), threading.Barrier(6)
    given: list[Assignment | str] = []

    def work(role: str) -> None:
        try:
            start.wait(30)
            given.append(give(one, role, first=today(), place=city))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(role,)) for role in ("checker", "head") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 6 and one.assignments.count() == 1 and not conflicts()


@pytest.mark.django_db
def test_what_was_written_past_the_check_is_found(city: Place) -> None:
    one = user("one")
    for role in ("checker", "head"):
        Assignment.objects.create(user=one, role=role, place=city, valid_from_on=today())
    assert conflicts() == [(one, "审查和决定分开")]
