"""Terms over holidays, extension, and the edges of the two years."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.workflow.lateness import tick
from chunfeng.plans.rights.inspection.models import Complaint
from chunfeng.plans.rights.inspection.queries import behind_target, limitation

from .conftest import City, Walk, at, both, done, refused

pytestmark = pytest.mark.django_db


def test_sixty_working_days_from_5_january_2015_end_on_2_april(city: City) -> None:
    case = city.case("2015-01-05 09:00")
    done(case, "accept", city.who("chen"), "2015-01-05")
    assert case.clocks.get(code="investigate").due_on == date(2015, 4, 2)
    assert case.clocks.get(code="file").due_on == date(2015, 1, 5)


def test_five_working_days_over_spring_festival(city: City) -> None:
    # 15 February is worked, the 18th to the 24th are off.
    assert city.case("2015-02-13").due_on == date(2015, 2, 26)


def test_filing_signed_a_day_late_counts_from_acceptance(city: City) -> None:
    case = city.case("2015-01-05")
    done(case, "accept", city.who("chen"), "2015-01-05")
    late = tick(at("2015-01-06"))[1]
    done(case, "file", city.who("head"), "2015-01-06", inspectors=both())
    assert late == 1
    assert case.record.filed_on == date(2015, 1, 5)
    assert case.clocks.get(code="investigate").due_on == date(2015, 4, 2)


def asked(city: City) -> Any:
    case = city.case("2015-01-05")
    done(case, "accept", city.who("chen"), "2015-01-05")
    done(case, "file", city.who("head"), "2015-01-05", inspectors=both())
    return case


def test_thirty_more_when_approved_on_day_sixty(city: City) -> None:
    case = asked(city)
    assert "还没有人申请延长" in refused(case, "extend", city.who("head"), "2015-03-30")
    done(case, "ask_extension", city.who("chen"), "2015-03-30", note="人数多，账册缺失")
    done(case, "extend", city.who("head"), "2015-04-02")
    # 90 working days from 01-05 in all.
    assert case.clocks.get(code="investigate").due_on == date(2015, 5, 18)
    assert "已于 2015-04-02 延长过一次" in refused(case, "extend", city.who("head"), "2015-05-04")
    assert "延长过一次" in refused(case, "ask_extension", city.who("chen"), "2015-05-04", note="再延")


def test_after_day_sixty_there_is_nothing_left_to_extend(city: City) -> None:
    case = asked(city)
    done(case, "ask_extension", city.who("chen"), "2015-03-30", note="复杂")
    assert "期限已届满" in refused(case, "extend", city.who("head"), "2015-04-03")
    case.record.refresh_from_db()
    assert case.record.extended_on is None


def test_fifteen_days_to_decide_stand_still_while_the_party_is_heard(city: City, walk: Walk) -> None:
    case = walk("investigated")
    assert case.clocks.get(code="decide").due_on == date(2015, 2, 10)
    done(case, "notice_treatment", city.who("chen"), "2015-01-22", facts="f", law="l", amount="9600")
    assert case.clocks.get(code="decide").paused_on == date(2015, 1, 22)
    done(case, "submit", city.who("chen"), "2015-01-29", note="n")
    # Thirteen of the fifteen were left.
    assert case.clocks.get(code="decide").due_on == date(2015, 2, 16)


def test_the_office_is_faster_than_the_law_asks(city: City, walk: Walk) -> None:
    case = walk("investigating")
    title, last = behind_target(case.record, date(2015, 1, 9))
    assert (title, last) == ("快调查：欠薪案件内部调查目标", date(2015, 2, 17))
    assert last < case.clocks.get(code="investigate").due_on


# ------------------------------------------------------------------ the two years
def complaint(**more: Any) -> Complaint:
    values: dict[str, Any] = {"code": "ABC-2DE", "topic": "hours", "received_at": at("2015-06-01")} | more
    return Complaint(**values)


@pytest.mark.parametrize(
    ("ended", "within"),
    [
        (date(2013, 6, 1), True),  # two years to the day
        (date(2013, 5, 31), True),  # ends on Sunday 05-31, so on Monday 06-01
        (date(2013, 5, 30), True),  # ends on Saturday: Monday as well
        (date(2013, 5, 29), False),
    ],
)
def test_two_years_from_the_end_of_the_act(db: None, ended: date, within: bool) -> None:
    assert limitation(complaint(happened_from=date(2010, 1, 1), happened_to=ended)).within is within


def test_a_single_act_starts_at_once(db: None) -> None:
    assert not limitation(complaint(happened_from=date(2013, 5, 1))).within


def test_of_29_february_the_two_years_end_on_the_28th(db: None) -> None:
    found = limitation(complaint(happened_from=date(2016, 2, 29), received_at=at("2018-02-28")))
    assert (found.last_on, found.within) == (date(2018, 2, 28), True)


def test_two_years_that_end_beyond_the_known_calendar(db: None) -> None:
    found = limitation(complaint(happened_from=date(2026, 10, 7), received_at=at("2026-11-30")))
    assert (found.last_on, found.within) == (date(2028, 10, 9), True)


def test_what_goes_on_is_never_too_old(db: None) -> None:
    assert limitation(complaint(happened_from=date(2001, 1, 1), continuing=True)).within


def test_unpaid_wages_go_on_or_end_on_the_day_they_were_due(db: None) -> None:
    owed = complaint(topic="wages", happened_from=date(2012, 12, 1), continuing=True)
    assert limitation(owed).within
    ParameterValue.objects.create(
        code="rights.inspection_limitation_reading",
        valid_from_on=date(2015, 1, 1),
        value=2,
        reference="r",
        decided_in="X1",
    )
    stricter = limitation(owed)
    assert not stricter.within
    assert stricter.said == "拖欠工资自应付之日起算，到 2014-12-01 满两年"


def test_one_complainant_in_time_is_enough_for_a_joined_matter(city: City, walk: Walk) -> None:
    old = city.case(
        "2015-06-01", topic="hours", continuing=False, happened_from=date(2012, 1, 1), happened_to=date(2012, 2, 1)
    )
    fresh = city.case(
        "2015-06-01", topic="hours", continuing=False, happened_from=date(2012, 1, 1), happened_to=date(2015, 2, 1)
    )
    done(fresh, "join", city.who("chen"), "2015-06-02", into=old.number)
    done(old, "accept", city.who("chen"), "2015-06-02")
    assert old.state == "accepted"


def test_a_refusal_too_late_is_no_refusal_of_what_is_in_time(city: City) -> None:
    case = city.case("2015-06-01")
    assert "没有超过追究时效" in refused(case, "refuse_too_old", city.who("head"), "2015-06-02")
    with transaction.atomic():
        assert case.state == "received"
