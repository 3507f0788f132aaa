"""Rosters and classes of the demo city: lists that are read, checked and confirmed, applications that are walked."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.policy.values import choices
from chunfeng.base.uploads import actions
from chunfeng.base.uploads.declarations import RECEIVERS, Receiver, Target
from chunfeng.base.uploads.models import Upload
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.classes.actions import apply, save_commitments, save_general
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.classes.queries.checks import statutory

_HEADER = ("姓名", "身份证号", "手机号", "班期", "开班日期", "结业日期", "人员类别")


class NotTaken(Exception):
    """A list or a step of the demo was refused: the demo and the procedure no longer agree."""


@dataclass(frozen=True)
class Roster:
    """people: name, number, phone. category: title of training.trainee_categories."""

    class_no: str
    starts_on: date
    ends_on: date
    people: Sequence[tuple[str, str, str]]
    category: str = "农村新成长劳动力"

    def file(self) -> bytes:
        out = io.StringIO()
        days = (self.class_no, self.starts_on, self.ends_on, self.category)
        csv.writer(out).writerows([_HEADER, *((*person, *days) for person in self.people)])
        return out.getvalue().encode()


def hand_in(roster: Roster, clerk: Actor) -> Upload:
    """A clerk's roster for the own provider, whole. NotTaken where a row comes back."""
    receiver = RECEIVERS["roster"]
    return confirmed(receiver, receiver.targets(clerk)[0], roster.file(), f"{roster.class_no}花名册.csv", clerk)


def confirmed(receiver: Receiver, target: Target, content: bytes, name: str, clerk: Actor) -> Upload:
    taken = actions.receive([content], name, receiver, target, clerk)
    if isinstance(taken, Refusal):
        raise NotTaken(str(taken))
    upload = taken[0]
    if upload.state != "staged" or upload.rows_returned:
        why = "；".join(f"{f.column} {f.wrong}" for row in upload.rows.all()[:3] for f in row.told)
        raise NotTaken(f"{name}：{upload.get_state_display()} {upload.said} {upload.rows_returned} {why}")
    if refused := actions.confirm(upload, clerk):
        raise NotTaken(str(refused))
    return upload


@dataclass(frozen=True)
class Lesson:
    """topic: of a guidance lesson. Where it is held follows from its kind."""

    day: date
    clock: tuple[str, str]
    hours: int
    kind: str
    topic: str = ""


_CALENDAR = ("授课日期", "开始时间", "结束时间", "课时", "课型", "引导内容", "教师", "教室")
_DAYS = 10
#: Theory in the morning, practice in the afternoon; six days end with an hour of guidance.
_MORNING, _AFTERNOON, _SHORTER, _LAST = ("08:30", "11:30"), ("13:30", "16:30"), ("13:30", "15:45"), ("15:50", "16:35")


def lessons(first: date, days: int = _DAYS) -> list[Lesson]:
    """Of a class that opens on a day: eight lesson hours on each of so many days that are no statutory holidays."""
    found: list[Lesson] = []
    topics = list(choices("training.guidance_topics", first).values())
    day = first
    for n in range(days):
        while statutory(day):
            day += timedelta(days=1)
        found.append(Lesson(day, _MORNING, 4, "理论"))
        if n < len(topics):
            found += [Lesson(day, _SHORTER, 3, "实操"), Lesson(day, _LAST, 1, "引导性培训", topics[n])]
        else:
            found.append(Lesson(day, _AFTERNOON, 4, "实操"))
        day += timedelta(days=1)
    return found


def calendar_file(held: Sequence[Lesson], klass: TrainingClass, practice_room: str = "实训一") -> bytes:
    teacher = klass.agreement.admission.teachers.order_by("pk")[0].name
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_CALENDAR)
    for x in held:
        room = practice_room if x.kind == "实操" else "101"
        rows.writerow((x.day, *x.clock, x.hours, x.kind, x.topic, teacher, room))
    return out.getvalue().encode()


@dataclass(frozen=True)
class Office:
    checker: Actor
    head: Actor


