"""Completion and examination of a class (T-3.2.e): reported by the provider, reviewed by one, confirmed by another, examined by a
body that did not teach, certified by two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.policy.values import choices, offered
from chunfeng.base.workflow.declarations import (
    Choice,
    Clock,
    Day,
    Flag,
    Guide,
    Note,
    Process,
    Reason,
    State,
    Step,
    Text,
)
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification.actions import issuing
from chunfeng.plans.training.certification.processes.completeness import in_order, whole
from chunfeng.plans.training.certification.queries import COMPLETION, day_of
from chunfeng.plans.training.certification.queries.bodies import bodies
from chunfeng.plans.training.certification.queries.reading import read, to_certify, to_examine

_PARTY, _BODY = _("机构"), _("考核机构")


def _list(name: str) -> Any:
    return lambda case: offered(name, day_of(case))


# ---- what is offered


def _people(case: Case) -> Mapping[str, str]:
    """Whom the hours let in: the others are out by themselves."""
    review = read(case)
    return {str(e.pk): f"{e.person.shown_name}　{e.person.shown_number}" for e in review.entries if not review.below(e)}


def _reasons(case: Case) -> Mapping[str, str]:
    return {code: words for code, words in _list("training.not_admitted_reasons")(case).items() if code != "attendance"}


def _bodies(case: Case) -> Mapping[str, str]:
    return {str(org.pk): org.name for org in bodies(case.place)}


# ---- guards


def to_be_examined(case: Case) -> Reason | None:
    return None if to_examine(case.record) else Reason(gettext("没有要考核的学员"))


def to_be_certified(case: Case) -> Reason | None:
    return None if to_certify(case.record) else Reason(gettext("没有要发证的合格学员"))


def none_without(case: Case) -> Reason | None:
    found = to_certify(case.record)
    return Reason(gettext("%(n)s 名合格学员还没有发证") % {"n": len(found)}) if found else None


# ---- effects


def _submit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record = case.record
    record.undertaken_at, record.undertaken_by = case.state_at, actor.name[:50]
    record.submitted_on, record.reviewed_on, record.asked_for = day_of(case), None, ""


def _return(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    titles = choices("training.completion_return_reasons")
    case.record.asked_for = "；".join([*(titles[r] for r in answers["reasons"]), answers["note"]])


def _review(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    excluded = {int(key) for key in answers["excluded"] or ()}
    reason, why = answers["reason"] or "", answers["why"] or ""
    if excluded and not reason:
        raise StepRefused(Reason(gettext("请选择不准考核的原因"), "#reason"))
    if excluded and not why:
        raise StepRefused(Reason(gettext("请写明事实"), "#why"))
    if not excluded and reason:
        raise StepRefused(Reason(gettext("选了原因，没有选人"), "#excluded"))
    issuing.judge(case, excluded, reason, why)
    case.record.reviewed_on = day_of(case)


def _back(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    issuing.unjudge(case.record)
    case.record.reviewed_on = None


def _confirm(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.confirmed_on = day_of(case)


def _schedule(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    try:
        clock: time = datetime.strptime(answers["from_time"].strip().replace("：", ":"), "%H:%M").time()
    except ValueError:
        raise StepRefused(Reason(gettext("时间请写成 08:30"), "#from_time")) from None
    body = Org.objects.get(pk=int(answers["body"]))
    issuing.schedule(case, actor, body, answers["held_on"], clock, answers["site"], case.state_at)


def _sign(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    issuing.issue(case)


_GUIDE = Guide(
    who=_("班级授课结束的培训机构"),
    conditions=(
        _("实授课时不少于补贴标准的要求，引导性培训六项都已讲授"),
        _("出勤达到规定比例的学员参加考核，缺课有据的可以补课"),
        _("考核由没有参与培训的机构组织，考核名册提前报送"),
        _("成绩由考核机构录入，另一人复核后发布"),
    ),
    papers=(_("结业报告"), _("学员评价表"), _("培训照片和视频清单")),
    legal_basis=(_("泰政办发〔2014〕33号"),),
    result=_("准考名单、考核成绩、证书"),
    questions=(
        (_("没有通过的能补考吗？"), _("可以，由县级部门另行安排；发证后规定天数内仍可补考。")),
        (_("成绩录错了怎么办？"), _("由考核机构提出成绩更正，另一人复核；原成绩保留。")),
    ),
)  # fmt: skip

COMPLETING = Process(
    code=COMPLETION,
    title=_("结业和鉴定"),
    clause="T-3.2.e",
    more_clauses=("T-3.4.a", "T-2.3"),
    noun="completion",
    on="certification.Completion",
    prefix="JY",
    opens="completion.apply",
    party=_PARTY,
    guide=_GUIDE,
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("submitted", _("待审核"), usual=("review",)),
        State("returned", _("待补正"), "due", waits_on=_PARTY, usual=("submit",)),
        State("reviewed", _("待确认"), "review", usual=("confirm",)),
        State("confirmed", _("待报考"), usual=("schedule",)),
        State("scheduled", _("待考核"), waits_on=_BODY),
        State("examined", _("待发证"), usual=("issue",)),
        State("issuing", _("待签发"), "review", usual=("sign",)),
        State("certified", _("已发证"), "ok"),
        State("closed", _("已办结"), "ok", final=True),
    ),
    steps=(
        Step("submit", _("提交结业报告"), ("draft", "returned"), "submitted", "completion.submit", party=True,
             needs=(whole, in_order), does=_submit, asks=(Flag("undertaking", _("承诺结业报告真实"), required=True),),
             notice=_("已收到结业报告。")),
        Step("return_", _("退回补正"), ("submitted",), "returned", "completion.check", does=_return,
             asks=(Choice("reasons", _("退回原因"), _list("training.completion_return_reasons"), several=True),
                   Note(_("要补正的内容"))), notice=_("结业报告需要补正，请登录查看。")),
        Step("review", _("审核准考名单"), ("submitted",), "reviewed", "completion.check", needs=(in_order,),
             not_by=("open", "submit"), does=_review,
             asks=(Choice("excluded", _("不准考核的学员"), _people, several=True, required=False,
                          help=_("出勤不够的自动不准考核，不用选")),
                   Choice("reason", _("不准考核的原因"), _reasons, required=False),
                   Text("why", _("事实"), required=False, most=500, help=_("选了学员的写明")), Note(required=False))),
        Step("confirm", _("确认准考名单"), ("reviewed",), "confirmed", "completion.confirm",
             not_by=("open", "submit", "review"), does=_confirm, asks=(Note(required=False),),
             confirm=_("确认后准考名单锁定。"), notice=_("准考名单已确认，请登录查看。")),
        Step("back", _("退回审核"), ("reviewed",), "submitted", "completion.confirm", not_by=("review",), does=_back,
             asks=(Note(),)),
        Step("schedule", _("报考核名册"), ("confirmed", "examined", "certified"), "scheduled", "completion.check",
             needs=(to_be_examined,), does=_schedule,
             asks=(Choice("body", _("考核机构"), _bodies), Day("held_on", _("考核日期")),
                   Text("from_time", _("开始时间"), personal=False, help=_("如 08:30"), most=5),
                   Text("site", _("考核地点"), personal=False, most=200)),
             notice=_("考核已安排，请登录查看时间和地点。")),
        Step("examined", _("成绩发布"), ("scheduled",), "examined", "system", by_system=True,
             notice=_("考核成绩已发布，请登录查看。")),
        Step("fell_out", _("考核取消"), ("scheduled",), "confirmed", "system", by_system=True,
             notice=_("考核取消，将另行安排。")),
        Step("issue", _("拟发证书"), ("confirmed", "examined", "certified"), "issuing", "completion.check", needs=(to_be_certified,),
             asks=(Note(required=False),)),
        Step("sign", _("签发证书"), ("issuing",), "certified", "completion.confirm", not_by=("issue",), does=_sign,
             needs=(to_be_certified,), asks=(Note(required=False),),
             confirm=_("签发后证书即可核验；撤销须另行办理。"), notice=_("证书已签发，请登录查看。")),
        Step("unsign", _("不同意签发"), ("issuing",), "examined", "completion.confirm", not_by=("issue",), asks=(Note(),)),
        Step("close", _("办结"), ("confirmed", "examined", "certified"), "closed", "completion.check",
             needs=(none_without,), asks=(Note(_("不再安排考核的原因")),),
             confirm=_("办结后不能再安排补考。"), notice=_("结业和鉴定已办结。")),
        Step("expire", _("补考期满"), ("certified",), "closed", "system", by_system=True,
             notice=_("补考期已满，结业和鉴定办结。")),
    ),
    clocks=(
        Clock("check", _("审核"), "workdays", "training.completion_check_days", ("submitted", "reviewed"), ("returned",),
              escalates="completion.confirm"),
        Clock("issue", _("发证"), "workdays", "training.certificate_issue_days", ("examined", "issuing"), anew=True,
              escalates="completion.confirm"),
        Clock("resit", _("补考"), "days", "training.resit_days", ("certified",), at_end="expire", anew=True),
    ),
)  # fmt: skip
