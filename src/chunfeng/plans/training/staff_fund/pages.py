"""A declaration as office and employer see it, and the form that the employer fills in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Money as MoneyAsked
from chunfeng.base.workflow.declarations import Number
from chunfeng.base.workflow.dossier import Dossier, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Chinese, Fact, Facts, Missing, Money, Notice, Panel
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.training.staff_fund import actions, queries
from chunfeng.plans.training.staff_fund.models import Declaration

_ASKS = (
    Number("year", _("年度"), least=2000, most=2100),
    MoneyAsked("wage_bill_fen", _("职工工资总额"), help=_("全年应发工资")),
    MoneyAsked("set_aside_fen", _("提取的职工教育经费")),
    MoneyAsked("used_fen", _("当年使用的职工教育经费")),
    MoneyAsked("front_line_fen", _("其中用于一线职工")),
)


def _missing(case: Case) -> Sequence[str]:
    return [] if case.record.year is not None else [gettext("还没有填写工资总额和教育经费")]


def _values(case: Case) -> Mapping[str, Any]:
    declared: Declaration = case.record
    if declared.year is None:
        return {}
    return {"year": declared.year} | {name: write_yuan(getattr(declared, name)) for name in actions.FIGURES}


def _answers(case: Case) -> Sequence[tuple[str, str]]:
    values = _values(case)
    return [(str(ask.label), str(values[ask.name])) for ask in _ASKS if ask.name in values]


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.staff_fund_check_days", today, case.place.code))
    return [
        Promise(by, gettext("%(office)s核对") % {"office": case.office}),
        Promise(None, gettext("低于规定比例的，请本单位说明原因；不因此处罚")),
    ]


DOSSIER = Dossier(
    queries.STAFF_FUND,
    (Section("figures", _("填写经费数额"), _("经费数额"), _ASKS, actions.save, _missing, _answers, values=_values),),
    submits={"draft": "submit"},
    promises=_promises,
    begin=actions.declare,
)


def panels(case: Case, actor: Actor) -> list[Panel]:
    declared: Declaration = case.record
    if declared.year is None:
        return []

    def money(fen: int | None) -> Any:
        return Missing.NOT_REPORTED if fen is None else Money(fen)

    facts = (
        Fact(gettext("年度"), str(declared.year)),
        Fact(gettext("职工工资总额"), money(declared.wage_bill_fen)),
        Fact(gettext("提取的职工教育经费"), money(declared.set_aside_fen)),
        Fact(gettext("提取比例"), queries.percent(queries.share(declared.set_aside_fen, declared.wage_bill_fen))),
        Fact(gettext("当年使用的职工教育经费"), money(declared.used_fen)),
        Fact(gettext("其中用于一线职工"), money(declared.front_line_fen)),
        Fact(gettext("用于一线职工的比例"), queries.percent(queries.share(declared.front_line_fen, declared.used_fen))),
        *((Fact(gettext("要说明的问题"), Chinese(declared.asked), wide=True),) if declared.asked else ()),
        *((Fact(gettext("单位的说明"), Chinese(declared.said), wide=True),) if declared.said else ()),
    )
    body: list[Any] = [Notice(said, "due") for said in queries.questions(declared)]
    body += [Notice(said) for said in queries.remarks(declared)]
    return [Panel(gettext("经费"), (*body, Facts(facts)), anchor="figures")]