class Opening:
    """An application going from step to step."""

    def __init__(self, case: Case, clerk: Actor) -> None:
        self.case, self.clerk = case, clerk

    @classmethod
    def begin(
        cls, clerk: Actor, org: Org, class_no: str, first: date, on: date, people: Sequence[tuple[str, str, str]]
    ) -> Opening:
        """A whole application of a provider with an agreement, not handed in; people: name, number, phone."""
        found = apply(org, org.place, clerk, at=_at(on))
        if isinstance(found, Refused):
            raise NotTaken(str(found))
        made = cls(found, clerk)
        made._general(class_no, on)
        made.calendar(lessons(first))
        klass = made.fresh()
        assert klass.ends_on
        if people:
            hand_in(Roster(class_no, first, klass.ends_on, people), clerk)
        said = save_commitments(
            made.case, clerk,
            {"insurance": "泰山财险团体意外险，保单PEAC2016000001", "safety_plan": "实训前安全教育；现场配灭火器和急救箱；突发情况由班主任上报。",
             "holidays_because": None},
            at=_at(on),
        )  # fmt: skip
        if said:
            raise NotTaken("；".join(map(str, said)))
        return made

    def _general(self, class_no: str, on: date) -> None:
        klass = self.fresh()
        listed = klass.agreement.listings.order_by("pk")[0]
        teacher = klass.agreement.admission.teachers.order_by("pk")[0]
        said = save_general(
            self.case, self.clerk,
            {"class_no": class_no, "programme": "EMPLOYMENT_SKILL", "trade": listed.trade, "level": str(listed.level),
             "fund": "EMPLOYMENT", "head_teacher": str(teacher.pk), "remote_village": False},
            at=_at(on),
        )  # fmt: skip
        if said:
            raise NotTaken("；".join(map(str, said)))

    def fresh(self) -> TrainingClass:
        self.case.refresh_from_db()
        found: TrainingClass = self.case.record
        return found

    def calendar(self, held: Sequence[Lesson], practice_room: str = "实训一") -> None:
        """Handed in as a list, as clerks do."""
        receiver = RECEIVERS["class_calendar"]
        target = receiver.target(self.clerk, self.case.number)
        if target is None:
            raise NotTaken(f"{self.case.number}：现在不能报送授课安排")
        confirmed(receiver, target, calendar_file(held, self.fresh(), practice_room), "授课安排.csv", self.clerk)

    def go(self, step: str, actor: Actor, on: date, **answers: Any) -> Opening:
        self.case.refresh_from_db()
        taken = take(self.case, step, actor=actor, seen=self.case.version, answers=answers, at=_at(on))
        if isinstance(taken, Refused):
            raise NotTaken(f"{self.case.number} {step}：{taken}")
        return self


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def teach(
    schools: Sequence[tuple[Org, Actor]], office: Office, people: Sequence[Sequence[tuple[str, str, str]]], today: date
) -> None:
    """Two classes of two providers: one that opened a week ago, and one that came back, for a workshop that is too small. people:
    of either of them."""
    (first, clerk), (second, other) = schools
    opened = today - timedelta(days=6)
    running = Opening.begin(clerk, first, "焊工第2期", opened, opened - timedelta(days=14), people[0])
    running.go("submit", clerk, opened - timedelta(days=14), undertaking=True)
    running.go("check", office.checker, opened - timedelta(days=10), note="与教室和师资档案一致")
    running.go("approve", office.head, opened - timedelta(days=9), note="同意开班")
    running.go("start", Actor.the_system(), opened)
    opens = today + timedelta(days=12)
    waiting = Opening.begin(other, second, "砌筑工第4期", opens, today - timedelta(days=3), people[1])
    waiting.go("submit", other, today - timedelta(days=3), undertaking=True)
    waiting.go(
        "return_", office.checker, today - timedelta(days=1), reasons=["room"],
        note="实训一现场只有20个工位，名册24人坐不下：分两组上课，或另报大的实训室",
    )  # fmt: skip
