"""What service, payments, the word of the complainants and enforcement write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    Payment,
    Served,
    Word,
)
from chunfeng.plans.rights.inspection.processes import guards
from chunfeng.plans.rights.inspection.processes.effects import (
    Answers,
    complaint_of,
    complaint_options,
    day_of,
    not_future,
    set_term,
    standing,
)
from chunfeng.plans.rights.inspection.queries import employer

# ---------------------------------------------------------------- service, payment, word
_KINDS = {
    "rights.rectification_order": Served.Paper.ORDER, "rights.treatment_notice": Served.Paper.NOTICE,
    "rights.penalty_notice": Served.Paper.NOTICE, "rights.decision": Served.Paper.DECISION,
    "rights.reminder": Served.Paper.REMINDER,
}  # fmt: skip


def unserved_options(case: Case) -> Mapping[str, str]:
    """Papers that were issued and have no proof of service yet, by the code printed on each."""
    return {paper.code: f"{paper.title} {paper.number}" for paper in employer.unserved(case)}


def serve(case: Case, actor: Actor, given: Answers) -> None:
    not_future(case, given["served_on"], "served_on", _("送达日期"))
    issued = case.papers.get(code=given["paper"])
    if given["served_on"] < issued.issued_on:
        raise StepRefused(Reason(_("送达早于文书日期 %(day)s") % {"day": issued.issued_on}, "#served_on"))
    paper = _KINDS.get(issued.kind, Served.Paper.OTHER)
    Served.objects.create(
        inspection=case.record, issued=issued, paper=paper, served_on=given["served_on"], method=given["method"],
        receiver=given["receiver"], files=given["files"],
    )  # fmt: skip
    decision = queries.standing(case.record)
    if decision is None:
        return
    if paper == Served.Paper.DECISION and decision.decided_on:
        decision.served_on = given["served_on"]
        decision.save(update_fields=["served_on"])
        if case.state == "decided":
            days = values.value("rights.inspection_perform_days", given["served_on"], case.place.code)
            set_term(case, "perform", "days", given["served_on"], due(given["served_on"], "days", days)[0], days)
    if paper == Served.Paper.REMINDER and case.state == "reminded":
        decision.reminder_served_on = given["served_on"]
        decision.save(update_fields=["reminder_served_on"])
        days = values.value("rights.inspection_reminder_days", given["served_on"], case.place.code)
        set_term(case, "remind", "days", given["served_on"], due(given["served_on"], "days", days)[0], days)


def payee_options(case: Case) -> Mapping[str, str]:
    return {**complaint_options(case), "others": _("其他劳动者")}


def pay(case: Case, actor: Actor, given: Answers) -> None:
    """A payment with its proof: to one complainant, or to the other workers of the matter together."""
    not_future(case, given["paid_on"], "paid_on", _("支付日期"))
    if not given["amount"]:
        raise StepRefused(Reason(_("金额要大于 0"), "#amount"))
    others = given["complaint"] == "others"
    if others and not given["persons"]:
        raise StepRefused(Reason(_("请填写支付给多少人"), "#persons"))
    _plausible(case, given)
    Payment.objects.create(
        inspection=case.record, complaint=None if others else complaint_of(case, given["complaint"]),
        persons=given["persons"] if others else 1, amount_fen=given["amount"], paid_on=given["paid_on"],
        proof=list(given["proof"]), recorded_at=case.state_at,
    )  # fmt: skip


def _plausible(case: Case, given: Answers) -> None:
    """Not the same voucher twice, and no more than what is owed and as much again: 劳动合同法第八十五条 allows compensation
    of up to the whole sum."""
    there = case.record.payments.filter(withdrawn_at=None, paid_on=given["paid_on"], amount_fen=given["amount"])
    if any(set(payment.proof) & set(given["proof"]) or _same_payee(payment, given) for payment in there):
        raise StepRefused(Reason(_("同一天、同一对象、同样金额的支付已经登记"), "#amount"))
    sums = queries.money(case.record)
    most = 2 * max(sums.due, sums.found, sums.claimed)
    if most and sums.paid + given["amount"] > most:
        said = _("超过应付金额的两倍（%(most)s元），请核对；应付金额有误的先更正") % {"most": write_yuan(most)}
        raise StepRefused(Reason(said, "#amount"))


def _same_payee(payment: Payment, given: Answers) -> bool:
    return (payment.complaint.number if payment.complaint else "others") == given["complaint"]


def _called(case: Case, wanted: Callable[[Payment], bool]) -> Mapping[str, str]:
    payments = [payment for payment in case.record.payments.all() if wanted(payment)]
    payees = {complaint.pk: complaint.number for complaint in case.record.complaints.all()} if payments else {}
    called = {}
    for payment in payments:
        yuan = _("%(yuan)s元") % {"yuan": write_yuan(payment.amount_fen)}
        called[str(payment.pk)] = f"{payment.paid_on} {yuan} {payees.get(payment.complaint_id, _('其他劳动者'))}"
    return called


def payment_options(case: Case) -> Mapping[str, str]:
    return _called(case, lambda payment: payment.withdrawn_at is None)


def disputed_options(case: Case) -> Mapping[str, str]:
    return _called(case, lambda payment: payment.disputed)


def withdraw_payment(case: Case, actor: Actor, given: Answers) -> None:
    """Registered wrongly; why stands in the event."""
    case.record.payments.filter(pk=given["payment"]).update(withdrawn_at=case.state_at)


def confirm_payment(case: Case, actor: Actor, given: Answers) -> None:
    """It came after all: bank slip or the payee's own later word, which stands in the event."""
    case.record.payments.filter(pk=given["payment"]).update(disputed_at=None)


