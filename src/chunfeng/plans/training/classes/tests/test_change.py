"""A change of an approved class is asked for before the lesson and decided by another hand (T-3.2.d)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.governance import retention
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, Taken, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes import actions
from chunfeng.plans.training.classes.demo import Opening
from chunfeng.plans.training.classes.models import ClassSession, RosterEntry
from chunfeng.plans.training.classes.pages import PANELS
from chunfeng.plans.training.classes.queries.reading import read
from chunfeng.plans.training.classes.tests.conftest import APPLIED, OPENS, School, people
from chunfeng.plans.training.providers.models import Room

pytestmark = pytest.mark.django_db


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8)))


def asked(school: School, opening: Opening, kind: str = "lesson", on: date = APPLIED, **how: Any) -> Case:
    """A change with its sections filled in."""
    case = actions.begin_change(school.org, school.org.place, school.clerk, at=at(on))
    assert isinstance(case, Case), case
    what = {"training_class": str(opening.fresh().pk), "kind": kind, "why": "教师临时有事"}
    assert actions.save_what(case, school.clerk, what) == []
    filled = filling(opening, **how) if kind == "lesson" else how
    assert actions.save_how(case, school.clerk, filled) == []
    return case


def filling(opening: Opening, nth: int = 0, **changed: Any) -> dict[str, Any]:
    session = opening.fresh().sessions.all()[nth]
    return {
        "session": str(session.pk), "held_on": session.held_on, "from_time": f"{session.from_time:%H:%M}",
        "to_time": f"{session.to_time:%H:%M}", "teacher": str(session.teacher_id), "room": str(session.room_id), "site": "",
        "entry": None,
    } | changed  # fmt: skip


def go(case: Case, step: str, actor: Actor, on: date = APPLIED, **answers: Any) -> Taken | Refused:
    case.refresh_from_db()
    return take(Case.objects.get(pk=case.pk), step, actor=actor, seen=case.version, answers=answers, at=at(on))


def test_a_lesson_is_moved_once_it_is_approved(school: School) -> None:
    opening = school.approved()
    last = opening.fresh().ends_on
    assert last
    case = asked(school, opening, held_on=last + timedelta(days=1))
    assert isinstance(go(case, "submit", school.clerk, undertaking=True), Taken)
    assert opening.fresh().sessions.all()[0].held_on == OPENS
    both = Actor(school.clerk.user, "甲", (*school.clerk.grants, *school.head.grants))
    refused = go(case, "approve", both)
    assert isinstance(refused, Refused) and "不能是同一人" in str(refused)
    assert isinstance(go(case, "approve", school.head), Taken)
    klass = opening.fresh()
    assert klass.ends_on == last + timedelta(days=1) and klass.starts_on == OPENS
    case.refresh_from_db()
    shown = str(PANELS[case.process](case, school.head))
    assert f"{OPENS} 08:30-11:30" in shown and f"{last + timedelta(days=1)} 08:30-11:30" in shown


def test_what_has_begun_keeps_its_first_day(school: School) -> None:
    opening = school.approved()
    actions.turn(at(OPENS))
    ClassSession.objects.filter(training_class=opening.fresh(), held_on=OPENS).exclude(kind="theory").delete()
    case = asked(school, opening, on=OPENS, held_on=OPENS + timedelta(days=10))
    assert isinstance(go(case, "submit", school.clerk, OPENS, undertaking=True), Taken)
    assert isinstance(go(case, "approve", school.head, OPENS), Taken)
    assert opening.fresh().starts_on == OPENS


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"held_on": OPENS + timedelta(days=1), "from_time": "14:00", "to_time": "17:00"}, "一天最多 8 课时"),
        ({"from_time": "08:30", "to_time": "11:29"}, "容不下 4 课时"),
    ],
)
def test_a_change_that_breaks_a_rule_is_not_handed_in_and_leaves_no_trace(
    school: School, changed: dict[str, Any], why: str
) -> None:
    opening = school.approved()
    case = asked(school, opening, **changed)
    refused = go(case, "submit", school.clerk, undertaking=True)
    assert isinstance(refused, Refused) and why in str(refused)
    first = opening.fresh().sessions.all()[0]
    assert (first.held_on, first.clock) == (OPENS, "08:30-11:30")


def test_a_room_that_is_too_small_or_was_taken_meanwhile(school: School) -> None:
    opening = school.approved()
    small = Room.objects.create(
        premises=school.agreements[0].admission.premises.all()[0],
        name="小间",
        use="theory",
        capacity=10,
        square_metres=20,
    )
    case = asked(school, opening, room=str(small.pk))
    assert "容纳 10 人" in str(go(case, "submit", school.clerk, undertaking=True))
    Room.objects.filter(pk=small.pk).update(capacity=24)
    assert isinstance(go(case, "submit", school.clerk, undertaking=True), Taken)
    Room.objects.filter(pk=small.pk).update(capacity=23)
    assert "容纳 23 人" in str(go(case, "approve", school.head))
    assert isinstance(go(case, "reject", school.head, note="换大的教室"), Taken)


@pytest.mark.parametrize(("on", "passes"), [(OPENS, True), (OPENS + timedelta(days=1), False)])
def test_a_lesson_is_changed_before_it_is_held(school: School, on: date, passes: bool) -> None:
    opening = school.approved()
    case = asked(school, opening, held_on=OPENS + timedelta(days=10))
    found = go(case, "submit", school.clerk, on, undertaking=True)
    assert isinstance(found, Taken) is passes
    assert passes or "已经过去" in str(found)


def test_a_trainee_who_leaves_stays_on_record_and_may_be_trained_elsewhere(school: School) -> None:
    opening = school.approved()
    entry = opening.fresh().entries.all()[0]
    case = asked(school, opening, "person", entry=str(entry.pk))
    assert isinstance(go(case, "submit", school.clerk, undertaking=True), Taken)
    assert isinstance(go(case, "approve", school.head), Taken)
    entry.refresh_from_db()
    assert entry.removed_on == APPLIED and entry.removed_because == "教师临时有事"
    opening.case.refresh_from_db()
    assert len(read(opening.case).entries) == 23 and opening.fresh().entries.count() == 24
    other = school.opening("砌筑工第1期", nth=1, who=people(1))
    assert other.fresh().entries.count() == 1


def test_why_somebody_left_goes_ten_years_after_the_class_and_not_before(school: School) -> None:
    """The row stays for the sums."""
    opening = school.approved()
    entries = list(RosterEntry.objects.order_by("pk")[:2])
    for entry, last in zip(entries, (date(2006, 11, 30), date(2006, 12, 2)), strict=True):
        entry.class_starts_on, entry.class_ends_on = last, last
        entry.removed_on, entry.removed_because = last, "生病"
        entry.save()
    assert opening and retention.run(date(2016, 12, 1))["classes.RosterEntry"] == 1
    for entry in entries:
        entry.refresh_from_db()
    assert [entry.removed_because for entry in entries] == ["", "生病"]


def test_only_a_class_that_stands_is_changed(school: School) -> None:
    found = actions.begin_change(school.org, school.org.place, school.clerk, at=at(APPLIED))
    assert isinstance(found, Refused) and "没有已批准的班级" in str(found)
    opening = school.approved()
    case = asked(school, opening)
    again = actions.begin_change(school.org, school.org.place, school.clerk, at=at(APPLIED))
    assert isinstance(again, Refused) and case.number in str(again)
    opening.go("cancel", school.head, APPLIED, reason="own_wish", note="停办")
    assert "现在不能变更" in str(go(case, "submit", school.clerk, undertaking=True))


def test_another_provider_s_class_cannot_be_named(school: School) -> None:
    school.approved()
    other = school.opening("砌筑工第1期", nth=1, who=people(24, 100))
    case = actions.begin_change(school.org, school.org.place, school.clerk, at=at(APPLIED))
    assert isinstance(case, Case)
    said = actions.save_what(
        case, school.clerk, {"training_class": str(other.fresh().pk), "kind": "lesson", "why": "x"}
    )
    assert said and isinstance(said[0], Reason)


def test_the_pages_of_a_change(school: School) -> None:
    opening = school.approved()
    case = asked(school, opening, "person", entry=str(opening.fresh().entries.all()[0].pk))
    portal = signed_in(User.objects.get(pk=school.clerk.user))
    at_ = f"/portal/cases/{case.number}/"
    for page in (at_, f"{at_}fill/what/", f"{at_}fill/how/", f"{at_}check/"):
        answer = portal.get(page)
        assert answer.status_code == 200, page
        assert "王建军" not in answer.content.decode()
    assert "王*军" in portal.get(f"{at_}check/").content.decode()
    home = portal.get("/portal/").content.decode()
    assert "/portal/begin/training.class_change/" in home
    go(case, "submit", school.clerk, undertaking=True)
    desk = signed_in(User.objects.get(pk=school.head.user)).get(f"/desk/cases/{case.number}/").content.decode()
    assert f"/desk/cases/{opening.case.number}/" in desk and "退出本班" in desk
