"""The yearly plan, divided among counties, and its changes (T-3.1.a): drawn up by one, issued by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Guide, Number, Reason
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.catalogue.processes import ON_ITS_WAY, handed_in
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
    if YearPlan.objects.filter(place=place, year=year, state__in=ON_ITS_WAY).exists():
        raise StepRefused(Reason(gettext("%(year)s 年的计划正在拟定，先办完它") % {"year": year}, "#year"))
    before = queries.in_force(place, year)
    plan = YearPlan(place=place, year=year, revises=before, document=answers["document"])
    return plan, f"{year} · {CHANGE}" if before else str(year)


def _copies(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    """A change begins with what is in force."""
    plan: YearPlan = case.record
    if plan.revises:
        before = plan.revises.rows.all()
        PlanLine.objects.bulk_create(
            [PlanLine(list=plan, item=x.item, place_id=x.place_id, persons=x.persons) for x in before]
        )


def _holds(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    plan: YearPlan = case.record
    YearPlan.objects.filter(place=plan.place_id, year=plan.year, in_force=True).update(in_force=False)
    plan.in_force = True


PLAN = handed_in(
    queries.PLAN, _("年度培训计划"), "T-3.1.a", more_clauses=("T-1.1", "T-1.2", "T-1.3", "T-3.1.b"), noun="year_plan",
    on="planning.YearPlan", prefix="ND", label=_("起草年度计划"), makes=_makes, begun=_copies, does=_holds,
    needs=(adds_up, reaches_the_notice),
    asks=(Number("year", _("年度"), least=2000, most=2100, help=_("已有计划的年度，从现行计划改起")),),
    confirm=_("生效后各县按此执行，计划向社会公开。"),
    guide=Guide(
        who=_("市人力资源社会保障部门会同各部门编制，分解到县（市、区）"),
        conditions=(_("分项加起来等于合计"), _("各县之和等于全市"), _("不低于通知的目标")),
        papers=(_("任务分解表"), _("依据文件")),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("下达年度计划；调整的，以最后下达的为准"),
    ),
)  # fmt: skip

PROCESSES = (PLAN,)
