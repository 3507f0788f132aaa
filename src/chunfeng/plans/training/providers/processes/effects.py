"""What the steps of admission write, within the transaction of the step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import choices, value
from chunfeng.base.workflow import clocks, objections
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case, next_number
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import (
    LEVELS,
    Agreement,
    ExpertScore,
    ExpertSeat,
    Listing,
    SiteFinding,
    SiteVisit,
)
from chunfeng.plans.training.providers.processes.completeness import certified_teacher

CRITERIA = {
    "premises": _("场地设施"),
    "teachers": _("师资力量"),
    "teaching": _("教学管理"),
    "practice": _("实训条件"),
    "employment": _("就业服务"),
}


def submit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record, day = case.record, queries.day_of(case)
    record.undertaken_at, record.undertaken_by = case.state_at, actor.name
    # A file handed in again after a return keeps its first day.
    record.submitted_on = record.submitted_on or day
    record.asked_for = ""


def ask_for(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    titles = choices("training.return_reasons")
    case.record.asked_for = "；".join([*(titles[r] for r in answers["reasons"]), answers["note"]])


def completed(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.asked_for = ""


def accept(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.accepted_on = queries.day_of(case)


def not_accept(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.refused_for, case.record.decided_on = answers["reason"], queries.day_of(case)


def visit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    met, unmet = set(answers["met"]), set(answers["unmet"])
    points = choices("training.visit_points", queries.day_of(case))
    wrong = [Reason(gettext("“%(point)s”要勾选符合或不符合，二选一") % {"point": points[c]}, "#met")
             for c in points if (c in met) == (c in unmet)]  # fmt: skip
    if unmet and not answers["note"]:
        wrong.append(Reason(gettext("有不符合项，请填写说明"), "#note"))
    visit = SiteVisit(
        admission=case.record, visited_at=case.state_at, first_id=actor.user, photos=answers["photos"],
        said=answers["note"] or "",
    )  # fmt: skip
    position = answers["position"]
    if position:
        found = queries.degrees(position)
        if found is None:
            wrong.append(Reason(gettext("定位请写成“纬度,经度”，如 36.2003,117.0884"), "#position"))
        else:
            visit.latitude, visit.longitude = found
            near = queries.nearest(case.record, *found)
            visit.metres_off = near[1] if near else 0
    elif answers["no_position_because"]:
        visit.no_position_because = answers["no_position_because"]
    else:
        wrong.append(Reason(gettext("请填写定位；取不到定位的，写明原因"), "#position"))
    if wrong:
        raise StepRefused(*wrong)
    visit.save()
    SiteFinding.objects.bulk_create(SiteFinding(visit=visit, point=c, met=c in met) for c in points)


def sign_visit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    _signed(case, actor, disputed=False)


def dispute_visit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    _signed(case, actor, disputed=True)


def _signed(case: Case, actor: Actor, *, disputed: bool) -> None:
    visit = queries.last_visit(case.record)
    if visit is None:
        raise StepRefused(gettext("没有实地核查记录"))
    visit.second_id, visit.signed_at, visit.disputed = actor.user, case.state_at, disputed
    visit.save()


def seat(case: Case, keys: Sequence[str]) -> None:
    for key in keys:
        ExpertSeat.objects.create(admission=case.record, expert=queries.expert_of(key))


def score(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    seat = queries.seat_of(case.record, actor)
    if seat is None:
        raise StepRefused(gettext("只有本件抽取的专家可以评分"))
    if seat.scored_at:
        raise StepRefused(gettext("已评过分，不能再改"))
    if not answers["no_interest"]:
        raise StepRefused(Reason(gettext("请承诺与申请机构没有利害关系，否则申请回避"), "#no_interest"))
    most = value("training.provider_score_max", queries.day_of(case), case.place.code)
    over = [Reason(gettext("%(what)s：最高 %(most)s 分") % {"what": label, "most": most}, f"#{code}")
            for code, label in CRITERIA.items() if answers[code] > most]  # fmt: skip
    if over:
        raise StepRefused(*over)
    seat.scored_at, seat.opinion = case.state_at, answers["note"] or ""
    seat.save()
    ExpertScore.objects.bulk_create(
        ExpertScore(seat=seat, criterion=code, points=answers[code], most=most) for code in CRITERIA
    )


def recuse(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    seat = queries.seat_of(case.record, actor)
    if seat is None:
        raise StepRefused(gettext("只有本件抽取的专家可以申请回避"))
    _leave(seat, answers["reason"])


def excuse(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    _leave(case.record.seats.get(pk=int(answers["seat"]), recused_for=""), answers["reason"])


def _leave(seat: ExpertSeat, reason: str) -> None:
    """An expert with an interest has judged nothing: points already given go with the seat."""
    seat.scores.all().delete()
    seat.recused_for, seat.scored_at = reason, None
    seat.save()


def seats_to_choose(case: Case) -> dict[str, str]:
    return {str(seat.pk): seat.expert.user.name for seat in queries.seats(case.record)}


def publish(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    day = queries.day_of(case)
    days = value("training.provider_publicity_days", day, case.place.code)
    case.record.publicity_from_on, case.record.publicity_to_on = day, clocks.due(day, "days", days)[0]


def objections_to_choose(case: Case) -> Mapping[str, str]:
    return objections.named(case.record.objections.all())


def investigate(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    objections.investigate(case.record.objections.get(number=answers["objection"]), case, actor, answers["findings"])


def decide_objection(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    objection = case.record.objections.get(number=answers["objection"])
    objections.decide(objection, case, actor, answers["verdict"], answers["answer"])


def propose_refusal(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    if answers["reason"] == "score" and not queries.totals(case.record):
        raise StepRefused(Reason(gettext("还没有专家评分，不能以评分为由"), "#reason"))
    if answers["reason"] == "objection" and not case.record.objections.filter(verdict="upheld").exists():
        raise StepRefused(Reason(gettext("没有查证属实的异议，不能以异议为由"), "#reason"))
    case.record.refused_for = answers["reason"]


def state_case(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.statement = answers["statement"]


def refuse(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = queries.day_of(case)


def back_to_review(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.refused_for = ""


def trades_to_choose(case: Case) -> dict[str, str]:
    return {str(t.pk): f"{t.trade} {LEVELS[t.level]}" for t in case.record.trades.all()}


def designate(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record, day, area = case.record, queries.day_of(case), case.place.code
    first, last = answers["from_on"], answers["to_on"]
    months = value("training.provider_agreement_months", day, area)
    wrong = []
    if first < day:
        wrong.append(Reason(gettext("协议不能从认定之前开始"), "#from_on"))
    if last < first:
        wrong.append(Reason(gettext("协议止日早于起日"), "#to_on"))
    elif last >= add_months(first, months):
        wrong.append(Reason(gettext("协议期限最长 %(n)s 个月") % {"n": months}, "#to_on"))
    if record.licence_to_on < first:
        wrong.append(Reason(gettext("办学许可证在协议开始前到期"), "#from_on"))
    elif record.licence_to_on < last:
        wrong.append(Reason(gettext("协议止日不能晚于办学许可证的 %(day)s") % {"day": record.licence_to_on}, "#to_on"))
    chosen = list(record.trades.filter(pk__in=answers["trades"]))
    wrong += [
        Reason(gettext("%(trade)s没有相应等级的教师") % {"trade": t.trade}, "#trades")
        for t in chosen
        if certified_teacher(record, t.trade, t.level) is None
    ]
    if queries.in_force(first).filter(org=case.org).exists():
        wrong.append(Reason(gettext("这家机构的上一份协议还没有到期"), "#from_on"))
    if wrong:
        raise StepRefused(*wrong)
    record.decided_on = day
    agreement = Agreement.objects.create(
        admission=record, org=case.org, place=case.place, number=next_number("DX", day.year), from_on=first, to_on=last
    )
    main = record.premises.first()
    room = max(r.capacity for p in record.premises.all() for r in p.rooms.all())
    record.trades.update(admitted=False)
    record.trades.filter(pk__in=[t.pk for t in chosen]).update(admitted=True)
    Listing.objects.bulk_create(
        Listing(agreement=agreement, trade=t.trade, level=t.level, address=main.address, capacity=room,
                office_phone=record.office_phone)
        for t in chosen
    )  # fmt: skip
