"""A change of an approved class: asked for before the lesson, decided by who approves classes (T-3.2.d). What was changed
silently is a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.declarations import Clock, Flag, Guide, Note, Process, Reason, State, Step
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.actions import changing
from chunfeng.plans.training.classes.queries import CHANGE, day_of

_PARTY = _("机构")


def can_be(case: Case) -> Reason | None:
    found = changing.barred(case.record, case.today)
    return found[0] if found else None


def _submit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.submitted_on = day_of(case)
    if found := changing.tried(case.record, day_of(case)):
        raise StepRefused(*found)


def _approve(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    # As of the approval of classes: one after the other.
    list(Place.objects.select_for_update(no_key=True).filter(parent=None).values_list("pk"))
    case.record.decided_on = day_of(case)
    if found := changing.make(case.record, day_of(case)):
        raise StepRefused(*found)


def _reject(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = day_of(case)


CHANGING = Process(
    code=CHANGE,
    title=_("班级变更"),
    clause="T-3.2.d",
    more_clauses=("T-3.2.c",),
    noun="training_class",
    on="classes.ClassChange",
    prefix="BG",
    opens="training_class.apply",
    party=_PARTY,
    guide=Guide(
        who=_("班级已获批准的培训机构"),
        conditions=(_("在上课之前提出"), _("变更后仍符合课时、教室、教师的规定")),
        papers=(_("变更的原因"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("批准后按新的安排授课；学员退出的，名册保留记录"),
    ),
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("submitted", _("待批准"), usual=("approve",)),
        State("approved", _("已批准"), "ok", final=True),
        State("rejected", _("不予批准"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交申请"), ("draft",), "submitted", "training_class.submit", party=True, needs=(can_be,),
             does=_submit, asks=(Flag("undertaking", _("已告知全体学员"), required=True),), notice=_("已收到班级变更申请。")),
        Step("approve", _("批准变更"), ("submitted",), "approved", "training_class.approve", not_by=("open", "submit"),
             needs=(can_be,), does=_approve, asks=(Note(required=False),), notice=_("班级变更已批准。")),
        Step("reject", _("不予批准"), ("submitted",), "rejected", "training_class.approve", not_by=("open", "submit"),
             does=_reject, asks=(Note(_("理由")),), notice=_("班级变更不予批准，请登录查看。")),
        Step("withdraw", _("撤回申请"), ("draft", "submitted"), "withdrawn", "training_class.submit", party=True,
             asks=(Note(_("撤回的原因"), required=False),), notice=_("班级变更已撤回。")),
    ),
    clocks=(
        Clock("decide", _("审批"), "workdays", "training.class_change_days", ("submitted",), escalates="training_class.approve"),
    ),
)  # fmt: skip
