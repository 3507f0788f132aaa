"""From the report to the certificate (T-3.2.e): the walk, who may do what, and what cannot come before what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.lateness import tick
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.demo import Walk
from chunfeng.plans.training.certification.models import Certificate, Mark
from chunfeng.plans.training.certification.queries import passed
from chunfeng.plans.training.certification.queries.numbers import checks
from chunfeng.plans.training.certification.tests.conftest import OVER, Ending, all_pass, at, ended

pytestmark = pytest.mark.django_db


def refused(walk: Walk, step: str, actor: Actor, on: date = OVER, **answers: Any) -> str:
    walk.case.refresh_from_db()
    found = take(walk.case, step, actor=actor, seen=walk.case.version, answers=answers, at=at(on))
    assert isinstance(found, Refused)
    return str(found)


def test_a_class_from_its_last_lesson_to_its_certificates(ending: Ending) -> None:
    certifying = ending.begun()
    denied = certifying.completion.training_class.entries.order_by("pk")[3]
    certifying.reviewed(ending.office, OVER, [denied.pk], "回访时称没有参加")
    candidates = list(certifying.completion.candidates.order_by("pk"))
    assert len(candidates) == 24 and [c.entry_id for c in candidates if not c.admitted] == [denied.pk]
    exam = certifying.scheduled(ending.office, ending.body, OVER)
    assert exam.exam.held_on - exam.exam.filed_on >= timedelta(days=7)
    assert exam.exam.marks.count() == 23 and exam.case.org == ending.body.org
    exam.arranged(OVER)
    # The first fails, the second does not come.
    exam.released(lambda mark: {1: (58, 90), 2: None}.get(mark.seat, (70, 75)))
    assert certifying.completion.state == "examined"
    certifying.certified(ending.office, exam.exam.held_on + timedelta(days=1))
    rows = list(Certificate.objects.order_by("number"))
    assert len(rows) == 21 and all(checks(c.number) for c in rows) and len({c.code for c in rows}) == 21
    assert {c.kind for c in rows} == {"vocational_qualification"} and {c.issuer for c in rows} == {"职业技能鉴定中心"}
    assert rows[0].number.startswith("37091120165") and rows[0].issued_on == exam.exam.held_on + timedelta(days=1)
    assert set(passed(certifying.completion.training_class)) == {c.entry_id for c in rows}


def test_whoever_attended_too_little_is_out_by_itself_and_the_bound_itself_is_enough(db: None) -> None:
    # Eighty lesson hours in twenty half days: sixteen hours missed are the bound.
    ending = ended({0: 4, 1: 5})
    certifying = ending.begun().reviewed(ending.office, OVER)
    first, second = certifying.completion.candidates.order_by("pk")[:2]
    assert (first.attended, first.delivered, first.admitted) == (64, 80, True)
    assert (second.attended, second.admitted, second.reason) == (60, False, "attendance")
    exam = certifying.scheduled(ending.office, ending.body, OVER)
    assert second.pk not in exam.exam.marks.values_list("candidate", flat=True)


def test_who_failed_sits_again_and_the_others_keep_what_they_have(ending: Ending) -> None:
    certifying = ending.certified(lambda mark: (50, 50) if mark.seat == 1 else all_pass(mark))
    on = certifying.completion.certified_on + timedelta(days=1)
    again = certifying.scheduled(ending.office, ending.body, on).arranged(on)
    assert again.exam.nth == 2 and again.exam.marks.count() == 1
    again.released(all_pass)
    certifying.certified(ending.office, again.exam.held_on)
    assert Certificate.objects.count() == 24
    last = Certificate.objects.order_by("-number")[0]
    assert last.held_on == again.exam.held_on and last.exam == again.exam
    # Nobody is left to be examined; the term of resits ends the case by itself.
    assert "没有要考核的学员" in refused(certifying, "schedule", ending.office.checker, on, body="1")
    tick(at(again.exam.held_on + timedelta(days=120)))
    assert certifying.completion.state == "closed"


def test_who_reviewed_does_not_confirm_and_who_proposed_does_not_sign(ending: Ending) -> None:
    certifying = ending.begun().go("submit", ending.school.clerk, OVER, undertaking=True)
    both = Actor(ending.office.checker.user, "甲", (*ending.office.checker.grants, *ending.office.head.grants))
    certifying.go("review", both, OVER)
    assert "不能是同一人" in refused(certifying, "confirm", both)
    certifying.go("back", ending.office.head, OVER, note="再核对")
    assert certifying.completion.candidates.count() == 0 and certifying.completion.reviewed_on is None


def test_an_exclusion_needs_its_reason_and_its_facts(ending: Ending) -> None:
    certifying = ending.begun().go("submit", ending.school.clerk, OVER, undertaking=True)
    entry = str(certifying.completion.training_class.entries.all()[0].pk)
    checker = ending.office.checker
    assert "请选择不准考核的原因" in refused(certifying, "review", checker, excluded=[entry])
    assert "请写明事实" in refused(certifying, "review", checker, excluded=[entry], reason="denied")
    assert "没有选人" in refused(certifying, "review", checker, reason="denied", why="事实")


def test_a_roster_filed_too_late_or_with_a_body_that_is_tied_is_refused(ending: Ending) -> None:
    certifying = ending.begun().reviewed(ending.office, OVER)
    given = {"from_time": "09:00", "site": "实训一"}
    early = refused(
        certifying, "schedule", ending.office.checker, body=str(ending.body.org.pk),
        held_on=(OVER + timedelta(days=6)).isoformat(), **given,
    )  # fmt: skip
    assert "7 天前报送" in early
    for org in (ending.school.org, ending.body.org):
        org.legal_person = "李启明"
        org.save()
    tied = refused(
        certifying, "schedule", ending.office.checker, body=str(ending.body.org.pk),
        held_on=(OVER + timedelta(days=7)).isoformat(), **given,
    )  # fmt: skip
    assert "法定代表人相同" in tied and "天前报送" not in tied
    unknown = refused(
        certifying, "schedule", ending.office.checker, body=str(ending.school.org.pk),
        held_on=(OVER + timedelta(days=7)).isoformat(), **given,
    )  # fmt: skip
    assert "考核机构" in unknown


def test_a_class_is_reported_on_once_and_only_when_it_is_over(ending: Ending) -> None:
    org = ending.school.org
    ending.begun()
    again = actions.begin(org, org.place, ending.school.clerk, at=at(OVER))
    assert isinstance(again, Refused) and "没有授课结束" in str(again)
    other = actions.begin(org, org.place, ending.school.town.clerks[ending.school.town.orgs[1].pk], at=at(OVER))
    assert isinstance(other, Refused) and "权限" in str(other)


def test_a_report_that_is_not_whole_stays_where_it_is(ending: Ending) -> None:
    org = ending.school.org
    case = actions.begin(org, org.place, ending.school.clerk, at=at(OVER))
    assert isinstance(case, Case)
    assert "还缺 3 项" in refused(Walk(case), "submit", ending.school.clerk, undertaking=True)
    said = actions.save_report(case, ending.school.clerk, {"evaluations": 3, "satisfied": 4, "summary": ""})
    assert "还多" in str(said[0])
    actions.save_report(case, ending.school.clerk, {"evaluations": 25, "satisfied": 4, "summary": ""})
    for kind in ("forms", "photos"):
        actions.add_file(case, ending.school.clerk, {"kind": kind, "files": ["0" * 36]})
    assert "比在册的 24 人还多" in refused(Walk(case), "submit", ending.school.clerk, undertaking=True)


def test_nothing_is_issued_without_a_pass_and_nothing_closed_over_one(ending: Ending) -> None:
    certifying, _exam = ending.released(lambda mark: (10, 10))
    assert "没有要发证的合格学员" in refused(certifying, "issue", ending.office.checker)
    certifying.go("close", ending.office.checker, OVER, note="全班不合格，不再补考")
    assert certifying.completion.state == "closed"


def test_a_pass_keeps_the_case_open(ending: Ending) -> None:
    certifying, _exam = ending.released()
    assert "24 名合格学员还没有发证" in refused(certifying, "close", ending.office.checker, note="办结")


def test_the_table_itself_refuses_what_cannot_be(ending: Ending) -> None:
    c = ending.certificate()
    wrong: tuple[dict[str, Any], ...] = (
        {"issued_on": c.held_on - timedelta(days=1)}, {"held_on": c.class_ended_on - timedelta(days=1)}, {"number": ""},
        {"revoked_on": c.issued_on}, {"revoked_because": "fraud"}, {"code": None}, {"reissued_on": c.held_on - timedelta(days=1)},
    )  # fmt: skip
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=c.pk).update(**values)
    other = Certificate.objects.exclude(pk=c.pk)[0]
    for values in ({"number": c.number}, {"number_form": c.number_form}, {"entry": c.entry_id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=other.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.filter(exam=c.exam).update(absent=True)


def test_reading_asks_as_much_of_many_as_of_few(ending: Ending, django_assert_max_num_queries: Any) -> None:
    certifying = ending.certified()
    from chunfeng.plans.training.certification.pages.panels import panels

    case = Case.objects.select_related("org", "place").get(pk=certifying.case.pk)
    with django_assert_max_num_queries(16):
        panels(case, ending.office.checker)
