"""A recovery on its case page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Column, Empty, Fact, Facts, Link, List, Money, Panel, Quantity, Row
from chunfeng.plans.training.subsidy.models import Recovery
from chunfeng.plans.training.subsidy.queries.recoveries import left


def panels(case: Case, actor: Actor) -> list[Panel]:
    recovery: Recovery = case.record
    capital, interest = left(recovery)
    grounds = offered("training.recovery_grounds")
    facts = [
        Fact(_("补贴申领"), Link(recovery.claim.case.number, f"/desk/cases/{recovery.claim.case.number}/")),
        Fact(_("机构"), str(case.org)),
        Fact(_("事由"), grounds.get(recovery.ground, recovery.ground)),
        Fact(_("人数"), Quantity(recovery.lines.count(), _("人"))),
        Fact(_("应退补贴"), Money(recovery.amount_fen)),
        Fact(_("利息"), Money(recovery.interest_fen)),
        Fact(_("还应退回"), Money(capital + interest)),
        Fact(_("查明的情况"), recovery.why, wide=True),
    ]
    if recovery.statement:
        facts.append(Fact(_("对方的陈述"), recovery.statement, wide=True))
    if recovery.due_on:
        facts.append(Fact(_("分期"), _("%(n)s 期") % {"n": recovery.instalments}))
        facts.append(Fact(_("最后期限"), recovery.due_on))
    rows = tuple(
        Row({"name": x.line.entry.person.shown_name, "number": x.line.entry.person.shown_number,
             "certificate": x.line.certificate.number, "amount": Money(x.amount_fen, with_unit=False),
             "back": Money(x.back_fen, with_unit=False)})
        for x in recovery.lines.select_related("line__entry__person", "line__certificate")
    )  # fmt: skip
    people = List(
        (
            Column("name", _("姓名")), Column("number", _("证件号码"), kind="id"), Column("certificate", _("证书"), kind="id"),
            Column("amount", _("应退"), kind="money", unit=_("元")), Column("back", _("已退"), kind="money", unit=_("元")),
        ),
        rows, total=len(rows), measure=_("人"), key="recovery-lines",
    )  # fmt: skip
    receipts = List(
        (
            Column("on", _("到账"), kind="day"), Column("amount", _("补贴"), kind="money", unit=_("元")),
            Column("interest", _("利息"), kind="money", unit=_("元")), Column("document", _("单据")),
        ),
        tuple(
            Row({"on": r.received_on, "amount": Money(r.amount_fen, with_unit=False),
                 "interest": Money(r.interest_fen, with_unit=False), "document": r.document})
            for r in recovery.receipts.all()
        ),
        key="receipts", empty=Empty(_("还没有退款。"), _("到账后由财务登记。")),
    )  # fmt: skip
    return [
        Panel(_("追回"), (Facts(tuple(facts)),), anchor="recovery"),
        Panel(_("人员"), (people,), anchor="people"),
        Panel(_("退款"), (receipts,), anchor="receipts"),
    ]
