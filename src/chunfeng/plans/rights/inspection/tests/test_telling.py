"""What goes to the phones of those who told."""

from __future__ import annotations

import re
from datetime import date

import pytest

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.messages.models import Message
from chunfeng.base.messages.queries import inbox
from chunfeng.base.workflow.models import Case
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


def clerk_of(case: Case) -> User:
    clerk = User.objects.create_user("boss", name="老板")
    Assignment.objects.create(user=clerk, role="employer_clerk", org=case.org, valid_from_on=date(2014, 1, 1))
    return clerk


def inbox_of(user: User) -> list[str]:
    return [m.text.clear() for m in inbox(user.pk).order_by("pk")]


def test_the_employer_hears_of_each_paper_and_nothing_of_what_the_complainants_are_told(city: City, walk: Walk) -> None:
    case = walk("investigated")
    clerk = clerk_of(case)
    other = User.objects.create_user("portal", name="另一人")
    Assignment.objects.create(user=other, role="provider_clerk", org=case.org, valid_from_on=date(2014, 1, 1))
    assert inbox_of(clerk) == []
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
    assert Message.objects.filter(channel="phone").exists()
    (line,) = inbox_of(clerk)
    assert "限期改正指令书" in line and "岱岳区人社监令字〔2015〕1号" in line and "期限到2015-01-28" in line
    assert not re.search("投诉|举报|反映|赵建国|TS2015", line)
    assert inbox_of(other) == []


def test_the_employer_hears_of_hearing_and_end(city: City, walk: Walk) -> None:
    case = walk("investigated")
    clerk, chen = clerk_of(case), city.who("chen")
    done(case, "notice_penalty", chen, "2015-01-21", facts="拒不改正", law="监察条例第三十条", amount="20000")
    done(case, "ask_hearing", chen, "2015-01-23", asked_on="2015-01-23")
    done(case, "announce_hearing", city.who("lawyer"), "2015-01-27", on="2015-02-03")
    assert ["行政处罚事先告知书" in inbox_of(clerk)[0], "听证通知书" in inbox_of(clerk)[1]] == [True, True]
    closed = walk("closed", city.case("2015-01-06"))
    assert inbox_of(clerk)[-1].endswith(f"{closed.number}：这件事项已经办结。")


def test_an_employer_that_was_told_nothing_hears_of_no_end(city: City, walk: Walk) -> None:
    case = walk("investigated")
    clerk = clerk_of(case)
    type(case.record).objects.update(outcome="none", found_fen=0)
    done(case, "revoke", city.who("director"), "2015-01-21", ground="unfounded", note="证据不足")
    assert inbox_of(clerk) == []


def test_a_refused_step_tells_nobody(city: City, walk: Walk) -> None:
    case = walk("performed")
    before = Message.objects.count()
    refused(case, "close", city.who("head"), "2015-01-29")
    assert Message.objects.count() == before


def test_no_message_says_that_anybody_complained() -> None:
    for step in INSPECTION.steps:
        assert not re.search("投诉|举报|反映|监察|欠薪", str(step.notice)), step.code
