"""The examination at its body: who may examine, marks by list and by hand, the second hand, and a mark changed afterwards (F-40)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.orgs.models import Org
from chunfeng.base.uploads import actions as uploads
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.uploads.models import Upload
from chunfeng.base.workflow.engine import Refused
from chunfeng.base.workflow.models import Case
from chunfeng.kernel import credit_code
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.demo import Examining, Walk
from chunfeng.plans.training.certification.models import Mark
from chunfeng.plans.training.certification.pages.examination import marks_of
from chunfeng.plans.training.certification.queries import passed
from chunfeng.plans.training.certification.queries.bodies import bodies
from chunfeng.plans.training.certification.queries.marks import passes
from chunfeng.plans.training.certification.tests.conftest import OVER, Ending, all_pass, at
from chunfeng.plans.training.certification.tests.test_completion import refused
from chunfeng.plans.training.classes.demo import NotTaken, confirmed

pytestmark = pytest.mark.django_db


def test_who_taught_the_class_does_not_examine_it_and_one_examiner_is_too_few(ending: Ending) -> None:
    exam = ending.scheduled()
    teacher = exam.exam.completion.training_class.sessions.all()[0].teacher.name
    said = refused(exam, "arrange", ending.body.clerk, examiners=f"{teacher}、宋雅琴")
    assert "本班教师" in said and "不少于" not in said
    assert "不少于 2 人" in refused(exam, "arrange", ending.body.clerk, examiners="宋雅琴、宋雅琴")
    assert exam.arranged(OVER).exam.examiners == "鲁长河、宋雅琴"


def test_the_body_sees_its_examination_and_nothing_else_of_the_class(ending: Ending) -> None:
    exam = ending.scheduled()
    assert [c.pk for c in Case.objects.visible_to(ending.body.clerk)] == [exam.case.pk]
    assert not Case.objects.visible_to(ending.school.clerk).filter(pk=exam.case.pk).exists()


def rows_of(exam: Examining) -> list[list[str]]:
    return list(csv.reader(io.StringIO(exam.file(all_pass).decode())))


def hand_in(exam: Examining, rows: list[list[str]]) -> Upload:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    receiver = RECEIVERS["exam_marks"]
    target = receiver.target(exam.body.clerk, exam.case.number)
    assert target
    found = uploads.receive([out.getvalue().encode()], "成绩单.csv", receiver, target, exam.body.clerk)
    assert isinstance(found, tuple)
    return found[0]


def test_of_a_list_good_rows_are_kept_and_bad_ones_come_back_with_what_is_wrong(ending: Ending) -> None:
    exam = ending.scheduled().arranged(OVER)
    header, *rows = rows_of(exam)
    good, bad = rows[:10], rows[10:20]
    good[8][2:] = ["", "", "是"]
    good[9][2:] = ["0", "100", "否"]
    bad[0][0] = "KH2016-999999-01"  # no such ticket
    bad[1][1] = "李小明"  # another name
    bad[2][2] = "101"
    bad[3][3] = "-1"
    bad[4][2:] = ["", "", ""]  # nothing
    bad[5][2:] = ["80", "", ""]  # half
    bad[6][2:] = ["80", "80", "是"]  # absent with marks
    bad[7][2] = "八十来分"
    bad[8][0] = ""
    bad[9][0] = bad[1][0]  # a ticket twice
    upload = hand_in(exam, [header, *good, *bad])
    assert upload.state == "staged", upload.said
    told = {row.row: [f.column for f in row.told] for row in upload.rows.all()}
    returned = sorted(told)
    assert upload.rows_returned == len(returned) == 10 and returned == list(range(12, 22)), told
    assert uploads.confirm(upload, ending.body.clerk, give_up=True) is None
    marks = marks_of(exam.exam)
    assert sum(m.entered for m in marks) == 10 and marks[8].absent and not marks[9].passed and marks[7].passed
    assert "14 名考生没有成绩" in refused(exam, "mark", ending.body.clerk, exam.exam.held_on, checked=True)


def test_by_hand_a_mark_is_judged_as_in_a_list(ending: Ending) -> None:
    exam = ending.scheduled().arranged(OVER)
    mark = marks_of(exam.exam)[0]

    def save(theory: int | None, practice: int | None, absent: bool = False, row: int | None = mark.pk) -> list[Any]:
        values = {"theory": theory, "practice": practice, "absent": absent}
        return [str(r) for r in actions.save_mark(exam.case, ending.body.clerk, values, row)]

    assert "没有成绩" in save(80, None)[0] and "缺考的不能有成绩" in save(80, 80, True)[0]
    assert "不能增加" in save(80, 80, row=None)[0]
    assert not save(60, 60)
    mark.refresh_from_db()
    assert mark.passed
    assert not save(None, None, True)
    mark.refresh_from_db()
    assert mark.absent and not mark.passed


@pytest.mark.parametrize(
    ("theory", "practice", "level", "expected"),
    [
        (60, 60, 5, True), (59, 60, 5, False), (60, 59, 5, False), (100, None, 5, False), (None, 60, 6, True), (60, None, 7, True),
        (59, None, 7, False), (None, None, 7, False), (90, 59, 6, False),
    ],
)  # fmt: skip
def test_what_passes(theory: int | None, practice: int | None, level: int, expected: bool) -> None:
    assert passes(theory, practice, level, 60) is expected


def test_marks_are_released_by_another_person_and_not_before_the_day(ending: Ending) -> None:
    exam = ending.scheduled().arranged(OVER)
    exam.handed_in(exam.file(all_pass))
    held_on = exam.exam.held_on
    assert "还没有到" in refused(exam, "mark", ending.body.clerk, held_on - timedelta(days=1), checked=True)
    both = Actor(ending.body.clerk.user, "甲", (*ending.body.clerk.grants, *ending.body.reviewer.grants))
    exam.go("mark", both, held_on, checked=True)
    assert "不能是同一人" in refused(exam, "release", both, held_on, checked=True)
    exam.go("back", ending.body.reviewer, held_on, note="7号理论成绩核对")
    exam.go("mark", ending.body.clerk, held_on, checked=True).go("release", ending.body.reviewer, held_on, checked=True)
    values = {"theory": 1, "practice": 1, "absent": False}
    assert actions.save_mark(exam.case, ending.body.clerk, values, marks_of(exam.exam)[0].pk)
    assert RECEIVERS["exam_marks"].target(ending.body.clerk, exam.case.number) is None


def test_a_body_that_declines_gives_the_class_back(ending: Ending) -> None:
    certifying = ending.begun().reviewed(ending.office, OVER)
    exam = certifying.scheduled(ending.office, ending.body, OVER)
    exam.go("decline", ending.body.clerk, OVER, note="考评员出差")
    assert certifying.completion.state == "confirmed"
    again = certifying.scheduled(ending.office, ending.body, OVER)
    assert again.exam.nth == 2 and again.exam.marks.count() == 24


def asked(ending: Ending, exam: Examining, mark: Mark, theory: int, practice: int) -> Walk:
    org = ending.body.org
    case = actions.begin_change(org, org.place, ending.body.clerk, at=at(exam.exam.held_on))
    assert isinstance(case, Case), case
    assert not actions.save_whose(case, ending.body.clerk, {"exam": str(exam.exam.pk), "why": "登分时看错一行"})
    values = {"mark": str(mark.pk), "theory": theory, "practice": practice, "absent": False}
    assert not actions.save_change(case, ending.body.clerk, values)
    return Walk(case)


def test_a_released_mark_changes_by_two_people_and_the_old_one_stays(ending: Ending) -> None:
    certifying, exam = ending.released(lambda mark: (55, 70) if mark.seat == 1 else all_pass(mark))
    mark, on = marks_of(exam.exam)[0], exam.exam.held_on
    change = asked(ending, exam, mark, 65, 70).go("submit", ending.body.clerk, on, checked=True)
    mark.refresh_from_db()
    assert (mark.theory, mark.passed) == (55, False)
    both = Actor(ending.body.clerk.user, "甲", (*ending.body.clerk.grants, *ending.body.reviewer.grants))
    assert "不能是同一人" in refused(change, "approve", both, on, checked=True)
    change.go("approve", ending.body.reviewer, on + timedelta(days=1), checked=True)
    mark.refresh_from_db()
    assert (mark.theory, mark.passed, mark.changed_on) == (65, True, on + timedelta(days=1))
    kept = change.fresh()
    assert (kept.was_theory, kept.theory, kept.why) == (55, 65, "登分时看错一行")
    assert Event.objects.filter(object_id=change.case.number, step="approve").exists()
    certifying.certified(ending.office, on + timedelta(days=2))
    assert len(passed(certifying.completion.training_class)) == 24


def test_a_certificate_on_a_mark_that_fails_since_does_not_stand(ending: Ending) -> None:
    certifying, exam = ending.released()
    on = exam.exam.held_on
    certifying.certified(ending.office, on)
    mark = marks_of(exam.exam)[0]
    klass = certifying.completion.training_class
    assert mark.candidate.entry_id in passed(klass)
    change = asked(ending, exam, mark, 40, 70).go("submit", ending.body.clerk, on, checked=True)
    change.go("approve", ending.body.reviewer, on, checked=True)
    assert mark.candidate.entry_id not in passed(klass) and len(passed(klass)) == 23


def test_the_same_mark_is_no_change_and_one_that_moved_meanwhile_is_asked_for_again(ending: Ending) -> None:
    _certifying, exam = ending.released()
    mark, on = marks_of(exam.exam)[0], exam.exam.held_on
    change = asked(ending, exam, mark, 90, 90)
    values = {"mark": str(mark.pk), "theory": mark.theory, "practice": mark.practice, "absent": False}
    assert "不用更正" in str(actions.save_change(change.case, ending.body.clerk, values)[0])
    Mark.objects.filter(pk=mark.pk).update(theory=77)
    assert "刚才又改过" in refused(change, "submit", ending.body.clerk, on, checked=True)
    other = actions.begin_change(ending.body.org, ending.body.org.place, ending.body.clerk)
    assert isinstance(other, Refused) and "还有一份" in str(other)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(change.fresh()).objects.filter(pk=change.fresh().pk).update(theory=101)


def test_bodies_are_registered_as_a_list_and_what_trains_does_not_become_what_examines(ending: Ending) -> None:
    receiver, checker = RECEIVERS["exam_bodies"], ending.office.checker
    target = receiver.targets(checker)[0]
    code = f"52990000MJ0000995{credit_code.check_character('52990000MJ0000995')}"
    rows = (
        f"单位名称,统一社会信用代码,法定代表人,联系电话,地址\n某县第二技能鉴定所,{code},李某某,0538-6600001,某路1号\n"
    )
    confirmed(receiver, target, rows.encode(), "考核机构.csv", checker)
    made = Org.objects.get(credit_code=code)
    assert made.kind == "examiner" and made in bodies(ending.school.town.place)
    school = ending.school.org
    school.credit_code = f"52990000MJ0000996{credit_code.check_character('52990000MJ0000996')}"
    school.save()
    with pytest.raises(NotTaken, match="已登记为培训机构"):
        confirmed(receiver, target, rows.replace(code, school.credit_code).encode(), "考核机构2.csv", checker)
