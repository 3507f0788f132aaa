"""From the last lesson to the certificate, step by step through the front door: what the demo city shows and tests walk."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.policy.values import calendar
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.engine import begin as begin_at_the_desk
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.attendance.actions.sheets import transcribe
from chunfeng.plans.training.attendance.queries.halves import halves_of
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.models import Certificate, Completion, Examination, Mark
from chunfeng.plans.training.certification.pages.examination import marks_of
from chunfeng.plans.training.certification.queries import CHANGE, of_day
from chunfeng.plans.training.certification.queries.reading import read
from chunfeng.plans.training.classes.demo import NotTaken, Opening, confirmed
from chunfeng.plans.training.classes.models import TrainingClass

#: Case and title of a paper → uid of a document of that case.
Papers = Callable[[Case, str], str]
_HEADER = ("准考证号", "姓名", "理论成绩", "实操成绩", "是否缺考")
#: Theory and practice; None: absent.
Scores = tuple[int, int] | None


@dataclass(frozen=True)
class Office:
    checker: Actor
    head: Actor


@dataclass(frozen=True)
class Body:
    """Who examines: one writes the marks, another releases them."""

    org: Org
    clerk: Actor
    reviewer: Actor


def attend(klass: TrainingClass, clerk: Actor, document: str, missing: Mapping[int, int] | None = None) -> None:
    """All half days of a class by sheets of paper. missing: key of a roster entry → how many of the last ones it missed."""
    entries = list(klass.entries.filter(removed_on=None).values_list("pk", flat=True))
    found = halves_of(klass)
    for nth, (key, half) in enumerate(found.items(), 1):
        signed = [entry for entry in entries if nth <= len(found) - (missing or {}).get(entry, 0)]
        when = timezone.make_aware(datetime.combine(half.held_on, time(17, 30)))
        sheet = transcribe(klass, clerk, key, signed, "本班用纸质签到，没有登记考勤设备", document, at=when)
        if isinstance(sheet, list):
            raise NotTaken("；".join(map(str, sheet)))


class Walk:
    """A case going from step to step, each on its day."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def go(self, step: str, actor: Actor, on: date, **answers: Any) -> Walk:
        self.case.refresh_from_db()
        taken = take(self.case, step, actor=actor, seen=self.case.version, answers=answers, at=_at(on))
        if isinstance(taken, Refused):
            raise NotTaken(f"{self.case.number} {step}：{taken}")
        return self

    def fresh(self) -> Any:
        self.case.refresh_from_db()
        return self.case.record


class Certifying(Walk):
    """The completion of a class whose teaching is over."""

    def __init__(self, case: Case, clerk: Actor) -> None:
        super().__init__(case)
        self.clerk = clerk

    @classmethod
    def begin(cls, clerk: Actor, org: Org, on: date, paper: Papers) -> Certifying:
        """A whole report, not handed in."""
        found = actions.begin(org, org.place, clerk, at=_at(on))
        if isinstance(found, Refused):
            raise NotTaken(str(found))
        people = len(read(found).entries)
        said = actions.save_report(
            found,
            clerk,
            {"evaluations": people, "satisfied": people - 1, "summary": "一名学员中途请假，已补课。"},
            at=_at(on),
        )
        for kind, title in (("forms", "学员评价表"), ("photos", "培训照片")):
            said += actions.add_file(found, clerk, {"kind": kind, "files": [paper(found, title)]}, at=_at(on))
        if said:
            raise NotTaken("；".join(map(str, said)))
        return cls(found, clerk)

    @property
    def completion(self) -> Completion:
        found: Completion = self.fresh()
        return found

    def reviewed(self, office: Office, on: date, excluded: Sequence[int] = (), why: str = "") -> Certifying:
        """Handed in, judged and confirmed. excluded: keys of roster entries."""
        self.go("submit", self.clerk, on, undertaking=True)
        reason = "denied" if excluded else ""
        self.go("review", office.checker, on, excluded=list(map(str, excluded)), reason=reason, why=why, note="")
        self.go("confirm", office.head, on, note="同意")
        return self

    def scheduled(self, office: Office, body: Body, on: date) -> Examining:
        """An examination as early as the term allows."""
        held_on = calendar().next_workday(on + timedelta(days=of_day("exam_file_days", self.case, on)))
        self.go(
            "schedule",
            office.checker,
            on,
            body=str(body.org.pk),
            held_on=held_on.isoformat(),
            from_time="09:00",
            site="实训一",
        )
        exam = self.completion.exams.select_related("case").latest("nth")
        return Examining(exam.case, body)

    def certified(self, office: Office, on: date) -> Certifying:
        self.go("issue", office.checker, on, note="")
        self.go("sign", office.head, on, note="")
        return self


class Examining(Walk):
    def __init__(self, case: Case, body: Body) -> None:
        super().__init__(case)
        self.body = body

    @property
    def exam(self) -> Examination:
        found: Examination = self.fresh()
        return found

    def arranged(self, on: date) -> Examining:
        self.go("arrange", self.body.clerk, on, examiners="鲁长河、宋雅琴")
        return self

    def file(self, scores: Callable[[Mark], Scores]) -> bytes:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(_HEADER)
        for mark in marks_of(self.exam):
            found = scores(mark)
            cells = ("", "", "是") if found is None else (*found, "否")
            rows.writerow((mark.ticket, mark.candidate.entry.person.name.clear(), *cells))
        return out.getvalue().encode()

    def handed_in(self, content: bytes) -> None:
        """The marks as a list, as clerks hand them in."""
        receiver = RECEIVERS["exam_marks"]
        target = receiver.target(self.body.clerk, self.case.number)
        if target is None:
            raise NotTaken(f"{self.case.number}：现在不能报送成绩")
        confirmed(receiver, target, content, "成绩单.csv", self.body.clerk)

    def released(self, scores: Callable[[Mark], Scores], on: date | None = None) -> Examining:
        day = on or self.exam.held_on
        self.handed_in(self.file(scores))
        self.go("mark", self.body.clerk, day, checked=True)
        self.go("release", self.body.reviewer, day, checked=True)
        return self


