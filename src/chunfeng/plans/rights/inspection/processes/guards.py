"""What must hold before a step: each a sentence with its cure, or nothing. A guard reads, and knows no user."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.policy import values
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.money import write_yuan
from chunfeng.kernel.period import add_months
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import Complaint, Decision, EvidenceItem, Inspection
from chunfeng.plans.rights.inspection.queries import employer


def has_employer(case: Case) -> str | Reason | None:
    if case.org_id or case.record.employer_said:
        return None
    return Reason(_("没有写明用人单位"), "#next")


def within_limitation(case: Case) -> str | None:
    told = list(case.record.complaints.all())
    limits = [queries.limitation(c, case.place.code) for c in told]
    if any(limit.within for limit in limits):
        return None
    return _("已超过追究时效：%(said)s") % {"said": limits[0].said} if limits else _("没有投诉记录")


def is_too_old(case: Case) -> str | None:
    for complaint in case.record.complaints.all():
        limit = queries.limitation(complaint, case.place.code)
        if limit.within:
            return _("%(number)s 没有超过追究时效：%(said)s") % {"number": complaint.number, "said": limit.said}
    return None


def not_elsewhere(case: Case) -> str | None:
    told = next((complaint for complaint in case.record.complaints.all() if complaint.elsewhere), None)
    return (
        _("%(number)s %(where)s，应告知按仲裁或诉讼程序办理")
        % {"number": told.number, "where": told.get_elsewhere_display()}
        if told
        else None
    )


def is_elsewhere(case: Case) -> str | None:
    if not all(complaint.elsewhere for complaint in case.record.complaints.all()):
        return _("还有投诉人没有申请仲裁或起诉")
    return None


def has_duplicates(case: Case) -> str | None:
    return None if queries.duplicates(case.record) else _("没有找到可能重复的案件")


def is_filed(case: Case) -> str | None:
    return None if case.record.filed_on else _("移来前还没有立案，请按投诉接收")


def is_not_filed(case: Case) -> str | None:
    return _("移来前已经立案，请接着调查") if case.record.filed_on else None


def two_inspectors(case: Case) -> str | Reason | None:
    """At least two with a valid certificate (监察条例 art. 16)."""
    today = timezone.localdate()
    need = values.value("rights.inspection_inspectors", today, case.place.code)
    now = [i for i in queries.active(case.record) if i.certificate.valid_from_on <= today]
    if len(now) >= need:
        return None
    return Reason(
        _("办案监察员只有 %(now)s 名，至少要 %(need)s 名持证监察员") % {"now": len(now), "need": need}, "#next"
    )


def has_inspectors(case: Case) -> str | Reason | None:
    return None if queries.active(case.record) else Reason(_("还没有指派监察员"), "#next")


def employer_known(case: Case) -> str | Reason | None:
    return None if case.org_id else Reason(_("还没有核实用人单位的名称和统一社会信用代码"), "#next")


def employer_told(case: Case) -> str | None:
    return None if employer.was_told(case) else _("还没有向单位发出文书")


def has_evidence(case: Case) -> str | Reason | None:
    kinds = (EvidenceItem.Kind.ENQUIRY, EvidenceItem.Kind.SITE)
    if any(item.kind in kinds for item in case.record.evidence.all()):
        return None
    return Reason(_("没有询问笔录，也没有现场检查笔录"), "#next")


def extension_asked(case: Case) -> str | Reason | None:
    if case.record.extension_asked_on is None:
        return Reason(_("还没有人申请延长"), "#next")
    return None


def not_extended(case: Case) -> str | None:
    return (
        _("已于 %(extended_on)s 延长过一次") % {"extended_on": case.record.extended_on}
        if case.record.extended_on
        else None
    )


def violation_found(case: Case) -> str | None:
    if case.record.outcome == Inspection.Outcome.NONE:
        return _("调查结论是违法事实不成立，只能撤销立案")
    return None


def order_settled(case: Case) -> str | None:
    """A fine comes only where an order was not obeyed in time; here: no order whose result nobody has looked at."""
    order = queries.last_order(case.record)
    return _("%(number)s 的改正结果还没有核查") % {"number": order.number} if order and not order.outcome else None


def payments_proven(case: Case) -> str | Reason | None:
    """What was ordered for workers has reached them, with proof, also each complainant who claimed a sum."""
    sums = queries.money(case.record)
    if sums.left:
        return Reason(_("还有 %(left)s 元没有支付凭证") % {"left": write_yuan(sums.left)}, "#next")
    if sums.due and sums.unproven:
        who = _("、").join(c.number for c in sums.unproven[:3])
        return Reason(_("%(who)s 主张了工资，还没有支付凭证") % {"who": who}, "#next")
    return None


def corrected(case: Case) -> str | Reason | None:
    """Where no money was ordered, somebody must have seen that it was put right."""
    if queries.money(case.record).due or case.record.corrected_on:
        return None
    decision = queries.standing(case.record)
    if decision and decision.decided_on and decision.kind == Decision.Kind.PENALTY:
        return None
    return Reason(_("没有改正的核查记录"), "#next")


def everyone_asked(case: Case) -> str | Reason | None:
    """Each complainant said that the money came, or was asked often enough without answering."""
    asks = values.value("rights.inspection_asks", timezone.localdate(), case.place.code)
    open_ = []
    for complaint in case.record.complaints.all():
        if complaint.kind == Complaint.Kind.LEAD:
            continue
        if complaint.word == "unpaid":
            return Reason(_("%(number)s 的投诉人说没有收到") % {"number": complaint.number}, "#next")
        if not complaint.word and complaint.asked_times < asks:
            open_.append(
                _("%(number)s（已问 %(asked_times)s 次）")
                % {"number": complaint.number, "asked_times": complaint.asked_times}
            )
    if open_:
        return Reason(
            _("还没有投诉人的答复：%(open)s；问满 %(asks)s 次仍无答复的可以结案")
            % {"open": _("、").join(open_[:3]), "asks": asks},
            "#next",
        )
    return None


def no_one_unpaid(case: Case) -> str | None:
    told = next((complaint for complaint in case.record.complaints.all() if complaint.word == "unpaid"), None)
    return _("%(number)s 的投诉人说没有收到，要有新的支付凭证") % {"number": told.number} if told else None


def unpaid_answered(case: Case) -> str | Reason | None:
    """Every complainant who said it did not come has a new payment, or the earlier one was found to have come."""
    proven = {payment.complaint_id for payment in case.record.payments.all() if payment.counts}
    for complaint in case.record.complaints.all():
        if complaint.word == "unpaid" and complaint.pk not in proven:
            return Reason(
                _("%(number)s 说没有收到以后，还没有新的支付凭证，原来的也没有核实") % {"number": complaint.number},
                "#next",
            )
    return None


def has_payment(case: Case) -> str | None:
    there = any(payment.withdrawn_at is None for payment in case.record.payments.all())
    return None if there else _("没有登记过支付")


def has_disputed(case: Case) -> str | None:
    if any(payment.disputed for payment in case.record.payments.all()):
        return None
    return _("没有投诉人说没收到的支付")


def is_reviewed(case: Case) -> str | Reason | None:
    """A lawyer of the office looks before the head decides: at penalties (行政处罚法 art. 58), and at orders to pay, which
    touch weighty rights of employer and workers directly (国办发〔2018〕118号, 三（十一）). The ceiling below which a
    place may do without is in no list that was found, so there is none."""
    decision = queries.standing(case.record)
    if decision and decision.reviewed_on is None:
        return Reason(_("行政处理和行政处罚决定都要先经法制审核"), "#next")
    return None


def is_unreviewed(case: Case) -> str | None:
    """One look at each decision: whoever prepares it anew after a return makes another."""
    decision = queries.standing(case.record)
    if decision and decision.reviewed_on:
        return _("这份决定已于 %(day)s 通过法制审核；要改的先退回调查处理") % {"day": decision.reviewed_on}
    return None


def hearing_told(case: Case) -> str | Reason | None:
    decision = queries.standing(case.record)
    if decision and decision.hearing_on is None:
        return Reason(_("还没有通知听证的日期"), "#next")
    return None


def hearing_due(case: Case) -> str | None:
    decision = queries.standing(case.record)
    return None if decision and decision.hearing_due_on else _("这项决定依法不需要告知听证")


def has_unserved(case: Case) -> str | None:
    return None if employer.unserved(case) else _("没有还没送达的文书")


def order_served(case: Case) -> str | Reason | None:
    """An order binds from its service on: before, nothing can be obeyed in time, nor the term run out."""
    sent = next((paper for paper in employer.papers(case) if paper.kind == "rights.rectification_order"), None)
    if sent and sent in employer.unserved(case):
        return Reason(_("限期改正指令书还没有登记送达"), "#next")
    return None


def decision_served(case: Case) -> str | Reason | None:
    decision = queries.standing(case.record)
    return None if decision and decision.served_on else Reason(_("决定书还没有送达"), "#next")


def reminder_served(case: Case) -> str | Reason | None:
    decision = queries.standing(case.record)
    return None if decision and decision.reminder_served_on else Reason(_("催告书还没有送达"), "#next")


def perform_term_over(case: Case, today: date | None = None) -> str | None:
    """today: the day of the act, where it is another than that of who reads."""
    clock = case.clocks.filter(code="perform").first()
    if clock is None or (today or timezone.localdate()) > clock.due_on:
        return None
    return _("履行期限到 %(due_on)s 才满") % {"due_on": clock.due_on}


def enforcement_span(decision: Decision, area: str) -> tuple[date, date]:
    """First and last day to apply to the court: after the time to sue has run out, for three months."""
    served = decision.served_on
    assert served
    months = values.value("rights.inspection_appeal_months", served, area)
    ends = add_months(served, months)
    appeal = queries.calendar_around(ends).next_workday(ends)
    more = values.value("rights.inspection_enforcement_months", served, area)
    last = add_months(appeal, more)
    return appeal + timedelta(days=1), queries.calendar_around(last).next_workday(last)


def court_term_begun(case: Case, today: date | None = None) -> str | None:
    """行政强制法 art. 53–54: a reminder served ten days before, the time to sue over. today: as of `perform_term_over`."""
    today = today or timezone.localdate()
    decision, clock = queries.standing(case.record), case.clocks.filter(code="remind").first()
    if decision is None or decision.served_on is None or clock is None:
        return None
    if today <= clock.due_on:
        return _("催告书送达满十日后才能申请，到 %(due_on)s") % {"due_on": clock.due_on}
    first, _last = enforcement_span(decision, case.place.code)
    return _("起诉期限还没有届满，%(first)s 起可以申请") % {"first": first} if today < first else None


def police_filed(case: Case) -> str | None:
    if any(transfer.state == "filed" for transfer in case.record.crime_transfers.all()):
        return None
    return _("公安机关还没有立案")


def no_open_transfer(case: Case) -> str | None:
    going_on = ("proposed", "approved", "sent", "declined", "objected")
    open_ = next((transfer for transfer in case.record.crime_transfers.all() if transfer.state in going_on), None)
    return _("已有移送正在办理（%(number)s）") % {"number": open_.case.number} if open_ else None


def ordered_to_pay(case: Case) -> str | None:
    """The crime needs an order of the authority that was not obeyed (刑法 276之一)."""
    if any(order.outcome == "not" for order in case.record.orders.all()):
        return None
    if any(decision.served_on for decision in case.record.decisions.all()):
        return None
    return _("还没有责令支付而逾期不付的记录")
