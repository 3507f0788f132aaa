"""An unannounced visit to a class, from the draw to what becomes of it (T-3.2.d). The card is given by somebody who was not
there, after the provider was heard; it stands in the provider's supervision, where those of a year are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Choice, Clock, Draw, Guide, Note, Process, Reason, State, Step, Text
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import Visit
from chunfeng.plans.training.visits.processes.asked import FIELD_ASKS

_PARTY = _("机构")
_NOT_THERE = ("record", "take_other", "sign")


# ---- guards


def inspectors_missing(case: Case) -> str | None:
    if actions.missing_inspectors(case) > 0:
        return None
    return gettext("检查人员已经抽齐")


def inspectors_drawn(case: Case) -> str | None:
    return gettext("检查人员还没有抽齐") if actions.missing_inspectors(case) > 0 else None


def in_time(case: Case) -> str | None:
    first = case.record.from_on
    return gettext("检查从 %(day)s 开始") % {"day": first} if case.today < first else None


def other_record(case: Case) -> str | None:
    return None if case.record.records.filter(counts=False).exists() else gettext("没有另一份现场记录")


def card_due(case: Case) -> Reason | None:
    return None if case.record.colour else Reason(gettext("到课率没有低于发牌线，不发牌"), "#record")


def no_card_due(case: Case) -> Reason | None:
    visit: Visit = case.record
    if not visit.colour:
        return None
    return Reason(
        gettext("到课率低于%(card)s线，先听取机构意见再作决定") % {"card": visit.get_colour_display()}, "#record"
    )


def nothing_to_mend(case: Case) -> Reason | None:
    found = queries.counting(case.record)
    bad = [code for code, met in found.points.items() if not met] if found else []
    return Reason(gettext("有 %(n)s 项不符合，应责令整改") % {"n": len(bad)}, "#record") if bad else None


def heard(case: Case) -> Reason | None:
    clock = case.clocks.filter(code="hear").first()
    if case.record.stated_on or clock is None or clock.due_on < case.today:
        return None
    return Reason(gettext("机构陈述意见的期限到 %(day)s") % {"day": clock.due_on})


# ---- effects


def _seat(case: Case, keys: Sequence[str]) -> None:
    actions.seat(case.record, keys)


def _recuse(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    actions.recuse(case.record, actor, answers["note"])


def _record(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    actions.write_record(case, actor, answers, case.state_at, counts=True)


def _other_records(case: Case) -> Mapping[str, str]:
    return {str(r.pk): f"{r.by.name} {r.present}/{r.expected}" for r in
            case.record.records.filter(counts=False).select_related("by")}  # fmt: skip


def _take_other(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    actions.take_other(case.record, actor, int(answers["which"]))


def _sign(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    actions.sign(case, actor)


def _disagree(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    actions.set_aside(case.record, actor)


def _decided(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = queries.day_of(case)


def _order(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.to_mend, case.record.mended = answers["to_mend"], ""


def _state(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.statement, case.record.stated_on = answers["statement"], queries.day_of(case)


def _mended(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.mended = answers["mended"]


def _give(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    actions.give_card(case, actor, answers["note"])


def wanted(case: Case) -> int:
    return actions.missing_inspectors(case)


def pool(case: Case) -> dict[str, str]:
    return actions.inspectors(case)


_GUIDE = Guide(
    who=_("对正在授课的培训班级实施"),
    conditions=(_("班级由抽签产生，或者有投诉、疑点等原因"), _("检查人员由抽签产生，不少于两人，出示证件")),
    papers=(_("现场检查记录"), _("现场照片"), _("签到表")),
    legal_basis=(_("泰政办发〔2014〕33号"), _("定点培训协议")),
    result=_("没有问题办结；责令整改；到课率低于规定的发黄牌或红牌，红牌取消班级"),
    questions=(
        (_("到课率怎么算？"), _("到场人数除以应到人数；经批准请假的不算应到。应到不足规定人数的只作记录，不发牌。")),
        (_("对拟发的牌有意见怎么办？"), _("决定以前可以登录陈述意见；决定由没有参加检查的人作出。")),
    ),
)  # fmt: skip

VISITING = Process(
    code=queries.VISIT,
    title=_("班级检查"),
    clause="T-3.2.d",
    more_clauses=("T-3.2.c", "T-3.4.b"),
    noun="visit",
    on="visits.Visit",
    prefix="XC",
    opens="visit.plan",
    opening=_("登记"),
    party=_PARTY,
    guide=_GUIDE,
    states=(
        State("planned", _("待抽检查人员"), usual=("draw_inspectors",)),
        State("assigned", _("待检查"), "due", usual=("record",)),
        State("recorded", _("待签字"), "review", usual=("sign",)),
        State("signed", _("待处理"), "review", usual=("close", "hear", "order")),
        State("hearing", _("听取意见"), "due", waits_on=_PARTY, usual=("state_case",)),
        State("rectifying", _("整改中"), "due", waits_on=_PARTY, usual=("report_mended",)),
        State("verifying", _("待复查"), usual=("verify",)),
        State("carded", _("已发牌"), "bad", final=True),
        State("passed", _("已办结"), "ok", final=True),
        State("rectified", _("已整改"), "ok", final=True),
        State("called_off", _("未检查"), "neutral", final=True),
    ),
    steps=(
        Step("draw_inspectors", _("抽取检查人员"), ("planned",), "assigned", "visit.plan", needs=(inspectors_missing,),
             draws=Draw(wanted, pool, _seat)),
        Step("record", _("填写现场记录"), ("assigned",), "recorded", "visit.record", needs=(inspectors_drawn, in_time),
             does=_record, asks=FIELD_ASKS),
        Step("recuse", _("申请回避"), ("assigned",), "planned", "visit.record", does=_recuse,
             asks=(Note(_("与机构有什么利害关系")),)),
        Step("take_other", _("以另一份记录为准"), ("recorded",), "recorded", "visit.record", needs=(other_record,),
             does=_take_other, asks=(Choice("which", _("哪一份"), _other_records), Note(_("理由")))),
        Step("sign", _("签字"), ("recorded",), "signed", "visit.record", does=_sign, papers=("training.class_visit_record",)),
        Step("disagree", _("有不同意见，退回重填"), ("recorded",), "assigned", "visit.record", does=_disagree,
             asks=(Note(_("哪里不符")),)),
        Step("call_off", _("不再检查"), ("planned", "assigned"), "called_off", "visit.plan", asks=(Note(_("原因")),)),
        Step("close", _("没有问题，办结"), ("signed",), "passed", "visit.card", not_by=_NOT_THERE,
             needs=(no_card_due, nothing_to_mend), does=_decided, asks=(Note(required=False),),
             notice=_("班级检查没有发现问题。")),
        Step("order", _("责令整改"), ("signed",), "rectifying", "visit.card", not_by=_NOT_THERE, needs=(no_card_due,), does=_order,
             asks=(Text("to_mend", _("要整改的内容"), long=True, personal=False),), notice=_("班级检查发现问题，请按期整改。")),
        Step("hear", _("拟发牌，听取意见"), ("signed",), "hearing", "visit.card", not_by=_NOT_THERE, needs=(card_due,),
             asks=(Note(required=False),), notice=_("班级检查拟发牌，可以登录看记录、陈述意见。")),
        Step("state_case", _("陈述意见"), ("hearing",), "hearing", "visit.answer", party=True, does=_state,
             asks=(Text("statement", _("陈述意见"), long=True),)),
        Step("give_card", _("发牌"), ("hearing",), "carded", "visit.card", not_by=_NOT_THERE, needs=(heard, card_due),
             does=_give, asks=(Note(_("整改要求")),),
             confirm=_("牌记入机构监管记录，一年内累计；红牌同时取消这个班级。"), notice=_("班级检查已发牌，请登录查看。")),
        Step("no_card", _("采纳意见，不发牌"), ("hearing",), "passed", "visit.card", not_by=_NOT_THERE, needs=(heard,),
             does=_decided, asks=(Note(_("理由")),), notice=_("班级检查决定不发牌。")),
        Step("report_mended", _("报告已整改"), ("rectifying",), "verifying", "visit.answer", party=True, does=_mended,
             asks=(Text("mended", _("整改情况"), long=True, personal=False),)),
        Step("verify", _("复查合格"), ("verifying",), "rectified", "visit.record", not_by=("order",),
             asks=(Note(_("复查情况")),), notice=_("班级检查的问题已整改，办结。")),
        Step("not_mended", _("复查不合格"), ("verifying",), "rectifying", "visit.record", not_by=("order",),
             asks=(Note(_("哪里没有改到")),), notice=_("整改复查不合格，请继续整改。")),
    ),
    clocks=(
        Clock("decide", _("处理"), "workdays", "training.visit_decide_days", ("signed",), ("hearing",),
              escalates="supervision.decide"),
        Clock("hear", _("陈述意见"), "workdays", "training.visit_hearing_days", ("hearing",), runs_out=True),
        Clock("mend", _("整改"), "workdays", "training.visit_rectify_days", ("rectifying",), escalates="visit.card", anew=True),
        Clock("recheck", _("复查"), "workdays", "training.visit_recheck_days", ("verifying",), anew=True,
              escalates="visit.card"),
    ),
)  # fmt: skip
