"""What subsidies were asked for in somebody's name, and where the money is: who was never in a class sees it here first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.people.models import Person
from chunfeng.engines.display.page import Chip, Column, List, Missing, Money, Panel, Row
from chunfeng.plans.training.subsidy.models import ClaimLine, TransferLine

_TONES = {
    "approved": "info",
    "sent": "info",
    "paid": "ok",
    "refused": "bad",
    "recovered": "bad",
    "withdrawn": "neutral",
}


def _lines(person: Person) -> list[ClaimLine]:
    rows = ClaimLine.objects.filter(entry__person=person).exclude(claim__state="draft")
    return list(rows.select_related("claim__training_class__org").order_by("-pk"))


def panels(person: Person) -> tuple[Panel, ...]:
    lines = _lines(person)
    if not lines:
        return ()
    arrived = dict(
        TransferLine.objects.filter(
            line__in=[line.pk for line in lines], live=True, transfer__state="settled"
        ).values_list("line", "transfer__settled_on")
    )
    rows = tuple(
        Row(
            {
                "class": f"{line.claim.training_class.org} {line.claim.training_class.class_no}" if line.claim.training_class else "",
                "amount": Money(line.amount_fen), "to": _payee(line),
                "state": Chip(_TONES.get(line.state, "info"), str(line.get_state_display())),
                "on": arrived.get(line.pk) or Missing.EMPTY,
            }
        )
        for line in lines
    )  # fmt: skip
    table = List(
        (
            Column("class", _("班级")), Column("amount", _("金额")), Column("to", _("付给谁")),
            Column("state", _("状态"), kind="state"), Column("on", _("到账"), kind="day"),
        ),
        rows, key="my-subsidies",
    )  # fmt: skip
    note = _("没有参加过的班，或者金额不对，请向监察机构举报。")
    return (Panel(_("以我的名义申领的补贴"), (table,), anchor="subsidies", note=note),)


def _payee(line: ClaimLine) -> str:
    return _("您的银行账户") if line.claim.payee == "persons" else _("培训机构（您没有交学费）")


def kept(person: Person) -> list[dict[str, Any]]:
    """For the file of one's data."""
    return [
        {
            _("班级"): str(line.claim.training_class or ""), _("金额"): line.amount_fen, _("状态"): str(line.get_state_display()),
            _("就业日期"): line.employed_on and line.employed_on.isoformat(), _("就业单位"): line.employer,
        }
        for line in _lines(person)
    ]  # fmt: skip
