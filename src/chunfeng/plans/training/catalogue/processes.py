"""Dated lists are drawn up by one officer and issued by another; and the list of subsidy standards (T-3.3.c)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import (
    Beginning,
    Clock,
    Day,
    Effect,
    Guard,
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
from chunfeng.plans.training.catalogue import queries
from chunfeng.plans.training.catalogue.models import HandedIn, StandardsList, take_effect
from chunfeng.plans.training.catalogue.queries import named

#: Before a list is issued or dropped.
ON_ITS_WAY = ("drafting", "checking")
DOCUMENT = Text("document", _("依据的文件"), most=200, personal=False, help=_("文件名称和文号"))


def has_rows(case: Case) -> Reason | None:
    return None if case.record.rows.exists() else Reason(gettext("还没有上传名单"), "#rows")


def issued(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record: HandedIn = case.record
    record.issued_on = timezone.localdate(case.state_at)


def handed_in(
    code: str, title: Any, clause: str, *, noun: str, on: str, prefix: str, label: Any, does: Effect, guide: Guide,
    makes: Any, needs: tuple[Guard, ...] = (), asks: tuple[Any, ...] = (), more_clauses: tuple[str, ...] = (),
    confirm: Any = "", begun: Effect | None = None,
) -> Process:  # fmt: skip
    """The procedure of a list. makes, begun: how its record begins, and what is written with it; does: what issuing it does."""
    drafts, issues, needs = f"{noun}.draft", f"{noun}.issue", (has_rows, *needs)

    def issue(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
        issued(case, actor, answers)
        does(case, actor, answers)

    return Process(
        code=code, title=title, clause=clause, more_clauses=more_clauses, noun=noun, on=on, prefix=prefix, opens=drafts,
        opening=_("起草"), guide=guide,
        begins=Beginning(label, (DOCUMENT, *asks), makes, begun, promise=_("起草后上传名单；由另一人审核后生效。")),
        states=(
            State("drafting", _("起草中"), usual=("submit",)),
            State("checking", _("待审核"), "review", usual=("issue",)),
            State("issued", _("已生效"), "ok", final=True),
            State("dropped", _("已作废"), "neutral", final=True),
        ),
        steps=(
            Step("submit", _("提交审核"), ("drafting",), "checking", drafts, needs=needs, asks=(Note(required=False),)),
            Step("drop", _("作废"), ("drafting",), "dropped", drafts, asks=(Note(),)),
            Step("return_", _("退回修改"), ("checking",), "drafting", issues, not_by=("submit",), asks=(Note(),)),
            Step("issue", _("审核生效"), ("checking",), "issued", issues, needs=needs, not_by=("open", "submit"), does=issue,
                 asks=(Note(required=False),), confirm=confirm),
        ),
        clocks=(Clock("check", _("审核"), "workdays", "training.list_check_days", ("checking",), escalates=issues),),
    )  # fmt: skip


def _makes(place: Any, day: date, answers: Mapping[str, Any]) -> tuple[StandardsList, str]:
    if place.kind not in ("city", "county", "zone"):
        raise StepRefused(gettext("补贴标准由市、县（市、区）制定"))
    if StandardsList.objects.filter(place=place, state__in=ON_ITS_WAY).exists():
        raise StepRefused(gettext("本地另一份补贴标准正在制定，先办完它"))
    record = StandardsList(place=place, document=answers["document"], valid_from_on=answers["valid_from_on"])
    return record, answers["document"]


def _takes_nothing_back(case: Case) -> Reason | None:
    begun = queries.begun_before(case.record, timezone.localdate())
    if not begun:
        return None
    told = gettext("、").join(named(row) for row in begun[:5])
    first = max(row.valid_from_on for row in begun)
    return Reason(
        gettext("%(rows)s自 %(day)s 起已在执行，新标准要从更晚的一天起") % {"rows": told, "day": first}, "#rows"
    )


def _agrees(case: Case) -> Reason | None:
    """Only where the area has set the day from which departments must agree (T-3.3.c: 逐步统一)."""
    record: StandardsList = case.record
    if not queries.must_agree(record.place, record.valid_from_on):
        return None
    found = queries.differences_after(record)
    if not found:
        return None
    told = gettext("、").join(named(one.rows[0]) for one in found[:5])
    return Reason(gettext("同一工种等级的标准必须统一：%(rows)s各部门不一致") % {"rows": told}, "#differences")


def _hold(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    take_effect(queries.standing(case.record), list(case.record.rows.all()))


LIST = handed_in(
    queries.STANDARDS,
    _("补贴标准"),
    "T-3.3.c",
    noun="standards",
    on="catalogue.StandardsList",
    prefix="BZ",
    label=_("起草补贴标准"),
    makes=_makes,
    asks=(Day("valid_from_on", _("自哪天起执行"), help=_("按开班日期适用；原标准执行到前一天")),),
    needs=(_takes_nothing_back, _agrees),
    does=_hold,
    confirm=_("从执行之日起按此计算补贴；原标准执行到前一天，不改以前的。"),
    guide=Guide(
        who=_("市、县（市、区）财政部门会同人力资源社会保障部门"),
        conditions=(_("有依据的文件"), _("同一资金来源、工种、等级、培训类型只有一个标准")),
        papers=(_("补贴标准表"), _("依据文件")),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("新标准向社会公开；各部门标准不一致的列为待统一"),
    ),
)

PROCESSES = (LIST,)
