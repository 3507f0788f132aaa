"""Hours missed for a cause on paper, made up, and accepted by who checks classes (T-3.2.d; domain 2.3b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Clock, Files, Flag, Guide, Note, Process, Reason, State, Step
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance.queries import MAKE_UP
from chunfeng.plans.training.attendance.queries.making_up import barred

_PARTY = _("机构")


def can_be(case: Case) -> Reason | None:
    found = barred(case.record, case.today)
    return found[0] if found else None


def _decide(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = timezone.localdate(case.state_at)


MAKING_UP = Process(
    code=MAKE_UP,
    title=_("缺课补课"),
    clause="T-3.2.d",
    noun="make_up",
    on="attendance.MakeUp",
    prefix="BK",
    opens="make_up.apply",
    party=_PARTY,
    guide=Guide(
        who=_("班级已开班的培训机构"),
        conditions=(_("缺课有证明材料"), _("补课已经上完，课时不超过所缺课时")),
        papers=(_("缺课的证明"), _("补课的签到表")),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("认可后补的课时计入出勤"),
    ),
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("submitted", _("待核对"), usual=("accept",)),
        State("accepted", _("已认可"), "ok", final=True),
        State("refused", _("不予认可"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交补课"), ("draft",), "submitted", "make_up.submit", party=True, needs=(can_be,),
             asks=(Files("proof", _("缺课的证明和补课的签到表")), Flag("undertaking", _("补课属实，学员本人到课"), required=True)),
             notice=_("已收到补课记录。")),
        Step("accept", _("认可补课"), ("submitted",), "accepted", "make_up.decide", not_by=("open", "submit"), needs=(can_be,),
             does=_decide, asks=(Note(_("核对意见"), required=False),), notice=_("补课已认可。")),
        Step("refuse", _("不予认可"), ("submitted",), "refused", "make_up.decide", not_by=("open", "submit"), does=_decide,
             asks=(Note(_("理由")),), notice=_("补课不予认可，请登录查看。")),
        Step("withdraw", _("撤回补课"), ("draft", "submitted"), "withdrawn", "make_up.submit", party=True,
             asks=(Note(_("撤回的原因"), required=False),), notice=_("补课记录已撤回。")),
    ),
    clocks=(
        Clock("decide", _("核对"), "workdays", "training.make_up_decide_days", ("submitted",), escalates="training_class.approve"),
    ),
)  # fmt: skip