def ask_word(case: Case, actor: Actor, given: Answers) -> None:
    """One more time asked; on one day an answer can be waited for only once."""
    for number in given["complaints"]:
        complaint = complaint_of(case, number)
        if complaint.asked_on == day_of(case):
            raise StepRefused(Reason(_("%(number)s 今天已经问过") % {"number": number}, "#complaints"))
        complaint.asked_times, complaint.asked_on = complaint.asked_times + 1, day_of(case)
        complaint.save(update_fields=["asked_times", "asked_on"])


def say_paid(case: Case, actor: Actor, given: Answers) -> None:
    _say(case, given["complaint"], Word.PAID)


def say_unpaid(case: Case, actor: Actor, given: Answers) -> None:
    _say(case, given["complaint"], Word.UNPAID)


def _say(case: Case, number: str, word: str) -> None:
    complaint = complaint_of(case, number)
    complaint.word, complaint.word_at = word, case.state_at
    complaint.save(update_fields=["word", "word_at"])
    if word == Word.UNPAID:
        complaint.payments.counted().update(disputed_at=case.state_at)


def check_again(case: Case, actor: Actor, given: Answers) -> None:
    """The new proof is there; those who said no are asked again."""
    case.record.complaints.filter(word=Word.UNPAID).update(word="", word_at=None, asked_times=0, asked_on=None)


def reopen(case: Case, actor: Actor, given: Answers) -> None:
    """The old term of investigation goes on: to close a matter early must not win time."""
    case.record.reopened_times += 1


# ---------------------------------------------------------------- enforcement
def remind(case: Case, actor: Actor, given: Answers) -> None:
    _on_its_day(guards.perform_term_over(case, day_of(case)))


def apply_court(case: Case, actor: Actor, given: Answers) -> None:
    """Within three months from the first day on (行政强制法 art. 53)."""
    _on_its_day(guards.court_term_begun(case, day_of(case)))
    _first, last = guards.enforcement_span(standing(case), case.place.code)
    if day_of(case) > last:
        raise StepRefused(_("申请强制执行的期限到 %(last)s 已满") % {"last": last})


def _on_its_day(barred: str | None) -> None:
    """What the guard asks of today, asked of the day of the act: the two differ where a past year is lived through."""
    if barred:
        raise StepRefused(barred)


def court_took(case: Case, actor: Actor, given: Answers) -> None:
    case.record.court_number = given["number"]
