"""Calls back to trainees of a class: at least a tenth of each class, drawn (T-3.2.d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Clock, Draw, Guide, Note, Number, Process, Reason, State, Step
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import CallBack
from chunfeng.plans.training.visits.queries.calling import to_call


def pool(case: Case) -> dict[str, str]:
    """Trainees of the class; the key says nothing of the person: it stands in the log."""
    rows = case.record.training_class.entries.filter(removed_on=None).select_related("person").order_by("pk")
    return {f"X{entry.pk:07d}": entry.person.shown_name for entry in rows}


def wanted(case: Case) -> int:
    return queries.callbacks(case.record.training_class).wanted


def _store(case: Case, keys: Sequence[str]) -> None:
    actions.list_calls(case, [int(key.removeprefix("X")) for key in keys])


def _drawn(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.drawn_on = queries.day_of(case)


def all_called(case: Case) -> Reason | None:
    left = len(to_call(case.record))
    return Reason(gettext("还有 %(n)s 人没有回访完") % {"n": left}, "#calls") if left else None


def _close(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record: CallBack = case.record
    record.closed_on, record.one_voice = queries.day_of(case), answers["one_voice"] or 0


CALLS = Process(
    code=queries.CALLBACK,
    title=_("电话回访"),
    clause="T-3.2.d",
    more_clauses=("T-3.4.b",),
    noun="callback",
    on="visits.CallBack",
    prefix="HF",
    opens="callback.call",
    opening=_("登记"),
    guide=Guide(
        who=_("对培训班级的学员实施"),
        conditions=(_("每班按规定比例抽取"),),
        papers=(_("回访记录"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("核实学员是否参加、是否交费，结果供结业审核和补贴审核使用"),
        questions=((_("为什么问老师和教室？"), _("随机问上课的细节，是为了确认本人真的参加了培训。")),),
    ),
    states=(
        State("planned", _("待抽取"), usual=("draw",)),
        State("calling", _("回访中"), "info", usual=("close",)),
        State("closed", _("已回访"), "ok", final=True),
        State("dropped", _("不再回访"), "neutral", final=True),
    ),
    steps=(
        Step("draw", _("抽取学员"), ("planned",), "calling", "callback.call", does=_drawn, draws=Draw(wanted, pool, _store),
             confirm=_("抽签只做一次，种子、名单和结果记入日志。")),
        Step("close", _("回访结束"), ("calling",), "closed", "callback.call", needs=(all_called,), does=_close,
             asks=(Number("one_voice", _("听起来由同一人接听的电话"), most=500, required=False, help=_("没有的不填")),
                   Note(_("回访情况"), required=False))),
        Step("drop", _("不再回访"), ("planned", "calling"), "dropped", "callback.drop", not_by=("open", "draw"),
             asks=(Note(_("原因")),)),
    ),
    clocks=(
        Clock("call", _("回访"), "workdays", "training.callback_days", ("planned", "calling"), escalates="callback.drop"),
    ),
)  # fmt: skip
