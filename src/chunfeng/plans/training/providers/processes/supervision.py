"""Supervision of admitted providers: cards, rectification, suspension, exit, blacklist (T-3.2.a, T-3.2.d)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered, value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import (
    Choice,
    Clock,
    Files,
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
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import BlacklistEntry, Card

_PARTY = _("机构")


def _list(name: str) -> Any:
    return lambda case: offered(name, queries.day_of(case))


def cards_below_limit(case: Case) -> Reason | None:
    colour = queries.card_limit_reached(case.record.agreement, queries.day_of(case), case.place.code)
    if not colour:
        return None
    word = Card.COLOURS[colour]
    return Reason(gettext("一年内%(card)s已达规定张数，应当提出退出") % {"card": word}, "#cards")


def agreement_holds(case: Case) -> Reason | None:
    ended = case.record.agreement.ended_on
    return Reason(gettext("协议已于 %(day)s 终止") % {"day": ended.isoformat()}) if ended else None


def _explain(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.statement = answers["statement"]


def _dismiss(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = queries.day_of(case)


def _give(colour: str) -> Any:
    def give(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
        Card.objects.create(
            supervision=case.record, agreement=case.record.agreement, colour=colour, ground=answers["ground"],
            given_on=queries.day_of(case),
        )  # fmt: skip

    return give


def _rectified(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.rectified = answers["rectified"]


def _suspend(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    day, agreement = queries.day_of(case), case.record.agreement
    days = value("training.provider_suspend_days", day, case.place.code)
    case.record.suspended_on = day
    agreement.suspended_from_on, agreement.suspended_to_on = day, clocks.due(day, "days", days)[0]
    agreement.save()


def _lift(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    agreement = case.record.agreement
    agreement.suspended_to_on = max(agreement.suspended_from_on, queries.day_of(case))
    agreement.save()


def _propose_exit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record, day, area = case.record, queries.day_of(case), case.place.code
    ground = answers["ground"]
    if ground == "cards" and not queries.card_limit_reached(record.agreement, day, area):
        raise StepRefused(Reason(gettext("一年内的牌数没有达到规定张数"), "#ground"))
    if ground == "failed_evaluation":
        years = value("training.provider_failed_years", day, area)
        if queries.failed_years(record.agreement, day.year) < years:
            raise StepRefused(Reason(gettext("没有连续 %(n)s 年评估不合格") % {"n": years}, "#ground"))
    record.exit_ground, record.exit_said = ground, answers["note"]


def _drop_exit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.exit_ground = case.record.exit_said = ""


def _exit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record, day = case.record, queries.day_of(case)
    agreement = record.agreement
    if day < agreement.from_on:
        raise StepRefused(gettext("协议还没有开始"))
    record.decided_on = day
    agreement.ended_on, agreement.ended_for = min(day, agreement.to_on), record.exit_ground
    agreement.save()


def _blacklist(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    _exit(case, actor, answers)
    day = queries.day_of(case)
    months = value("training.provider_blacklist_months", day, case.place.code)
    BlacklistEntry.objects.create(
        org=case.org, supervision=case.record, ground=case.record.exit_ground, from_on=day,
        to_on=add_months(day, months),
    )  # fmt: skip


_CARD_ASKS = (Choice("ground", _("事由"), _list("training.card_grounds")), Note(_("整改要求")))
_EXIT_NOT_BY = ("propose_exit",)

SUPERVISION = Process(
    code=queries.SUPERVISION,
    title=_("培训机构监管"),
    clause="T-3.2.a",
    more_clauses=("T-3.2.d", "T-3.4.b"),
    noun="supervision",
    on="providers.Supervision",
    prefix="JH",
    opens="supervision.open",
    opening=_("登记"),
    party=_PARTY,
    guide=Guide(
        who=_("对定点培训机构实施"),
        conditions=(_("检查、投诉或数据核查发现问题"),),
        papers=(_("检查记录或核查材料"),),
        legal_basis=(_("泰政办发〔2014〕33号"), _("定点培训协议")),
        result=_("黄牌或红牌、整改通知、暂停、退出决定、列入黑名单"),
        questions=((_("对处理有意见怎么办？"), _("每一步都可以登录提交说明；对退出决定可以依法申请复议或起诉。")),),
    ),
    states=(
        State("found", _("待处理")),
        State("rectifying", _("整改中"), "due", waits_on=_PARTY, usual=("report_rectified",)),
        State("verifying", _("待复查"), usual=("verify",)),
        State("suspended", _("已暂停"), "bad", waits_on=_PARTY),
        State("exit_proposed", _("拟退出"), "review"),
        State("dismissed", _("不成立"), "neutral", final=True),
        State("verified", _("已整改"), "ok", final=True),
        State("lifted", _("已恢复"), "ok", final=True),
        State("exited", _("已退出"), "bad", final=True),
        State("blacklisted", _("列入黑名单"), "bad", final=True),
    ),
    steps=(
        Step("explain", _("提交说明"), ("found",), "found", "supervision.answer", party=True, does=_explain,
             asks=(Text("statement", _("说明"), long=True),)),
        Step("dismiss", _("认定不成立"), ("found",), "dismissed", "supervision.card", does=_dismiss, not_by=("open",), asks=(Note(),),
             notice=_("监管事项经核实不成立。")),
        Step("give_yellow", _("给予黄牌"), ("found",), "rectifying", "supervision.card", does=_give("yellow"),
             not_by=("open",), needs=(agreement_holds,), asks=_CARD_ASKS, clause="T-3.2.d",
             papers=("training.card_notice", "training.rectification_order"),
             confirm=_("黄牌记入机构记录，一年内累计。"), notice=_("监管事项：黄牌，请按期整改。")),
        Step("give_red", _("给予红牌"), ("found",), "rectifying", "supervision.card", does=_give("red"),
             not_by=("open",), needs=(agreement_holds,), asks=_CARD_ASKS, clause="T-3.2.d",
             papers=("training.card_notice", "training.rectification_order"),
             confirm=_("红牌记入机构记录，所查班次取消。"), notice=_("监管事项：红牌，请按期整改。")),
        Step("report_rectified", _("报告已整改"), ("rectifying",), "verifying", "supervision.answer", party=True,
             does=_rectified,
             asks=(Text("rectified", _("整改情况"), long=True), Files("proofs", _("证明材料"), required=False))),
        Step("verify", _("复查合格"), ("verifying",), "verified", "supervision.verify",
             not_by=("give_yellow", "give_red"), needs=(cards_below_limit,), asks=(Note(_("复查情况")),),
             notice=_("监管事项复查合格，已办结。")),
        Step("suspend", _("暂停培训"), ("rectifying", "verifying"), "suspended", "supervision.card",
             needs=(agreement_holds,), does=_suspend, asks=(Note(_("暂停的原因")),),
             papers=("training.suspension",), confirm=_("暂停期间不能开新班；公开名单上注明。"),
             notice=_("监管事项：暂停培训，请登录查看。")),
        Step("lift", _("恢复培训"), ("suspended",), "lifted", "supervision.card", does=_lift,
             needs=(cards_below_limit,), asks=(Note(_("复查情况")),),
             notice=_("监管事项：已恢复培训。")),
        Step("propose_exit", _("提出退出"), ("found", "rectifying", "verifying", "suspended"), "exit_proposed",
             "supervision.propose_exit", needs=(agreement_holds,), does=_propose_exit,
             asks=(Choice("ground", _("退出的事由"), _list("training.exit_grounds")), Note(_("事实和依据"))),
             notice=_("监管事项：拟退出定点名单，可登录陈述意见。")),
        Step("state_case", _("陈述意见"), ("exit_proposed",), "exit_proposed", "supervision.answer", party=True,
             does=_explain, asks=(Text("statement", _("陈述意见"), long=True),)),
        Step("drop_exit", _("不同意退出"), ("exit_proposed",), "verifying", "supervision.decide", not_by=_EXIT_NOT_BY,
             needs=(cards_below_limit,), does=_drop_exit, asks=(Note(),)),
        Step("decide_exit", _("决定退出"), ("exit_proposed",), "exited", "supervision.decide", not_by=_EXIT_NOT_BY,
             does=_exit, asks=(Note(),), papers=("training.exit_decision",),
             confirm=_("协议即日终止，从公开名单移出。"), notice=_("监管事项：已决定退出，决定书可登录查看。")),
        Step("decide_blacklist", _("决定退出并列入黑名单"), ("exit_proposed",), "blacklisted", "supervision.decide",
             not_by=_EXIT_NOT_BY, does=_blacklist, asks=(Note(),), papers=("training.exit_decision",),
             clause="T-3.4.b", confirm=_("协议即日终止，黑名单公开至期满。"),
             notice=_("监管事项：已决定退出并列入黑名单，决定书可登录查看。")),
    ),
    clocks=(
        Clock("card", _("处理"), "workdays", "training.provider_card_days", ("found",),
              escalates="supervision.decide"),
        Clock("rectify", _("整改"), "workdays", "training.provider_rectify_days", ("rectifying",),
              escalates="supervision.card"),
        Clock("verify", _("复查"), "workdays", "training.provider_verify_days", ("verifying",), anew=True,
              escalates="supervision.decide"),
        Clock("suspend", _("暂停"), "days", "training.provider_suspend_days", ("suspended",),
              escalates="supervision.decide", runs_out=True),
        Clock("exit", _("退出决定"), "workdays", "training.provider_exit_days", ("exit_proposed",), anew=True,
              escalates="supervision.decide"),
    ),
)  # fmt: skip
