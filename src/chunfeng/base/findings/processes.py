"""疑点认定: a rule's word becomes a decision only by people; where money stops on it, by two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chunfeng.base.access.actor import Actor
from chunfeng.base.findings.queries import deciders
from chunfeng.base.workflow.declarations import Choice, Clock, Files, Guide, Note, Process, State, Step
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case

if TYPE_CHECKING:
    from chunfeng.base.access.roles import Words


def _assign(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.holder_id = int(answers["holder"])


def _take_on(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    if actor.user is None:
        raise StepRefused(say("须由工作人员领办"))
    case.holder_id = actor.user


def _decide(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = timezone.localdate(case.state_at)


def _blocks(case: Case) -> str | None:
    return say("这条规则命中即冻结：认定属实须先提出，再由另一人复核") if case.record.severity == "block" else None


def _does_not_block(case: Case) -> str | None:
    return None if case.record.severity == "block" else say("这条规则不冻结资金：可以直接认定属实")


_EVIDENCE = Files("files", _("佐证材料"), required=False)
_WHY = _("写清依据了哪份材料、与谁核实过。")


def _process(code: str, title: Words, noun: str, prefix: str, clause: str) -> Process:
    return Process(
        code,
        title,
        clause=clause,
        noun=noun,
        on="findings.Finding",
        prefix=prefix,
        opens=f"{noun}.raise",
        opening=_("提出"),
        states=(
            State("open", _("待分派"), "neutral", usual=("assign", "take_on")),
            State("assigned", pgettext_lazy("疑点", "待认定"), "review"),
            State("proposed", _("待复核"), "review", usual=("endorse",)),
            State("confirmed", _("属实"), "bad", final=True),
            State("explained", _("有合理说明"), "ok", final=True),
            State("data_error", _("数据有误"), "neutral", final=True),
            State("gone", _("已消失"), "neutral", final=True),
        ),
        steps=(
            Step(
                "assign",
                _("分派"),
                ("open", "assigned"),
                "assigned",
                may=f"{noun}.assign",
                asks=(Choice("holder", _("由谁认定"), deciders),),
                does=_assign,
            ),
            Step("take_on", _("领办"), ("open",), "assigned", may=f"{noun}.decide", does=_take_on),
            Step(
                "confirm",
                _("认定属实"),
                ("assigned",),
                "confirmed",
                may=f"{noun}.decide",
                needs=(_blocks,),
                asks=(Note(help=_WHY), _EVIDENCE),
                does=_decide,
            ),
            Step(
                "explain",
                _("有合理说明"),
                ("assigned",),
                "explained",
                may=f"{noun}.decide",
                asks=(Note(help=_WHY), _EVIDENCE),
                does=_decide,
            ),
            Step(
                "data_error",
                _("数据有误"),
                ("assigned",),
                "data_error",
                may=f"{noun}.decide",
                asks=(Note(help=_("写清哪个数据错了、应当是什么、请谁更正。")), _EVIDENCE),
                does=_decide,
            ),
            Step(
                "propose",
                _("提出属实"),
                ("assigned",),
                "proposed",
                may=f"{noun}.decide",
                needs=(_does_not_block,),
                asks=(Note(help=_WHY), _EVIDENCE),
            ),
            Step(
                "endorse",
                _("复核属实"),
                ("proposed",),
                "confirmed",
                may=f"{noun}.decide",
                not_by=("propose",),
                asks=(Note(_("复核意见"), required=False), _EVIDENCE),
                does=_decide,
            ),
            Step(
                "send_back",
                _("退回认定"),
                ("proposed",),
                "assigned",
                may=f"{noun}.decide",
                not_by=("propose",),
                asks=(Note(),),
            ),
            Step("vanish", _("已消失"), ("open", "assigned", "proposed"), "gone", may="", by_system=True),
            Step("return", _("又出现"), ("gone",), "open", may="", by_system=True),
        ),
        clocks=(
            Clock(
                "decide",
                _("认定疑点"),
                "workdays",
                "screening.decide_days",
                ("open", "assigned", "proposed"),
                escalates=f"{noun}.assign",
            ),
        ),
        guide=Guide(
            who=_("系统按规则核查数据后提出"),
            conditions=(_("规则命中"),),
            papers=(),
            legal_basis=(_("本市方案“强化管理，加强监督检查”"),),
            result=_("属实、有合理说明或数据有误；认定以前都只是疑点"),
        ),
    )


#: Suspicions about wages go to those who inspect employers, all else to those who supervise training.
FINDING = _process("screening.finding", _("疑点认定"), "finding", "YD", "T-3.4.b")
RIGHTS_FINDING = _process("screening.rights_finding", _("用工疑点认定"), "rights_finding", "YQ", "R-3.2.d")
FINDINGS = (FINDING, RIGHTS_FINDING)


def process_of(rule: str) -> Process:
    """By the plan that a rule's code begins with."""
    return RIGHTS_FINDING if rule.startswith("rights.") else FINDING
