"""What goes to the phones of those who told."""

from __future__ import annotations

import re

import pytest

from chunfeng.base.messages.models import Message
from chunfeng.plans.rights.inspection.processes import INSPECTION

from .conftest import City, Walk, done, refused

pytestmark = pytest.mark.django_db


def test_each_complainant_is_told_once_with_the_own_number(city: City) -> None:
    older, newer = city.case("2015-01-05"), city.case("2015-01-06", phone="13900002203", name="钱小兰")
    city.told("2015-01-06", anonymous=True, secret=True, kind="report", name="", phone="")
    done(newer, "join", city.who("chen"), "2015-01-07", into=older.number)
    assert not Message.objects.exists()
    done(older, "accept", city.who("chen"), "2015-01-07")
    told = {(m.to.clear(), re.search(r"TS\d+-\d+", m.text.clear())[0]) for m in Message.objects.order_by("pk")}  # type: ignore[index]
    numbers = older.record.complaints.order_by("pk").values_list("number", flat=True)
    assert told == {("13800001402", numbers[0]), ("13900002203", numbers[1])}


def test_the_employer_hears_nothing_of_what_the_complainants_are_told(city: City, walk: Walk) -> None:
    from datetime import date

    from chunfeng.base.access.models import Assignment, User

    case = walk("investigated")
    clerk = User.objects.create_user("boss", name="老板")
    Assignment.objects.create(user=clerk, role="employer_clerk", org=case.org, valid_from_on=date(2014, 1, 1))
    done(
        case,
        "order",
        city.who("director"),
        "2015-01-21",
        demand="d",
        law="l",
        due_on="2015-01-28",
        amount="9600",
        persons="1",
    )
    assert Message.objects.exists()
    assert not Message.objects.filter(channel="inbox").exists()


def test_a_refused_step_tells_nobody(city: City, walk: Walk) -> None:
    case = walk("performed")
    before = Message.objects.count()
    refused(case, "close", city.who("head"), "2015-01-29")
    assert Message.objects.count() == before


def test_no_message_says_that_anybody_complained() -> None:
    for step in INSPECTION.steps:
        assert not re.search("投诉|举报|反映|监察|欠薪", str(step.notice)), step.code
