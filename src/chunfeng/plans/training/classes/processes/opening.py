"""Opening of a class: applied for by the provider, checked by one, approved by another, begun by the calendar (T-3.2.c)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import choices, offered
from chunfeng.base.workflow.declarations import (
    Choice,
    Clock,
    Flag,
    Guide,
    Note,
    Process,
    Reason,
    State,
    Step,
)
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.processes.completeness import in_order, whole
from chunfeng.plans.training.classes.queries import CLASS, day_of

_PARTY = _("机构")


def _list(name: str) -> Any:
    return lambda case: offered(name, day_of(case))


# ---- guards


def as_it_stands(case: Case) -> Reason | None:
    """The same tests at the office: what was in order when it was handed in may be taken by another class since."""
    found = in_order(case)
    return Reason(found.said, "#checks") if found else None


def provider_holds(case: Case) -> Reason | None:
    agreement, day = case.record.agreement, case.today
    if (agreement.ended_on and agreement.ended_on < day) or agreement.to_on < day:
        return Reason(gettext("机构的定点协议已经终止"))
    since, until = agreement.suspended_from_on, agreement.suspended_to_on
    if since and until and since <= day <= until:
        return Reason(gettext("机构暂停培训至 %(day)s") % {"day": until})
    return None


# ---- effects


def _submit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record = case.record
    record.undertaken_at, record.undertaken_by = case.state_at, actor.name[:50]
    # A file handed in again after a return keeps its first day.
    record.submitted_on = record.submitted_on or day_of(case)
    record.checked_on, record.asked_for = None, ""


def _check(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.checked_on = day_of(case)


def _return(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    titles = choices("training.class_return_reasons")
    case.record.checked_on = None
    case.record.asked_for = "；".join([*(titles[r] for r in answers["reasons"]), answers["note"]])


def _approve(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    # Two classes that want one room, teacher or trainee are approved one after the other, the second against the first.
    list(Place.objects.select_for_update(no_key=True).filter(parent=None).values_list("pk"))
    case.record.__dict__.pop("_reading", None)
    if found := as_it_stands(case):
        raise StepRefused(found)
    case.record.approved_on = day_of(case)


def _start(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.started_on = day_of(case)


def _finish(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.finished_on = day_of(case)


_GUIDE = Guide(
    who=_("有定点培训协议的培训机构"),
    conditions=(
        _("工种和等级在认定范围内，协议在有效期内"),
        _("在开班前规定的天数提交"),
        _("课时、实操比例、引导性培训六项内容符合规定"),
        _("教室容量、教师证书与排课相符，不与其他班冲突"),
        _("学员符合参训条件，不重复参训"),
    ),
    papers=(_("授课安排"), _("学员花名册"), _("学员保险"), _("安全预案"), _("真实性承诺")),
    legal_basis=(_("泰政办发〔2014〕33号"),),
    result=_("批准开班；到开班日自动开班"),
    questions=(
        (_("退回后重新提交，提前天数怎么算？"), _("按第一次提交的日期算。")),
        (_("批准后能不能改授课安排和名册？"), _("不能自行修改；时间、地点、教师、内容和人员的变动要先申请。")),
    ),
)  # fmt: skip

OPENING = Process(
    code=CLASS,
    title=_("开班申请"),
    clause="T-3.2.c",
    more_clauses=("T-2.3", "T-3.2.d", "T-3.4.b"),
    noun="training_class",
    on="classes.TrainingClass",
    prefix="KB",
    opens="training_class.apply",
    party=_PARTY,
    guide=_GUIDE,
    # After the teaching come review, examination, certificates: until they are here a class ends with its last day.
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("submitted", _("待审核"), usual=("check",)),
        State("checked", _("待批准"), "review", usual=("approve",)),
        State("returned", _("待补正"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("approved", _("待开班"), "ok", waits_on=_("开班日")),
        State("in_progress", _("授课中"), "ok", waits_on=_("授课结束")),
        State("suspended", _("暂停授课"), "review", usual=("resume",)),
        State("teaching_finished", _("授课结束"), "ok", final=True),
        State("rejected", _("不予批准"), "bad", final=True),
        State("cancelled", _("已取消"), "bad", final=True),
    ),
    steps=(
        Step("submit", _("提交申请"), ("draft", "returned"), "submitted", "training_class.submit", party=True,
             needs=(whole, in_order, provider_holds), does=_submit,
             asks=(Flag("undertaking", _("所填内容真实，学员本人参训；不向学员收费，不转包；变动先申请"), required=True),),
             notice=_("已收到开班申请。")),
        Step("check", _("审核"), ("submitted",), "checked", "training_class.check", needs=(as_it_stands,), does=_check,
             asks=(Note(_("审核意见"), required=False),)),
        Step("return_", _("退回补正"), ("submitted", "checked"), "returned", "training_class.check", does=_return,
             asks=(Choice("reasons", _("退回原因"), _list("training.class_return_reasons"), several=True),
                   Note(_("要补正的内容"))),
             notice=_("开班申请需要补正，请登录查看。")),
        Step("approve", _("批准开班"), ("checked",), "approved", "training_class.approve",
             not_by=("open", "submit", "check"), needs=(as_it_stands, provider_holds), does=_approve,
             asks=(Note(required=False),),
             confirm=_("批准后授课安排和名册锁定，到开班日自动开班。"), notice=_("开班申请已批准。")),
        Step("back", _("退回审核"), ("checked",), "submitted", "training_class.approve", not_by=("check",), asks=(Note(),)),
        Step("reject", _("不予批准"), ("submitted", "checked"), "rejected", "training_class.approve",
             not_by=("open", "submit", "check"),
             asks=(Choice("reason", _("不予批准的原因"), _list("training.class_reject_reasons")), Note(_("理由"))),
             confirm=_("不予批准后本件办结，机构可重新申请。"), notice=_("开班申请不予批准，请登录查看。")),
        Step("start", _("开班"), ("approved",), "in_progress", "system", by_system=True, needs=(provider_holds,),
             does=_start, notice=_("今日开班。")),
        Step("suspend", _("暂停授课"), ("in_progress",), "suspended", "training_class.approve", clause="T-3.2.d",
             asks=(Note(_("暂停的原因")),), notice=_("本班暂停授课，请登录查看。")),
        Step("resume", _("恢复授课"), ("suspended",), "in_progress", "training_class.approve", clause="T-3.2.d",
             needs=(provider_holds,), asks=(Note(required=False),), notice=_("本班恢复授课。")),
        Step("finish", _("授课结束"), ("in_progress",), "teaching_finished", "system", by_system=True, does=_finish,
             notice=_("授课已结束。")),
        Step("cancel", _("取消班级"), ("approved", "in_progress", "suspended"), "cancelled", "training_class.approve",
             clause="T-3.2.d",
             asks=(Choice("reason", _("取消的原因"), _list("training.class_cancel_reasons")), Note()),
             confirm=_("取消后本班不能恢复，不能申领补贴。"), notice=_("本班已取消，请登录查看。")),
        Step("withdraw", _("撤回申请"), ("draft", "submitted", "checked", "returned", "approved"), "cancelled",
             "training_class.submit", party=True, asks=(Note(_("撤回的原因"), required=False),),
             confirm=_("撤回后本件办结；再开班要重新申请。"), notice=_("开班申请已撤回。")),
    ),
    clocks=(
        Clock("check", _("审核"), "workdays", "training.class_check_days", ("submitted", "checked"), ("returned",),
              escalates="training_class.approve"),
    ),
)  # fmt: skip
