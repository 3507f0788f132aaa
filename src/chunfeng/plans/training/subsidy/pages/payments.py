"""A batch of payments on its case page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Id,
    Link,
    Links,
    List,
    Moment,
    Money,
    Panel,
    Quantity,
    Row,
)
from chunfeng.plans.training.subsidy import queries
from chunfeng.plans.training.subsidy.models import Batch
from chunfeng.plans.training.subsidy.models.payments import TRANSFER_STATES
from chunfeng.plans.training.subsidy.queries.payments import live_lines, stopped, sums, transfers_of

_TONES = {"drawn": "info", "sent": "info", "settled": "ok", "bounced": "bad", "dropped": "neutral"}
#: Transfers told one by one.
SHOWN = 500


def panels(case: Case, actor: Actor) -> list[Panel]:
    batch: Batch = case.record
    counted = sums(batch)
    live = [state for state in counted if state != "dropped"]
    facts = [
        Fact(_("资金"), queries.pool_named(batch.fund)),
        Fact(_("预算年度"), str(batch.year)),
        Fact(_("资金池"), case.place.name),
        Fact(_("笔数"), Quantity(sum(counted[s][0] for s in live), _("笔"))),
        Fact(_("金额"), Money(batch.amount_fen)),
    ]
    facts += [
        Fact(str(TRANSFER_STATES[state]), (Quantity(counted[state][0], _("笔")), " ", Money(counted[state][1])))
        for state in ("settled", "bounced", "dropped")
        if state in counted
    ]
    if batch.digest:
        facts.append(Fact(_("银行文件校验值（SM3）"), Id(batch.digest), wide=True))
    if batch.downloaded_at:
        facts.append(Fact(_("文件下载"), Moment(batch.downloaded_at, "iso")))
    body = [Facts(tuple(facts))]
    found = [Panel(_("支付批次"), (*body, *_links(case, actor)), anchor="batch")]
    if case.state in ("drawn", "signed") and (panel := _stopped(batch)):
        found.append(panel)
    return [*found, _transfers(batch)]


def _links(case: Case, actor: Actor) -> tuple[Links, ...]:
    batch: Batch = case.record
    links = []
    if batch.state in ("sent", "settled") and actor.may("payment.draw", place_path=case.place_path):
        links.append(Link(_("银行文件"), f"/desk/payments/{case.number}/"))
    if batch.state == "sent" and actor.may("payment.result", place_path=case.place_path):
        links.append(Link(_("登记银行结果"), f"/desk/uploads/new/bank_result/?target={case.number}"))
    return (Links(tuple(links)),) if links else ()


def _stopped(batch: Batch) -> Panel | None:
    lines = live_lines(batch)
    found = stopped(lines)
    if not found:
        return None
    rows = tuple(
        Row({"claim": Link(line.claim.case.number, f"/desk/cases/{line.claim.case.number}/"),
             "amount": Money(line.amount_fen, with_unit=False), "why": _("；").join(found[line.pk])})
        for line in lines
        if line.pk in found
    )  # fmt: skip
    columns = (
        Column("claim", _("申领")), Column("amount", _("金额"), kind="money", unit=_("元")), Column("why", _("为什么冻结")),
    )  # fmt: skip
    return Panel(_("编制后被冻结"), (List(columns, rows, key="stopped"),), anchor="stopped")


def _transfers(batch: Batch) -> Panel:
    transfers = transfers_of(batch)
    rows = tuple(
        Row({"serial": t.serial, "payee": t.payee.masked(), "account": t.account.masked(),
             "claim": Link(t.claim.case.number, f"/desk/cases/{t.claim.case.number}/"),
             "amount": Money(t.amount_fen, with_unit=False),
             "state": Chip(_TONES[t.state], str(t.get_state_display())), "said": t.said}, dim=t.state == "dropped")
        for t in transfers[:SHOWN]
    )  # fmt: skip
    columns = (
        Column("serial", _("序号"), kind="number"), Column("payee", _("收款户名")), Column("account", _("收款账号"), kind="id"),
        Column("claim", _("申领")), Column("amount", _("金额"), kind="money", unit=_("元")),
        Column("state", _("状态"), kind="state"), Column("said", _("退票原因")),
    )  # fmt: skip
    note = _("只列前 %(n)s 笔，共 %(all)s 笔") % {"n": SHOWN, "all": len(transfers)} if len(transfers) > SHOWN else ""
    table = List(columns, rows, total=len(transfers), measure=_("笔"), key="transfers",
                 empty=Empty(_("本批没有人。"), _("作废后重新编制。")))  # fmt: skip
    return Panel(_("支付明细"), (table,), anchor="transfers", note=note)
