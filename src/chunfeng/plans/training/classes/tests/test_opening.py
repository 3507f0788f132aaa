"""Opening of a class from the application to the last lesson (T-3.2.c): the walk, who may do what, and what is locked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.plans.training.classes import actions
from chunfeng.plans.training.classes.demo import NotTaken, Opening, Roster, hand_in, lessons
from chunfeng.plans.training.classes.models import RosterEntry, TrainingClass
from chunfeng.plans.training.classes.tests.conftest import APPLIED, OPENS, School, people, person

pytestmark = pytest.mark.django_db


def at(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(7, 0)))


def refused(opening: Opening, step: str, actor: Actor, day: Any = APPLIED, **answers: Any) -> str:
    opening.case.refresh_from_db()
    found = take(opening.case, step, actor=actor, seen=opening.case.version, answers=answers, at=at(day))
    assert isinstance(found, Refused)
    return str(found)


def test_a_class_from_the_application_to_its_last_lesson(school: School) -> None:
    opening = school.opening()
    klass = opening.fresh()
    assert (klass.starts_on, klass.ends_on) == (OPENS, OPENS + timedelta(days=9))
    assert klass.entries.count() == 24 and opening.case.title.endswith("焊工第1期")
    opening.go("submit", opening.clerk, APPLIED, undertaking=True)
    opening.go("check", school.checker, APPLIED + timedelta(days=1), note="属实")
    opening.go("approve", school.head, APPLIED + timedelta(days=2))
    assert actions.turn(at(OPENS - timedelta(days=1))) == 0
    assert actions.turn(at(OPENS)) == 1
    assert actions.turn(at(OPENS)) == 0
    assert opening.fresh().state == "in_progress" and opening.fresh().started_on == OPENS
    assert actions.turn(at(OPENS + timedelta(days=9))) == 0
    assert actions.turn(at(OPENS + timedelta(days=10))) == 1
    klass = opening.fresh()
    assert klass.state == "teaching_finished" and klass.finished_on == OPENS + timedelta(days=10)


def test_a_file_that_came_back_keeps_its_first_day(school: School) -> None:
    opening = school.submitted()
    opening.go("return_", school.checker, APPLIED + timedelta(days=2), reasons=["roster"], note="补两人的联系电话")
    assert "补两人的联系电话" in opening.fresh().asked_for
    # Six days before the opening, which the first handing in was not.
    opening.go("submit", opening.clerk, OPENS - timedelta(days=6), undertaking=True)
    klass = opening.fresh()
    assert klass.submitted_on == APPLIED and not klass.asked_for and klass.checked_on is None


def test_who_checked_it_does_not_approve_it_and_nobody_approves_what_was_not_checked(school: School) -> None:
    opening = school.submitted()
    assert "待审核的事项不能批准开班" in refused(opening, "approve", school.head)
    both = Actor(school.checker.user, "甲", (*school.checker.grants, *school.head.grants))
    opening.go("check", both, APPLIED)
    assert "“审核”与“批准开班”不能是同一人" in refused(opening, "approve", both)
    opening.go("back", school.head, APPLIED, note="核对教师证书")
    opening.go("check", school.checker, APPLIED).go(
        "return_", school.checker, APPLIED, reasons=["teacher"], note="证书"
    )
    assert opening.fresh().checked_on is None


def test_without_undertaking_or_with_a_section_missing_it_is_not_handed_in(school: School) -> None:
    opening = school.opening(who=[])
    assert "没有报名册" in refused(opening, "submit", opening.clerk, undertaking=True)
    assert "请勾选" in refused(school.opening("焊工第2期", who=people(24, 100)), "submit", opening.clerk)


def test_a_class_that_takes_the_room_of_one_approved_meanwhile_is_not_approved(school: School) -> None:
    one = school.submitted()
    two = school.submitted(class_no="焊工第2期", who=people(24, 100))
    for opening in (one, two):
        opening.go("check", school.checker, APPLIED)
    one.go("approve", school.head, APPLIED)
    said = refused(two, "approve", school.head)
    assert "教室" in said and "焊工第1期" in said


def test_after_handing_in_neither_calendar_nor_roster_can_be_changed(school: School) -> None:
    opening = school.submitted()
    receiver = RECEIVERS["class_calendar"]
    assert receiver.target(opening.clerk, opening.case.number) is None
    session = opening.fresh().sessions.all()[0]
    assert "不能修改" in str(actions.remove_session(opening.case, opening.clerk, session.pk)[0])
    entry = opening.fresh().entries.all()[0]
    assert "不能修改" in str(actions.remove_person(opening.case, opening.clerk, entry.pk)[0])
    with pytest.raises(NotTaken, match="名册不能改"):
        hand_in(Roster("焊工第1期", OPENS, OPENS, people(1, 200)), opening.clerk)


def test_a_provider_that_is_suspended_does_not_open(school: School) -> None:
    opening = school.approved()
    agreement = school.agreements[0]
    agreement.suspended_from_on, agreement.suspended_to_on = OPENS, OPENS + timedelta(days=2)
    agreement.save()
    assert actions.turn(at(OPENS)) == 0
    assert actions.turn(at(OPENS + timedelta(days=3))) == 1
    assert opening.fresh().started_on == OPENS + timedelta(days=3)


def test_suspended_resumed_cancelled(school: School) -> None:
    opening = school.approved()
    actions.turn(at(OPENS))
    opening.go("suspend", school.head, OPENS, note="消防检查")
    opening.go("resume", school.head, OPENS + timedelta(days=1))
    opening.go("cancel", school.head, OPENS + timedelta(days=2), reason="red_card", note="到课率78%")
    assert opening.fresh().state == "cancelled"
    # What came to nothing leaves its name and its people to the next application.
    again = school.opening(first=OPENS + timedelta(days=60), on=OPENS + timedelta(days=30), who=[])
    assert again.fresh().entries.count() == 24


def test_one_name_is_applied_for_once(school: School) -> None:
    school.opening()
    with pytest.raises(NotTaken, match="已申请过"):
        school.opening()


def test_an_application_needs_an_agreement_and_is_begun_once_at_a_time(school: School) -> None:
    first = actions.apply(school.org, school.org.place, school.clerk, at=at(APPLIED))
    again = actions.apply(school.org, school.org.place, school.clerk, at=at(APPLIED))
    assert not isinstance(first, Refused) and isinstance(again, Refused) and first.number in str(again)
    late = actions.apply(school.org, school.org.place, school.clerk, at=at(APPLIED + timedelta(days=1000)))
    assert isinstance(late, Refused) and "定点培训协议" in str(late)
    other = actions.apply(school.town.orgs[1], school.org.place, school.clerk, at=at(APPLIED))
    assert isinstance(other, Refused) and "没有为这家单位申请的权限" in str(other)


def test_the_roster_of_a_class_is_what_was_handed_in_under_its_name(school: School) -> None:
    hand_in(Roster("焊工第7期", OPENS, OPENS + timedelta(days=9), people(20)), school.clerk)
    assert set(RosterEntry.objects.values_list("training_class", flat=True).order_by()) == {None}
    opening = school.opening("焊工第7期", who=[])
    assert opening.fresh().entries.count() == 20


def test_a_person_by_hand_is_answered_at_once(school: School) -> None:
    opening = school.opening(who=[])
    _name, number, phone = person(1)
    given = {"category": "new_rural_labour", "name": "王建军", "number": number, "phone": phone}
    assert actions.add_person(opening.case, opening.clerk, given) == []
    assert "已经在这个班" in str(actions.add_person(opening.case, opening.clerk, given)[0])
    child = {**given, "number": person(2, OPENS.replace(year=2005))[1]}
    assert "才满 16 周岁" in str(actions.add_person(opening.case, opening.clerk, child)[0])
    wrong = {**given, "number": person(3)[1], "category": "post_worker"}
    assert "不是就业技能培训的对象" in str(actions.add_person(opening.case, opening.clerk, wrong)[0])
    assert opening.fresh().entries.count() == 1


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"state": "submitted"}, "class_submitted"),
        ({"starts_on": OPENS, "ends_on": None}, "class_days"),
        ({"starts_on": OPENS, "ends_on": OPENS - timedelta(days=1)}, "class_days"),
    ],
)
def test_the_database_refuses_what_cannot_be(school: School, changed: dict[str, Any], constraint: str) -> None:
    opening = school.opening()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TrainingClass.objects.filter(pk=opening.fresh().pk).update(**changed)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"started_on": None}, "class_started"),
        ({"approved_on": None}, "class_approved"),
        ({"approved_on": APPLIED - timedelta(days=1)}, "class_approved"),
        ({"state": "teaching_finished"}, "class_finished"),
        ({"state": "teaching_finished", "finished_on": OPENS + timedelta(days=9)}, "class_finished"),
    ],
)
def test_the_database_ties_days_to_states(school: School, changed: dict[str, Any], constraint: str) -> None:
    opening = school.approved()
    actions.turn(at(OPENS))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TrainingClass.objects.filter(pk=opening.fresh().pk).update(**changed)


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"to_time": time(8, 30)}, "session_span"),
        ({"hours": 0}, "session_hours"),
        ({"topic": "fire"}, "session_topic"),
        ({"room": None}, "session_where"),
        ({"site": "工地"}, "session_where"),
        ({"group": "甲"}, "session_group"),
        ({"expected": 3}, "session_group"),
    ],
)
def test_the_database_refuses_sessions_that_cannot_be(school: School, changed: dict[str, Any], constraint: str) -> None:
    first = school.opening().fresh().sessions.filter(kind="theory")[0]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(**changed)


def test_the_demo_calendar_is_eight_hours_a_day_with_six_topics() -> None:
    held = lessons(OPENS)
    assert sum(x.hours for x in held) == 80 and len({x.topic for x in held if x.topic}) == 6