def change(certificate: Certificate, ground: str, note: str, office: Office, on: date) -> Walk:
    """Proposed at the desk and decided by another."""
    answers = {"number": certificate.number, "ground": ground, "note": note}
    place = certificate.completion.case.place
    found = begin_at_the_desk(PROCESSES[CHANGE], office.checker, place, answers, at=_at(on))
    if isinstance(found, Refused):
        raise NotTaken(str(found))
    walk = Walk(found)
    if found.record.kind == "revoke":
        walk.go("hear", office.checker, on, statement="承认没有到场，称不知道要本人参加。")
    return walk.go("decide", office.head, on, note="经查属实")


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 0)))


Somebody = tuple[str, str, str]


def certify(
    school: tuple[Org, Actor], office: Office, body: Body, classes: Sequence[Sequence[Somebody]], today: date, paper: Papers
) -> None:  # fmt: skip
    """Two classes of one provider. Of the first one person attended too little and one denies having been there, one failed, one
    mark was corrected, one certificate was revoked; the marks of the second are still to be entered. classes: their people."""
    first = _taught(school, office, "砌筑工第1期", today - timedelta(days=90), classes[0], {2: 6}, paper)
    org, clerk = school
    on = _ended(first) + timedelta(days=2)
    certifying = Certifying.begin(clerk, org, on, paper)
    denied = certifying.completion.training_class.entries.order_by("pk")[7].pk
    certifying.reviewed(office, on + timedelta(days=2), [denied], "电话回访时本人称没有参加过培训，家属证实")
    exam = certifying.scheduled(office, body, on + timedelta(days=2)).arranged(on + timedelta(days=3))
    held_on = exam.exam.held_on
    exam.released(lambda mark: {4: (52, 71), 9: (56, 80)}.get(mark.seat, (64 + 2 * mark.seat % 31, 70 + mark.seat)))
    _corrected(exam, body, 9, 66, 80, held_on + timedelta(days=1))
    certifying.certified(office, held_on + timedelta(days=4))
    certificate = Certificate.objects.filter(completion=certifying.completion).order_by("number")[5]
    change(certificate, "impersonated", "考场监控比对，本人没有到场，由亲属代考", office, today - timedelta(days=20))
    second = _taught(school, office, "砌筑工第2期", today - timedelta(days=38), classes[1], {}, paper)
    on = _ended(second) + timedelta(days=1)
    certifying = Certifying.begin(clerk, org, on, paper).reviewed(office, on + timedelta(days=1))
    exam = certifying.scheduled(office, body, on + timedelta(days=1)).arranged(on + timedelta(days=2))
    # Half of the marks are there: whoever acts for the body goes on.
    rows = exam.file(lambda mark: (61 + mark.seat, 66 + mark.seat)).decode().splitlines()[:11]
    exam.handed_in("\n".join(rows).encode())


def _taught(
    school: tuple[Org, Actor], office: Office, class_no: str, first: date, people: Sequence[Somebody], missing: Mapping[int, int],
    paper: Papers,
) -> TrainingClass:  # fmt: skip
    """Applied for, approved, attended by sheets and over. missing: rank on the roster → half days missed."""
    org, clerk = school
    applied = first - timedelta(days=12)
    opening = Opening.begin(clerk, org, class_no, first, applied, people)
    opening.go("submit", clerk, applied, undertaking=True)
    opening.go("check", office.checker, applied + timedelta(days=2), note="与教室和师资档案一致")
    opening.go("approve", office.head, applied + timedelta(days=3), note="同意开班")
    opening.go("start", Actor.the_system(), first)
    klass = opening.fresh()
    entries = list(klass.entries.order_by("pk").values_list("pk", flat=True))
    attend(klass, clerk, paper(opening.case, "签到表"), {entries[n]: halves for n, halves in missing.items()})
    opening.go("finish", Actor.the_system(), _ended(klass) + timedelta(days=1))
    return opening.fresh()


def _ended(klass: TrainingClass) -> date:
    assert klass.ends_on
    return klass.ends_on


def _corrected(exam: Examining, body: Body, seat: int, theory: int, practice: int, on: date) -> None:
    case = actions.begin_change(body.org, body.org.place, body.clerk, at=_at(on))
    if isinstance(case, Refused):
        raise NotTaken(str(case))
    mark = exam.exam.marks.get(seat=seat)
    said = actions.save_whose(
        case, body.clerk, {"exam": str(exam.exam.pk), "why": "登分时把两名考生的理论成绩写串"}, at=_at(on)
    )
    values = {"mark": str(mark.pk), "theory": theory, "practice": practice, "absent": False}
    said += actions.save_change(case, body.clerk, values, at=_at(on))
    if said:
        raise NotTaken("；".join(map(str, said)))
    Walk(case).go("submit", body.clerk, on, checked=True).go("approve", body.reviewer, on, checked=True)
