"""The examination at the body, and a change of a mark after its release (T-3.2.e; F-40)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Clock, Flag, Guide, Note, Process, Reason, State, Step, Text
from chunfeng.base.workflow.engine import Refused, StepRefused, take
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.names import comparable
from chunfeng.plans.training.certification.actions import marks
from chunfeng.plans.training.certification.models import Examination
from chunfeng.plans.training.certification.queries import EXAM, MARK_CHANGE, day_of, of_day
from chunfeng.plans.training.certification.queries.marks import lacking
from chunfeng.plans.training.classes.models import ClassSession

_BODY = _("考核机构")

# ---- guards


def held(case: Case) -> Reason | None:
    day = case.record.held_on
    return Reason(gettext("考核日期 %(day)s 还没有到") % {"day": day}) if case.today < day else None


def all_marked(case: Case) -> Reason | None:
    level = case.record.completion.training_class.level or 7
    rows = case.record.marks.values_list("theory", "practice", "absent")
    missing = sum(1 for row in rows if lacking(*row, level))
    return Reason(gettext("%(n)s 名考生没有成绩，也没有标缺考") % {"n": missing}, "section:marks") if missing else None


def change_stands(case: Case) -> Reason | None:
    found = marks.barred(case.record)
    return found[0] if found else None


# ---- effects


def _arrange(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    exam: Examination = case.record
    names = list(dict.fromkeys(filter(None, map(str.strip, re.split(r"[、，,;；\n]+", answers["examiners"])))))
    least = of_day("exam_examiners_min", case)
    wrong = []
    if len(names) < least:
        wrong.append(Reason(gettext("考评员不少于 %(n)s 人") % {"n": least}, "#examiners"))
    taught = ClassSession.objects.filter(training_class=exam.completion.training_class_id)
    teachers = {comparable(name) for name in taught.values_list("teacher__name", flat=True)}
    if own := [name for name in names if comparable(name) in teachers]:
        said = gettext("%(names)s 是本班教师，不能考评") % {"names": gettext("、").join(own)}
        wrong.append(Reason(said, "#examiners"))
    if wrong:
        raise StepRefused(*wrong)
    exam.examiners, exam.arranged_on = "、".join(names), day_of(case)


def _mark(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.marked_on = day_of(case)


def _back(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.marked_on = None


def _tell(case: Case, step: str) -> None:
    """The class's own case goes on by itself; it waits for nothing else."""
    above = case.record.completion.case
    found = take(above, step, actor=Actor.the_system(), seen=above.version, at=case.state_at)
    if isinstance(found, Refused):
        raise StepRefused(*found.reasons)


