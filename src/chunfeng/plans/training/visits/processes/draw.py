"""双随机: classes are drawn of those taught in the days, and for each of them who goes (T-3.2.d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import (
    Beginning,
    Day,
    Draw,
    Guide,
    Note,
    Number,
    Process,
    Reason,
    State,
    Step,
)
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import VisitRound
from chunfeng.plans.training.visits.queries.visiting import class_of, key_of

_MOST_DAYS = 92


def _plan(place: Any, today: date, given: Mapping[str, Any]) -> tuple[VisitRound, str]:
    first, last = given["from_on"], given["to_on"]
    wrong = []
    if first < today:
        wrong.append(Reason(gettext("检查日期不能在今天以前"), "#from_on"))
    if last < first:
        wrong.append(Reason(gettext("截止日期不能早于开始日期"), "#to_on"))
    elif (last - first).days > _MOST_DAYS:
        wrong.append(Reason(gettext("一次抽查最长一个季度"), "#to_on"))
    if wrong:
        raise StepRefused(*wrong)
    return VisitRound(from_on=first, to_on=last, wanted=given["wanted"]), f"{first}～{last}"


def pool(case: Case) -> dict[str, str]:
    """Classes with a lesson in the days, which no open visit goes to already."""
    record: VisitRound = case.record
    taken = queries.open_visits().values("training_class")
    rows = queries.in_days(case.place_path, record.from_on, record.to_on).exclude(pk__in=taken)
    return {key_of(k): f"{k.org.name} {k.class_no}" for k in rows}


def some_class(case: Case) -> str | None:
    have, wanted = len(pool(case)), case.record.wanted
    if have >= wanted:
        return None
    return gettext("这段时间可抽的班级只有 %(have)s 个，不足 %(wanted)s 个") % {"have": have, "wanted": wanted}


def _drawn(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.drawn_on = queries.day_of(case)


def _store(case: Case, keys: Sequence[str]) -> None:
    drawn = TrainingClass.objects.filter(pk__in=[class_of(key) for key in keys]).select_related("case__place", "org")
    for training_class in sorted(drawn, key=lambda k: keys.index(key_of(k))):
        actions.open_drawn(case.record, training_class, case.state_at)


DRAWING = Process(
    code=queries.ROUND,
    title=_("双随机抽查"),
    clause="T-3.2.d",
    more_clauses=("T-3.4.b",),
    noun="visit",
    on="visits.VisitRound",
    prefix="CX",
    opens="visit.plan",
    opening=_("登记"),
    guide=Guide(
        who=_("对正在授课的培训班级实施"),
        conditions=(_("班级在抽查期间有课"),),
        papers=(_("抽签的种子、名单摘要和结果"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("抽出班级和检查人员，任何人可以复核"),
        questions=((_("怎样知道抽查是随机的？"), _("种子和名单摘要记入日志，按公开的做法可以重抽一次，结果相同。")),),
    ),
    states=(
        State("planned", _("待抽取"), usual=("draw",)),
        State("drawn", _("已抽取"), "ok", final=True),
        State("dropped", _("不抽取"), "neutral", final=True),
    ),
    steps=(
        Step("draw", _("抽取班级和检查人员"), ("planned",), "drawn", "visit.plan", needs=(some_class,),
             does=_drawn, draws=Draw(lambda case: case.record.wanted, pool, _store),
             confirm=_("抽签只做一次，种子、名单和结果记入日志。")),
        Step("drop", _("不抽取"), ("planned",), "dropped", "visit.plan", asks=(Note(_("原因")),)),
    ),
    begins=Beginning(
        _("抽取要检查的班级"),
        (Day("from_on", _("检查开始日期")), Day("to_on", _("检查截止日期")),
         Number("wanted", _("抽取班级数"), least=1, most=200)),
        _plan,
        promise=_("从这段时间有课的班级中抽取；检查不事先通知机构。"),
    ),
)  # fmt: skip
