"""What orders, notices, hearings and decisions write, and the end without one."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy import values
from chunfeng.base.workflow.clocks import due
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import (
    Decision,
    EvidenceItem,
    Inspection,
    Order,
)
from chunfeng.plans.rights.inspection.processes.effects import (
    Answers,
    add_item,
    day_of,
    document_number,
    not_future,
    set_term,
    standing,
)
from chunfeng.plans.rights.inspection.processes.secrecy import names_no_teller


# ---------------------------------------------------------------- order
def order(case: Case, actor: Actor, given: Answers) -> None:
    """An order to correct; the day in it is the term, so the clock is set here and not by the parameter."""
    today, last = day_of(case), given["due_on"]
    if last <= today:
        raise StepRefused(Reason(_("改正期限要晚于今天"), "#due_on"))
    names_no_teller(case.record, actor, demand=given["demand"], law=given["law"])
    _agrees(case.record, given)
    Order.objects.create(
        inspection=case.record, number=document_number(case, "令"), issued_on=today, due_on=last, demand=given["demand"],
        law=given["law"], amount_fen=_stated(given["amount"], case.record.found_fen),
        persons=_stated(given["persons"], case.record.found_persons),
    )  # fmt: skip
    set_term(case, "correct", "days", today, last)


def _stated(given: int | None, found: int | None) -> int:
    """What an order says where nothing else is written: what was found. An order over nothing would be corrected by nothing."""
    return given if given is not None else found or 0


def _agrees(record: Inspection, given: Answers) -> None:
    """The paper tells the finding and the demand side by side: an employer would contest the one with the other."""
    amount, persons = given["amount"], given["persons"]
    said = []
    if amount is not None and amount != record.found_fen:
        said.append(
            _("责令 %(one)s 元，查实 %(other)s 元")
            % {"one": write_yuan(amount), "other": write_yuan(record.found_fen or 0)}
        )
    if persons is not None and persons != record.found_persons:
        said.append(_("责令 %(one)s 人，查实 %(other)s 人") % {"one": persons, "other": record.found_persons or 0})
    if said and not given["note"]:
        raise StepRefused(
            Reason(_("与调查结论不同（%(said)s）：请更正，或写明理由") % {"said": _("；").join(said)}, "#note")
        )


def order_corrected(case: Case, actor: Actor, given: Answers) -> None:
    _check_order(case, Order.Outcome.CORRECTED)
    case.record.corrected_on = day_of(case)


def order_failed(case: Case, actor: Actor, given: Answers) -> None:
    found = case.record.orders.last()
    if day_of(case) <= found.due_on:
        raise StepRefused(_("改正期限到 %(due_on)s 才满，还不能认定逾期未改正") % {"due_on": found.due_on})
    _check_order(case, Order.Outcome.NOT)


def _check_order(case: Case, outcome: str) -> None:
    found = case.record.orders.last()
    found.outcome, found.checked_on = outcome, day_of(case)
    found.save(update_fields=["outcome", "checked_on"])


# ---------------------------------------------------------------- prior notice, defence, hearing
def notice_treatment(case: Case, actor: Actor, given: Answers) -> None:
    _notice(case, actor, given, Decision.Kind.TREATMENT, given["extra"] or 0)


def notice_penalty(case: Case, actor: Actor, given: Answers) -> None:
    _notice(case, actor, given, Decision.Kind.PENALTY, 0)


def _notice(case: Case, actor: Actor, given: Answers, kind: str, extra: int) -> None:
    today, area = day_of(case), case.place.code
    names_no_teller(case.record, actor, facts=given["facts"], law=given["law"])
    if given["amount"] == 0:
        raise StepRefused(Reason(_("金额要大于 0"), "#amount"))
    if extra:
        _extra_allowed(case, given["amount"], extra)
    until, _provisional = due(today, "days", values.value("rights.inspection_defence_days", today, area))
    hearing = None
    if kind == Decision.Kind.PENALTY and given["amount"] >= values.value("rights.inspection_hearing_fen", today, area):
        hearing = hearing_request_until(today, area)
    Decision.objects.create(
        inspection=case.record, kind=kind, notice_number=document_number(case, "告"), noticed_on=today,
        facts=given["facts"], law=given["law"], amount_fen=given["amount"], extra_fen=extra, defence_until_on=until,
        hearing_due_on=hearing,
    )  # fmt: skip


def _extra_allowed(case: Case, amount: int, extra: int) -> None:
    """50–100 % on top, only on a sum that an order left unpaid (劳动合同法 art. 85)."""
    failed = case.record.orders.filter(outcome=Order.Outcome.NOT).last()
    if failed is None:
        raise StepRefused(Reason(_("加付赔偿金要先责令支付而逾期不付"), "#extra"))
    if not amount <= 2 * extra <= 2 * amount:
        raise StepRefused(Reason(_("加付赔偿金应为应付金额的百分之五十以上百分之一百以下"), "#extra"))


def hearing_request_until(noticed_on: date, area: str) -> date:
    """Last day to ask for a hearing: three natural days until 2021-07-14, five working days from then on."""
    try:
        return due(noticed_on, "workdays", values.value("rights.inspection_hearing_workdays", noticed_on, area))[0]
    except values.NoValue:
        return due(noticed_on, "days", values.value("rights.inspection_hearing_days", noticed_on, area))[0]


def hearing_earliest(told_on: date, area: str) -> date:
    """First day on which a hearing may be held after it was announced."""
    try:
        return queries.calendar_around(told_on).add_workdays(
            told_on, values.value("rights.inspection_hearing_notice_workdays", told_on, area)
        )
    except values.NoValue:
        return told_on + timedelta(days=values.value("rights.inspection_hearing_notice_days", told_on, area))


def defend(case: Case, actor: Actor, given: Answers) -> None:
    decision = standing(case)
    decision.defended_on = day_of(case)
    decision.save(update_fields=["defended_on"])
    add_item(case, actor, EvidenceItem.Kind.DEFENCE, day_of(case), given["said"], files=given["files"])


def report_corrected(case: Case, actor: Actor, given: Answers) -> None:
    """What the employer says it put right, with its proof; whether it did is for the inspectors to find."""
    add_item(case, actor, EvidenceItem.Kind.RECTIFIED, day_of(case), given["said"], files=given["files"])


def waive(case: Case, actor: Actor, given: Answers) -> None:
    decision = standing(case)
    decision.waived_on = day_of(case)
    decision.save(update_fields=["waived_on"])


def ask_hearing(case: Case, actor: Actor, given: Answers) -> None:
    decision = standing(case)
    asked = given["asked_on"]
    not_future(case, asked, "asked_on", _("提出日期"))
    if decision.hearing_due_on is None or asked > decision.hearing_due_on:
        raise StepRefused(
            Reason(
                _("要求听证的期限到 %(hearing_due_on)s 已满") % {"hearing_due_on": decision.hearing_due_on}, "#asked_on"
            )
        )
    if asked < decision.noticed_on:
        raise StepRefused(Reason(_("早于告知的日期"), "#asked_on"))
    decision.hearing_asked_on = asked
    decision.save(update_fields=["hearing_asked_on"])


def announce_hearing(case: Case, actor: Actor, given: Answers) -> None:
    decision, earliest = standing(case), hearing_earliest(day_of(case), case.place.code)
    if given["on"] < earliest:
        raise StepRefused(Reason(_("听证前要留足通知的日子，最早 %(earliest)s") % {"earliest": earliest}, "#on"))
    decision.hearing_told_on, decision.hearing_on = day_of(case), given["on"]
    decision.save(update_fields=["hearing_told_on", "hearing_on"])


def hold_hearing(case: Case, actor: Actor, given: Answers) -> None:
    decision = standing(case)
    if decision.hearing_on is None or day_of(case) < decision.hearing_on:
        raise StepRefused(_("听证定在 %(hearing_on)s") % {"hearing_on": decision.hearing_on})
    decision.hearing_held = True
    decision.save(update_fields=["hearing_held"])
    add_item(case, actor, EvidenceItem.Kind.HEARING, decision.hearing_on, given["said"], files=given["files"])


def submit(case: Case, actor: Actor, given: Answers) -> None:
    """To the head only when the party has spoken, said that it will not, or let the days pass."""
    decision, today = standing(case), day_of(case)
    if not (decision.defended_on or decision.waived_on) and today <= decision.defence_until_on:
        raise StepRefused(
            _("陈述申辩的期限到 %(defence_until_on)s，当事人还没有陈述，也没有放弃")
            % {"defence_until_on": decision.defence_until_on}
        )
    if decision.hearing_due_on and not decision.waived_on and today <= decision.hearing_due_on:
        raise StepRefused(_("要求听证的期限到 %(hearing_due_on)s") % {"hearing_due_on": decision.hearing_due_on})


def review(case: Case, actor: Actor, given: Answers) -> None:
    decision = standing(case)
    decision.reviewed_on = day_of(case)
    decision.save(update_fields=["reviewed_on"])


def withdraw(case: Case, actor: Actor, given: Answers) -> None:
    decision = standing(case)
    decision.withdrawn_on = day_of(case)
    decision.save(update_fields=["withdrawn_on"])


def decide(case: Case, actor: Actor, given: Answers) -> None:
    decision, today = standing(case), day_of(case)
    decision.number = document_number(case, "理" if decision.kind == Decision.Kind.TREATMENT else "罚")
    decision.decided_on = today
    decision.save(update_fields=["number", "decided_on"])


# ---------------------------------------------------------------- the end
def revoke(case: Case, actor: Actor, given: Answers) -> None:
    record = case.record
    ground = given["ground"]
    if ground == "unfounded" and record.outcome != Inspection.Outcome.NONE:
        raise StepRefused(Reason(_("调查结论不是违法事实不成立"), "#ground"))
    if ground == "minor" and (record.outcome != Inspection.Outcome.MINOR or record.found_fen):
        raise StepRefused(
            Reason(_("只有轻微、已改正、没有欠付金额的，才能以此撤销立案；有欠付金额的要支付后结案"), "#ground")
        )
    if ground == "minor":
        record.corrected_on = record.corrected_on or day_of(case)
