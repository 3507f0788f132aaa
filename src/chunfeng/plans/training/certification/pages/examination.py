"""An examination as its body sees it: whom to examine, their marks; and a mark changed after its release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Flag, Number, Text
from chunfeng.base.workflow.dossier import Dossier, Line, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Link,
    Links,
    List,
    Missing,
    Panel,
    Quantity,
    Row,
)
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.actions.marks import barred, released
from chunfeng.plans.training.certification.models import Examination, Mark, MarkChange
from chunfeng.plans.training.certification.pages.panels import score_words
from chunfeng.plans.training.certification.queries import EXAM, MARK_CHANGE
from chunfeng.plans.training.certification.queries.marks import lacking
from chunfeng.plans.training.providers.models import LEVELS


def marks_of(exam: Examination) -> list[Mark]:
    """In the order of the seats, each with its person."""
    rows = exam.marks.select_related("candidate__entry__person__merged_into").order_by("seat")
    for mark in rows:
        mark.exam = exam
    return list(rows)


# ---- what the body fills in


def _lines(case: Case) -> Sequence[Line]:
    return [
        Line(
            m.pk, f"{m.ticket}　{m.candidate.entry.person.shown_name}", score_words(m) or gettext("没有成绩"),
            {"theory": "" if m.theory is None else m.theory, "practice": "" if m.practice is None else m.practice,
             "absent": "1" if m.absent else ""},
        )
        for m in marks_of(case.record)
    ]  # fmt: skip


def _missing(case: Case) -> Sequence[str]:
    level = case.record.completion.training_class.level or 7
    n = sum(1 for row in case.record.marks.values_list("theory", "practice", "absent") if lacking(*row, level))
    return [gettext("%(n)s 名考生没有成绩，也没有标缺考") % {"n": n}] if n else []


def _exam_promises(case: Case, today: date) -> Sequence[Promise]:
    return [
        Promise(None, gettext("由本机构另一人复核后发布")),
        Promise(None, gettext("发布后学员和培训机构可以看到；更正须另行办理")),
    ]


_THEORY = Number("theory", _("理论成绩"), most=100, required=False)
_PRACTICE = Number("practice", _("实操成绩"), most=100, required=False)
_ABSENT = Flag("absent", _("缺考"))

MARKS = Dossier(
    EXAM,
    (
        Section(
            "marks", _("录入成绩"), _("成绩"), (_THEORY, _PRACTICE, _ABSENT), actions.save_mark, _missing,
            lambda case: [(line.title, line.said) for line in _lines(case)], rows=_lines, noun=_("考生"),
            upload="exam_marks", fixed=True, help=_("可以逐人填写，也可以上传成绩单；没来的标缺考。"),
        ),
    ),
    submits={"arranged": "mark"}, promises=_exam_promises, given=True,
)  # fmt: skip


def panels(case: Case, actor: Actor) -> list[Panel]:
    exam: Examination = case.record
    klass = exam.completion.training_class
    facts = [
        Fact(gettext("培训机构"), str(klass.org)),
        Fact(gettext("班级编号"), klass.class_no),
        Fact(
            gettext("工种和等级"), f"{klass.trade} {LEVELS[klass.level]}" if klass.level is not None else Missing.EMPTY
        ),
        Fact(gettext("考核机构"), str(case.org)),
        Fact(gettext("考核时间"), f"{exam.held_on} {exam.from_time:%H:%M}"),
        Fact(gettext("考核地点"), exam.site),
        Fact(gettext("场次"), gettext("第%(n)s次") % {"n": exam.nth}),
        Fact(gettext("名册报送"), exam.filed_on),
        Fact(gettext("考评员"), exam.examiners or Missing.EMPTY),
    ]
    if exam.released_on:
        facts.append(Fact(gettext("成绩发布"), exam.released_on))
    rows = marks_of(exam)
    own = any(g.org == case.org_id for g in actor.grants)
    shown = exam.state == "released" or own
    if shown and any(m.entered for m in rows):
        facts.append(Fact(gettext("合格"), Quantity(sum(m.passed for m in rows), gettext("人"))))
    links = [Link(gettext("打印考核名册（PDF）"), f"/prints/{case.number}/roster.pdf")]
    if own and exam.state == "arranged":
        links.append(Link(gettext("下载写好考生的成绩单（CSV）"), f"/prints/{case.number}/marks.csv"))
    prints = Links(tuple(links))
    return [
        Panel(gettext("考核"), (Facts(tuple(facts)),), anchor="exam"),
        Panel(gettext("考核名册"), (_roster(rows, shown), prints), anchor="roster"),
    ]


def _roster(rows: Sequence[Mark], shown: bool) -> List:
    """shown: with the marks; before the release they are the body's alone."""
    columns = [
        Column("ticket", gettext("准考证号"), kind="id"), Column("name", gettext("姓名")), Column("number", gettext("证件号码")),
    ]  # fmt: skip
    if shown:
        columns += [Column("score", gettext("成绩")), Column("result", gettext("结果"), kind="state")]
    found = []
    for m in rows:
        person = m.candidate.entry.person
        cells: dict[str, Any] = {"ticket": m.ticket, "name": person.shown_name, "number": person.shown_number}
        if shown:
            changed = gettext("，%(day)s 更正") % {"day": m.changed_on} if m.changed_on else ""
            cells["score"] = score_words(m) + changed
            cells["result"] = (
                "" if not m.entered else gettext("合格") if m.passed else Chip("neutral", gettext("不合格"))
            )
        found.append(Row(cells))
    return List(
        tuple(columns), tuple(found), total=len(found), measure=gettext("人"), key="roster",
        empty=Empty(gettext("名册上没有人。"), gettext("由人社部门报送。")),
    )  # fmt: skip


