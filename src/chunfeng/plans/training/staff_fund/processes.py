"""职工教育经费年度申报 (T-3.3.e): the employer says what it set aside and used; the office asks where a line is missed, and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Clock, Flag, Guide, Note, Process, Reason, State, Step, Text
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.staff_fund import queries

_PARTY = _("用人单位")


def whole(case: Case) -> Reason | None:
    filled = case.record.year is not None
    return None if filled else Reason(gettext("还没有填写工资总额和教育经费"), "section:figures")


def _ask(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.asked = answers["asked"]


def _explain(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.said = answers["said"]


DECLARATION = Process(
    code=queries.STAFF_FUND,
    title=_("职工教育经费年度申报"),
    clause="T-3.3.e",
    noun="staff_fund",
    on="staff_fund.Declaration",
    prefix="JF",
    opens="staff_fund.declare",
    party=_PARTY,
    guide=Guide(
        who=_("本市的企业"),
        conditions=(_("年度已经结束"), _("按工资总额的规定比例提取，主要用于一线职工")),
        papers=(),
        legal_basis=(_("泰政办发〔2014〕33号"), _("山东省就业促进条例第五十八条")),
        result=_("备案；低于规定比例的，请单位说明，不因此处罚"),
    ),
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("received", _("待核对"), usual=("file",)),
        State("asked", _("待说明"), "neutral", waits_on=_PARTY, usual=("explain",)),
        State("filed", _("已备案"), "ok", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交申报"), ("draft",), "received", "staff_fund.declare", party=True, needs=(whole,),
             asks=(Flag("true", _("所填数额与本单位账目一致"), required=True),), notice=_("已收到职工教育经费申报。")),
        Step("withdraw", _("撤回"), ("draft", "received", "asked"), "withdrawn", "staff_fund.declare", party=True),
        Step("ask", _("请单位说明"), ("received",), "asked", "staff_fund.check", does=_ask,
             asks=(Text("asked", _("要说明的问题"), long=True),), notice=_("职工教育经费申报有问题请说明，请登录查看。")),
        Step("explain", _("说明"), ("asked",), "received", "staff_fund.declare", party=True, does=_explain,
             asks=(Text("said", _("说明"), long=True),)),
        Step("file", _("备案"), ("received",), "filed", "staff_fund.check", asks=(Note(required=False),),
             notice=_("职工教育经费申报已备案。")),
    ),
    clocks=(
        Clock("check", _("核对"), "workdays", "training.staff_fund_check_days", ("received",), ("asked",), escalates="staff_fund.check"),
    ),
)  # fmt: skip

PROCESSES = (DECLARATION,)