def _release(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.released_on = day_of(case)
    case.record.save()
    _tell(case, "examined")


def _fall_out(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    _tell(case, "fell_out")


_HANDED = (Flag("checked", _("已与原始评分表核对"), required=True),)

EXAMINING = Process(
    code=EXAM,
    title=_("考核鉴定"),
    clause="T-3.2.e",
    more_clauses=("T-3.4.b",),
    noun="examination",
    on="certification.Examination",
    prefix="KH",
    opens="completion.check",
    opening=_("考核名册送达"),
    party=_BODY,
    guide=Guide(
        who=_("承担考核鉴定的机构"),
        conditions=(
            _("与培训机构没有隶属和利益关系"), _("考评员不是本班教师"), _("成绩由一人录入、另一人复核发布"),
        ),
        papers=(_("考核名册"), _("考评员名单"), _("成绩单")),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("发布的考核成绩"),
        questions=((_("发布后发现成绩错了怎么办？"), _("提出成绩更正，写明原因，由另一人复核；原成绩保留。")),),
    ),
    states=(
        State("filed", _("待安排考评员"), waits_on=_BODY, usual=("arrange",)),
        State("arranged", _("待录入成绩"), waits_on=_BODY, usual=("mark",)),
        State("marked", _("待复核发布"), "review", waits_on=_BODY, usual=("release",)),
        State("released", _("成绩已发布"), "ok", final=True),
        State("cancelled", _("已取消"), "neutral", final=True),
    ),
    steps=(
        Step("arrange", _("安排考评员"), ("filed",), "arranged", "examination.mark", party=True, does=_arrange,
             asks=(Text("examiners", _("考评员姓名"), most=200, help=_("几个人用顿号隔开")),)),
        Step("decline", _("不能承担"), ("filed",), "cancelled", "examination.mark", party=True, does=_fall_out,
             asks=(Note(_("原因")),), confirm=_("本场考核取消，由人社部门另行安排。")),
        Step("mark", _("提交成绩"), ("arranged",), "marked", "examination.mark", party=True,
             needs=(held, all_marked), does=_mark, asks=_HANDED),
        Step("release", _("复核并发布成绩"), ("marked",), "released", "examination.release", party=True,
             not_by=("mark",), needs=(all_marked,), does=_release, asks=_HANDED,
             confirm=_("发布后成绩不能直接修改，更正须另行办理。")),
        Step("back", _("退回录入"), ("marked",), "arranged", "examination.release", party=True, not_by=("mark",),
             does=_back, asks=(Note(_("要改的内容")),)),
        Step("cancel", _("取消考核"), ("filed", "arranged"), "cancelled", "completion.check", does=_fall_out,
             asks=(Note(_("取消的原因")),), confirm=_("本场考核取消，学员另行安排。"), notice=_("考核已取消，请登录查看。")),
        # Only the head: unwelcome marks must not be cancelled by who filed the roster, and a body that is gone releases none.
        Step("cancel_marked", _("取消未发布的考核"), ("marked",), "cancelled", "completion.confirm", does=_fall_out,
             asks=(Note(_("取消的原因")),), confirm=_("已录入的成绩作废，学员另行安排。"), notice=_("考核已取消，请登录查看。")),
    ),
    clocks=(
        Clock("arrange", _("安排考评员"), "workdays", "training.exam_arrange_days", ("filed",), escalates="completion.check"),
        Clock("mark", _("发布成绩"), "workdays", "training.exam_mark_days", ("arranged", "marked"),
              escalates="completion.check"),
    ),
)  # fmt: skip


# ---- a mark changed after its release


def _submit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.submitted_on = day_of(case)


def _approve(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = day_of(case)
    if found := marks.make(case.record, day_of(case)):
        raise StepRefused(*found)


def _decide(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = day_of(case)


MARKING = Process(
    code=MARK_CHANGE,
    title=_("成绩更正"),
    clause="T-3.2.e",
    more_clauses=("T-3.4.b",),
    noun="examination",
    on="certification.MarkChange",
    prefix="CG",
    opens="examination.mark",
    party=_BODY,
    guide=Guide(
        who=_("发布成绩的考核机构"),
        conditions=(_("成绩已经发布"), _("有写明的原因"), _("由提出人以外的人复核")),
        papers=(_("更正的原因"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("更正后的成绩；原成绩保留"),
    ),
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_BODY, usual=("submit",)),
        State("submitted", _("待复核"), "review", waits_on=_BODY, usual=("approve",)),
        State("approved", _("已更正"), "ok", final=True),
        State("rejected", _("不予更正"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交更正"), ("draft",), "submitted", "examination.mark", party=True, needs=(change_stands,),
             does=_submit, asks=_HANDED),
        Step("approve", _("复核更正"), ("submitted",), "approved", "examination.release", party=True,
             not_by=("open", "submit"), needs=(change_stands,), does=_approve, asks=_HANDED,
             confirm=_("成绩按更正后的执行；原成绩保留在本件。")),
        Step("reject", _("不予更正"), ("submitted",), "rejected", "examination.release", party=True,
             not_by=("open", "submit"), does=_decide, asks=(Note(_("理由")),)),
        Step("withdraw", _("撤回"), ("draft", "submitted"), "withdrawn", "examination.mark", party=True,
             asks=(Note(_("撤回的原因"), required=False),)),
    ),
    clocks=(
        Clock("decide", _("复核"), "workdays", "training.mark_change_days", ("submitted",), escalates="completion.check"),
    ),
)  # fmt: skip
