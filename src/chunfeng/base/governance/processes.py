"""参数变更: proposed by one, decided by another. 个人信息请求: answered within its term, by someone with the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.governance.models import DataRequest
from chunfeng.base.governance.retention import erase, open_matters
from chunfeng.base.messages.actions import put
from chunfeng.base.people.actions.merging import correct
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.workflow.declarations import Choice, Clock, Guide, Note, Process, Reason, State, Step, Text
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal


def _enact(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    change = case.record
    ParameterValue.objects.create(
        code=change.code, area=change.area, valid_from_on=change.valid_from_on, value=change.value,
        reference=change.reference, decided_in=case.number,
    )  # fmt: skip


def _another_case_won(case: Case) -> str | None:
    from chunfeng.base.governance.actions import _value
    from chunfeng.base.governance.queries import worded

    change = case.record
    now = _value(change.code, change.valid_from_on, change.area)
    return (
        None
        if now == change.before
        else str(_("提出以后现值已变为 %(value)s，请撤回后重新提出") % {"value": worded(change.code, now)})
    )


PARAMETER_CHANGE = Process(
    "policy.parameter_change",
    _("参数变更"),
    clause="G-4",
    noun="parameter_change",
    on="governance.ParameterChange",
    prefix="CS",
    opens="parameter_change.propose",
    opening=_("提出"),
    states=(
        State("proposed", _("待核准"), "review", usual=("enact",)),
        State("enacted", _("已核准"), "ok", final=True),
        State("refused", _("不予变更"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step(
            "enact", _("核准变更"), ("proposed",), "enacted", may="parameter_change.decide", not_by=("open",),
            needs=(_another_case_won,), asks=(Note(_("核准意见"), required=False),), does=_enact,
            confirm=_("自生效日起，在“变更”所写的地区按新数值办理。生效后不能改，只能再提一次变更。"),
        ),
        Step("refuse", _("不予变更"), ("proposed",), "refused", may="parameter_change.decide", not_by=("open",), asks=(Note(),)),
        Step("withdraw", _("撤回"), ("proposed",), "withdrawn", may="parameter_change.propose", party=True, asks=(Note(),)),
    ),
    clocks=(Clock("decide", _("核准参数"), "workdays", "policy.parameter_decide_days", ("proposed",), escalates="parameter_change.decide"),),
    guide=Guide(
        who=_("政策管理员"),
        conditions=(_("有文件依据"), _("写明生效日期")),
        papers=(_("依据文件"),),
        legal_basis=(_("本市方案“政策衔接”"),),
        result=_("参数自生效日起适用，旧值保留"),
    ),
)  # fmt: skip


def _answer(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.answer = answers["answer"]


def _grant(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    _answer(case, actor, answers)
    person = case.person
    if case.record.kind != DataRequest.ERASE or person is None:
        return
    phone = person.phone.clear() if person.phone else ""
    erase(person, actor)
    # What was written goes with the rest; the answer is told once more, because nobody can log in to read it.
    case.record.wish, case.record.answer = "", "-"
    if phone:
        put(
            "phone",
            phone,
            "data_request.erased",
            str(_("【春风】您的个人信息已按您的请求删除；依法须存档的办件已改为化名。")),
            f"erased:{case.number}",
        )


def _no_open_matter(case: Case) -> str | None:
    if case.record.kind != DataRequest.ERASE or case.person is None:
        return None
    count = open_matters(case.person, case)
    return str(_("申请人还有%(n)d件在办事项须使用该信息") % {"n": count}) if count else None


#: What a person may have corrected, and the most letters of it.
_CORRECTED = {
    "name": (_("姓名"), 50), "number": (_("证件号码"), 40), "phone": (_("手机号码"), 40), "account": (_("银行账号"), 40),
    "address": (_("住址"), 200),
}  # fmt: skip


def _correct(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    assert case.person, "the guard has looked"
    given = {field: text.strip() for field in _CORRECTED if (text := answers[field] or "").strip()}
    if not given:
        raise StepRefused(Reason(str(_("至少填写一项更正后的内容")), "#name"))
    if wrong := [field for field, text in given.items() if len(text) > _CORRECTED[field][1]]:
        raise StepRefused(*(Reason(str(_("太长，核对是否填错项")), f"#{field}") for field in wrong))
    done = correct(case.person, case.number, actor, **given)
    if isinstance(done, Refusal):
        raise StepRefused(Reason(str(done), f"#{next(iter(given))}"))
    _answer(case, actor, answers)


def _is_correction(case: Case) -> str | None:
    return None if case.record.kind == DataRequest.CORRECT and case.person else str(_("不是更正请求"))


def _is_none(case: Case) -> str | None:
    return str(_("更正请求用“更正并答复”办理")) if case.record.kind == DataRequest.CORRECT and case.person else None


_REASONS = {
    "archive": _("法律规定须保存的档案，已改为化名保存"),
    "not_own": _("不是申请人本人的信息"),
    "open_case": _("有在办事项须使用该信息"),
}

DATA_REQUEST = Process(
    "privacy.request",
    _("个人信息请求"),
    clause="G-4",
    noun="data_request",
    on="governance.DataRequest",
    prefix="XX",
    opens="data_request.ask",
    party=_("申请人"),
    states=(
        State("received", _("待答复"), "info", usual=("correct", "grant")),
        State("granted", _("已办理"), "ok", final=True),
        State("refused", _("不予办理"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step(
            "grant", _("办理"), ("received",), "granted", may="data_request.decide",
            needs=(_is_none, _no_open_matter),
            asks=(Text("answer", _("给申请人的答复"), long=True),), does=_grant, notice=_("您的个人信息请求已办理，请登录查看答复。"),
        ),
        Step(
            "correct", _("更正并答复"), ("received",), "granted", may="data_request.decide", needs=(_is_correction,),
            asks=(
                *(Text(field, title, required=False, help=_("不改的不填")) for field, (title, _most) in _CORRECTED.items()),
                Text("answer", _("给申请人的答复"), long=True),
            ),
            does=_correct, notice=_("您的个人信息已更正，请登录查看。"),
            confirm=_("请先核对申请人的证件。旧值加密保存，可以查到是谁何时改的。"),
        ),
        Step(
            "refuse", _("不予办理"), ("received",), "refused", may="data_request.decide",
            asks=(Choice("reason", _("理由"), _REASONS), Text("answer", _("给申请人的答复"), long=True)), does=_answer,
            notice=_("您的个人信息请求未能办理，请登录查看理由和救济途径。"),
        ),
        Step("withdraw", _("撤回"), ("received",), "withdrawn", may="data_request.ask", party=True),
    ),
    clocks=(Clock("answer", _("答复"), "workdays", "privacy.answer_days", ("received",), escalates="data_request.decide", legal=_("个人信息保护法第五十条")),),
    guide=Guide(
        who=_("登记在册的劳动者本人"),
        conditions=(_("本人登录后提出"),),
        papers=(),
        legal_basis=(_("个人信息保护法第四十四条至第四十七条、第五十条"),),
        result=_("答复；可以查阅、复制、更正，或依法删除、改为化名保存"),
    ),
)  # fmt: skip
