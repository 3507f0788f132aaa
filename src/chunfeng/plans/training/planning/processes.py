"""The yearly plan, divided among counties, and its changes (T-3.1.a): drawn up by one, issued by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Beginning, Clock, Guide, Note, Number, Process, Reason, State, Step
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.planning import queries
from chunfeng.plans.training.planning.models import PlanLine, YearPlan

#: What the title of a change says beside its year; shown in the language of the reader.
CHANGE = "调整"


def adds_up(case: Case) -> Reason | None:
    broken = queries.Sheet.of(case.record).broken
    return Reason(gettext("；").join(broken), "#plan") if broken else None


def reaches_the_notice(case: Case) -> Reason | None:
    """The figures of the notice are the least of each year of its plan."""
    below = queries.Sheet.of(case.record).below
    return Reason(gettext("；").join(below), "#plan") if below else None


def _makes(place: Any, day: date, answers: Mapping[str, Any]) -> tuple[YearPlan, str]:
    year = answers["year"]
    if not queries.counties(place):
        raise StepRefused(gettext("年度计划由市里拟定，分解到县（市、区）"))
    if YearPlan.objects.filter(place=place, year=year, state__in=("drafting", "checking")).exists():
        raise StepRefused(Reason(gettext("%(year)s 年的计划正在拟定，先办完它") % {"year": year}, "#year"))
    before = queries.in_force(place, year)
    return YearPlan(place=place, year=year, revises=before), f"{year} · {CHANGE}" if before else str(year)


def _copies(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    """A change begins with what is in force."""
    plan: YearPlan = case.record
    if plan.revises:
        lines = plan.revises.lines.all()
        PlanLine.objects.bulk_create(
            [PlanLine(plan=plan, item=x.item, place_id=x.place_id, persons=x.persons) for x in lines]
        )


def _issue(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    plan: YearPlan = case.record
    YearPlan.objects.filter(place=plan.place_id, year=plan.year, in_force=True).update(in_force=False)
    plan.issued_on, plan.in_force = case.state_at.date(), True


PLAN = Process(
    code=queries.PLAN,
    title=_("年度培训计划"),
    clause="T-3.1.a",
    more_clauses=("T-1.1", "T-1.2", "T-1.3", "T-3.1.b"),
    noun="year_plan",
    on="planning.YearPlan",
    prefix="ND",
    opens="year_plan.draft",
    opening=_("拟定"),
    begins=Beginning(
        _("拟定年度计划"),
        (Number("year", _("年度"), least=2000, most=2100, help=_("已有计划的年度，从现行计划改起")),),
        _makes, _copies, _("拟定后上传任务分解表；负责人审核后下达。"),
    ),
    guide=Guide(
        who=_("市人力资源社会保障部门会同各部门编制，分解到县（市、区）"),
        conditions=(_("分项加起来等于合计"), _("各县之和等于全市"), _("不低于通知的目标")),
        papers=(_("任务分解表"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("下达年度计划；调整的，以最后下达的为准"),
    ),
    states=(
        State("drafting", _("拟定中"), usual=("submit",)),
        State("checking", _("待审核"), "review", usual=("issue",)),
        State("issued", _("已下达"), "ok", final=True),
        State("dropped", _("已作废"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交审核"), ("drafting",), "checking", "year_plan.draft", needs=(adds_up, reaches_the_notice),
             asks=(Note(_("说明"), required=False),)),
        Step("drop", _("作废"), ("drafting",), "dropped", "year_plan.draft", asks=(Note(),)),
        Step("return_", _("退回修改"), ("checking",), "drafting", "year_plan.issue", not_by=("submit",), asks=(Note(),)),
        Step("issue", _("下达"), ("checking",), "issued", "year_plan.issue", needs=(adds_up, reaches_the_notice),
             not_by=("open", "submit"), does=_issue, asks=(Note(required=False),),
             confirm=_("下达后各县按此执行，计划向社会公开。")),
    ),
    clocks=(
        Clock("check", _("审核"), "workdays", "training.plan_check_days", ("checking",), escalates="year_plan.issue"),
    ),
)  # fmt: skip

PROCESSES = (PLAN,)
