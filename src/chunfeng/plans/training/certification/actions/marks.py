"""Marks: written by hand or from a list before they are released; after it changed by a case alone (F-40)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.uploads.declarations import Done, Fault, Receiver, Target
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.names import comparable
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.certification.feeds import MARKS
from chunfeng.plans.training.certification.models import Examination, Mark, MarkChange
from chunfeng.plans.training.certification.queries import EXAM, MARK_CHANGE, of_day
from chunfeng.plans.training.certification.queries.marks import lacking, passes

Given = Mapping[str, Any]
#: In which the body may write marks.
WRITABLE = ("arranged",)
_DRAFT = ("draft",)


def set_mark(mark: Mark, theory: int | None, practice: int | None, absent: bool, level: int, least: int) -> None:
    mark.theory, mark.practice, mark.absent = (None, None, True) if absent else (theory, practice, False)
    mark.passed = passes(mark.theory, mark.practice, level, least)


def _level(exam: Examination) -> int:
    return exam.completion.training_class.level or 7


def least_of(exam: Examination) -> int:
    """The score that passes, on the day of the examination."""
    return of_day("exam_score_min", exam.case, exam.held_on)


def wrong_with(theory: int | None, practice: int | None, absent: bool, level: int) -> tuple[str, str, str] | None:
    """Column, what is wrong with a mark taken alone, and how to mend it."""
    for name, score in (("theory", theory), ("practice", practice)):
        if score is not None and not 0 <= score <= 100:
            return name, _("成绩不在 0 到 100 之间"), _("核对成绩")
    if absent and (theory is not None or practice is not None):
        return "absent", _("缺考的不能有成绩"), _("缺考的成绩留空；参加了的去掉缺考")
    if lacking(theory, practice, absent, level):
        return "theory" if theory is None else "practice", _("没有成绩"), _("填写理论和实操成绩；没来的填缺考")
    return None


# ---- by hand


def save_mark(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(exam: Examination) -> None:
        mark = exam.marks.filter(pk=row).first() if row is not None else None
        if mark is None:
            raise NotSaved(Reason(_("考核名册由人社部门报送，不能增加")))
        given = (values["theory"], values["practice"], values["absent"])
        if found := wrong_with(*given, _level(exam)):
            raise NotSaved(Reason(_("%(wrong)s：%(mend)s") % {"wrong": found[1], "mend": found[2]}, f"#{found[0]}"))
        set_mark(mark, *given, _level(exam), least_of(exam))
        mark.save()

    return saving(case, actor, "marks", WRITABLE, work, at)


# ---- as a list


def _exams(actor: Actor) -> list[Target]:
    orgs = {g.org for g in actor.with_permission("examination.mark") if g.scope == "org" and g.org}
    cases = Case.objects.filter(process=EXAM, state__in=WRITABLE, org__in=orgs).select_related("place")
    return [
        Target(case.number, f"{case.title} {case.number}", case.place_id, case.place.path, case.org_id)
        for case in cases.order_by("-id")
    ]


def _exam(target: Target) -> Examination:
    found = Examination.objects.select_related("case__place", "completion__training_class")
    return found.get(case__number=target.code)


def _by_ticket(exam: Examination) -> dict[str, Mark]:
    rows = exam.marks.select_related("candidate__entry__person").order_by("seat")
    found = {}
    for mark in rows:
        mark.exam = exam
        found[mark.ticket] = mark
    return found


def _fault(row: Mapping[str, Any], marks: Mapping[str, Mark], level: int) -> Fault | None:
    mark = marks.get(row["ticket"])
    if mark is None:
        return Fault("ticket", _("本场考核没有这个准考证号"), _("核对准考证号，照考核名册填写"))
    if comparable(row["name"]) != comparable(mark.candidate.entry.person.name.clear()):
        return Fault("name", _("姓名与这个准考证号的考生不同"), _("核对姓名和准考证号是不是填串了行"))
    found = wrong_with(row["theory"], row["practice"], bool(row["absent"]), level)
    return Fault(*found) if found else None


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    exam = _exam(target)
    marks = _by_ticket(exam)
    for at, row in enumerate(table.to_pylist()):
        if fault := _fault(row, marks, _level(exam)):
            yield at, fault


def _commit(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    case = Case.objects.select_for_update().get(number=target.code)
    if case.state not in WRITABLE:
        said = _("%(state)s的考核不能录入成绩") % {"state": case.state_declared.label}
        return Refusal(said, _("成绩发布后更正的，提出成绩更正"))
    exam = _exam(target)
    marks, level, least, written = _by_ticket(exam), _level(exam), least_of(exam), []
    for row in table.to_pylist():
        if fault := _fault(row, marks, level):
            return Refusal(_("第%(row)s行：%(why)s") % {"row": row["row"], "why": fault.wrong}, fault.mend)
        mark = marks[row["ticket"]]
        set_mark(mark, row["theory"], row["practice"], bool(row["absent"]), level, least)
        written.append(mark)
    Mark.objects.bulk_update(written, ["theory", "practice", "absent", "passed"])
    record("edit", actor, "case", case.number, section="marks", upload=upload, rows=len(written))
    return Done(len(written), 0)


RECEIVERS = (
    Receiver(
        "exam_marks", MARKS, "examination.mark", _exams, _commit, _check, same=("ticket",),
        example={"ticket": "KH2016-000001-01", "name": "张某某", "theory": "78", "practice": "82", "absent": "否"},
        back=lambda target: f"/portal/cases/{target}/",
    ),
)  # fmt: skip


# ---- after the release


def released(orgs: Any) -> Any:
    return Examination.objects.filter(body__in=orgs, state="released").order_by("-held_on", "-pk")


def begin_change(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    if not actor.may("examination.mark", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        type(org).objects.select_for_update().get(pk=org.pk)
        own = released([org]).select_related("case__place").first()
        if own is None:
            return Refused((Reason(_("没有已发布的成绩，不用更正")),))
        bare = MarkChange.objects.filter(case__org=org, state="draft").select_related("case").first()
        if bare is not None:
            return Refused((Reason(_("还有一份没有提交的成绩更正 %(number)s，先办它") % {"number": bare.case.number}),))
        return open_case(
            PROCESSES[MARK_CHANGE], MarkChange(), actor, place=own.case.place, org=org, title=org.name, at=at
        )


def save_whose(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(change: MarkChange) -> None:
        exam = released([case.org_id]).select_related("case__place").filter(pk=int(values["exam"])).first()
        if exam is None:
            raise NotSaved(Reason(_("这场考核的成绩没有发布"), "#exam"))
        if exam.pk != change.exam_id:
            change.mark = None
        change.exam, change.why = exam, values["why"]
        change.save()
        # The office of that examination decides, not that of the body's last one.
        place = exam.case.place
        Case.objects.filter(pk=case.pk).update(place=place, place_path=place.path)

    return saving(case, actor, "whose", _DRAFT, work, at)


def save_change(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(change: MarkChange) -> None:
        if change.exam is None:
            raise NotSaved(Reason(_("先选择考核")))
        mark = change.exam.marks.filter(pk=int(values["mark"])).first()
        if mark is None:
            raise NotSaved(Reason(_("请选择考生"), "#mark"))
        given = (values["theory"], values["practice"], values["absent"])
        if found := wrong_with(*given, _level(change.exam)):
            raise NotSaved(Reason(_("%(wrong)s：%(mend)s") % {"wrong": found[1], "mend": found[2]}, f"#{found[0]}"))
        if given == (mark.theory, mark.practice, mark.absent):
            raise NotSaved(Reason(_("和现在的成绩一样，不用更正"), "#mark"))
        change.mark = mark
        change.was_theory, change.was_practice, change.was_absent = mark.theory, mark.practice, mark.absent
        change.theory, change.practice, change.absent = given
        change.save()

    return saving(case, actor, "change", _DRAFT, work, at)


def barred(change: MarkChange) -> list[Reason]:
    """Why it cannot be handed in or approved as it stands."""
    mark = change.mark
    if change.exam is None or mark is None:
        return [Reason(_("没有填更正内容"), "section:change")]
    if (mark.theory, mark.practice, mark.absent) != (change.was_theory, change.was_practice, change.was_absent):
        return [Reason(_("这名考生的成绩刚才又改过，重新填写"), "section:change")]
    would = passes(change.theory, change.practice, _level(change.exam), least_of(change.exam))
    if would and not mark.passed and change.exam.completion.state == "closed":
        return [Reason(_("本班结业和鉴定已经办结，不能再改为合格"), "section:change")]
    return []


def make(change: MarkChange, day: date) -> list[Reason]:
    """Writes the change under the lock of its mark; the reasons why not."""
    change.mark = Mark.objects.select_for_update().get(pk=change.mark_id)
    if found := barred(change):
        return found
    assert change.exam and change.mark
    set_mark(change.mark, change.theory, change.practice, change.absent, _level(change.exam), least_of(change.exam))
    change.mark.changed_on = day
    change.mark.save()
    return []