# ---- a mark changed after its release


def _exams(case: Case) -> Mapping[str, str]:
    rows = released([case.org_id]).select_related("case", "completion__training_class")
    return {str(e.pk): f"{e.case.number}　{e.completion.training_class.class_no}　{e.held_on}" for e in rows[:200]}


def _people(case: Case) -> Mapping[str, str]:
    exam = case.record.exam
    if exam is None:
        return {}
    return {str(m.pk): f"{m.ticket}　{m.candidate.entry.person.shown_name}　{score_words(m)}" for m in marks_of(exam)}


def _whose_values(case: Case) -> Mapping[str, Any]:
    change: MarkChange = case.record
    return {"exam": str(change.exam_id or ""), "why": change.why}


def _whose_answers(case: Case) -> Sequence[tuple[str, str]]:
    change: MarkChange = case.record
    return [(gettext("考核"), change.exam.case.number if change.exam else ""), (gettext("更正的原因"), change.why)]


def _change_values(case: Case) -> Mapping[str, Any]:
    c: MarkChange = case.record
    return {
        "mark": str(c.mark_id or ""), "theory": "" if c.theory is None else c.theory,
        "practice": "" if c.practice is None else c.practice, "absent": "1" if c.absent else "",
    }  # fmt: skip


def _scores(theory: int | None, practice: int | None, absent: bool) -> str:
    return score_words(Mark(theory=theory, practice=practice, absent=absent)) or gettext("没有成绩")


def _whose(change: MarkChange) -> str:
    mark = change.mark
    return f"{mark.ticket} {mark.candidate.entry.person.shown_name}" if mark else ""


def _was(change: MarkChange) -> str:
    return _scores(change.was_theory, change.was_practice, change.was_absent) if change.mark else ""


def _becomes(change: MarkChange) -> str:
    return _scores(change.theory, change.practice, change.absent) if change.mark else ""


def _change_answers(case: Case) -> Sequence[tuple[str, str]]:
    c: MarkChange = case.record
    return [(gettext("考生"), _whose(c)), (gettext("原成绩"), _was(c)), (gettext("更正为"), _becomes(c))]


def _whose_missing(case: Case) -> Sequence[str]:
    return [] if case.record.exam_id else [gettext("没有选择考核")]


def _change_missing(case: Case) -> Sequence[str]:
    return [str(reason) for reason in barred(case.record)]


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.mark_change_days", today, case.place.code))
    return [Promise(by, gettext("由本机构另一人复核")), Promise(None, gettext("原成绩和更正的原因保留在本件"))]


def _has_released(actor: Actor) -> bool:
    orgs = {g.org for g in actor.with_permission("examination.mark") if g.org}
    return bool(orgs) and released(orgs).exists()


CHANGING = Dossier(
    MARK_CHANGE,
    (
        Section(
            "whose", _("选择考核并写明原因"), _("考核和原因"),
            (Choice("exam", _("考核"), _exams), Text("why", _("更正的原因"), long=True, most=500)),
            actions.save_whose, _whose_missing, _whose_answers, values=_whose_values,
        ),
        Section(
            "change", _("填写更正后的成绩"), _("更正"),
            (Choice("mark", _("考生"), _people), _THEORY, _PRACTICE, _ABSENT),
            actions.save_change, _change_missing, _change_answers, values=_change_values, after=("whose",),
        ),
    ),
    submits={"draft": "submit"}, promises=_promises, begin=actions.begin_change, several=True, begun_by=_has_released,
)  # fmt: skip


def change_panels(case: Case, actor: Actor) -> list[Panel]:
    change: MarkChange = case.record
    facts = (
        Fact(gettext("考核"), change.exam.case.number if change.exam else Missing.EMPTY),
        Fact(gettext("考生"), _whose(change) or Missing.EMPTY),
        Fact(gettext("原成绩"), _was(change) or Missing.EMPTY),
        Fact(gettext("更正为"), _becomes(change) or Missing.EMPTY),
        Fact(gettext("更正的原因"), change.why or Missing.EMPTY, wide=True),
    )
    return [Panel(gettext("更正"), (Facts(facts),), anchor="change")]
