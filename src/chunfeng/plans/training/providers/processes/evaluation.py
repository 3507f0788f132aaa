"""Yearly evaluation of admitted providers (T-3.2.f)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow.declarations import Choice, Clock, Guide, Note, Number, Process, Reason, State, Step
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import Evaluation


def _rate(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record, day, area = case.record, queries.day_of(case), case.place.code
    trained = answers["trained"]
    wrong = [
        Reason(gettext("不能多于培训人数"), f"#{name}") for name in ("passed", "employed") if answers[name] > trained
    ]
    if not wrong and answers["result"] != "failed":
        for name, code, label in (
            ("passed", "training.provider_pass_percent", gettext("合格率")),
            ("employed", "training.provider_employed_percent", gettext("就业创业率")),
        ):
            least = value(code, day, area)
            if trained == 0 or answers[name] * 100 < least * trained:
                said = gettext("%(what)s低于 %(least)s%%，只能评为不合格") % {"what": label, "least": least}
                wrong.append(Reason(said, "#result"))
    if wrong:
        raise StepRefused(*wrong)
    record.trained, record.passed, record.employed = trained, answers["passed"], answers["employed"]
    record.result = answers["result"]


def _confirm(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.confirmed_on = queries.day_of(case)


EVALUATION = Process(
    code=queries.EVALUATION,
    title=_("培训机构年度评估"),
    clause="T-3.2.f",
    noun="evaluation",
    on="providers.Evaluation",
    prefix="PG",
    opens="evaluation.open",
    opening=_("发起"),
    party=_("机构"),
    guide=Guide(
        who=_("对定点培训机构每年实施一次"),
        conditions=(_("协议期内，上一年度已结束"),),
        papers=(_("年度培训、取证和就业名单"),),
        legal_basis=(_("泰政办发〔2014〕33号"), _("定点培训协议")),
        result=_("优秀、合格或不合格；连续不合格的退出"),
    ),
    states=(
        State("rating", _("待评估"), usual=("rate",)),
        State("rated", _("待审定"), usual=("confirm",)),
        State("confirmed", _("已审定"), "ok", final=True),
    ),
    steps=(
        Step("rate", _("评定"), ("rating",), "rated", "evaluation.rate", does=_rate,
             asks=(Number("trained", _("培训人数")), Number("passed", _("合格人数")),
                   Number("employed", _("就业创业人数")), Choice("result", _("评定"), Evaluation.RESULTS),
                   Note(required=False))),
        Step("return_", _("退回重评"), ("rated",), "rating", "evaluation.confirm", not_by=("rate",), asks=(Note(),)),
        Step("confirm", _("审定"), ("rated",), "confirmed", "evaluation.confirm", not_by=("rate",), does=_confirm,
             asks=(Note(required=False),), confirm=_("审定后公开评估结果。"),
             notice=_("年度评估已审定。")),
    ),
    clocks=(
        Clock("evaluate", _("评估"), "workdays", "training.provider_evaluate_days", ("rating", "rated"),
              escalates="evaluation.confirm"),
    ),
)  # fmt: skip
