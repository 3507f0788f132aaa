"""A lost receipt: a new code for whoever proves to be who told. The old one dies with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.keys.seal import indexes
from chunfeng.base.messages.actions import put
from chunfeng.kernel import names
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection.actions.intake import Receipt, new_code
from chunfeng.plans.rights.inspection.models import Complaint
from chunfeng.plans.rights.inspection.queries import in_posts, receipt_number

#: Two counters at once would each hand out a code of which only one works.
APART = timedelta(minutes=1)
PERMISSION = "complaint.reissue"


def reissue(
    actor: Actor, *, name: str, phone: str, number: str = "", document: str, at: datetime | None = None
) -> Receipt | Refusal:
    """name: as on the document that was looked at; phone: as it was left; both must fit what is sealed. number: where
    several fit. document: what was looked at, in words. The answer never tells which of the two did not fit, because
    the clerk does not know who told and must not learn it by trying."""
    if not document.strip():
        return Refusal(_("没有核对证件"), _("选择看过的证件"))
    found = _fitting(actor, name, phone)
    if number.strip():
        found = [c for c in found if c.number == receipt_number(number)]
    if not found:
        record("receipt.refused", actor, "receipt", "", at=at)
        return Refusal(_("没有对得上的投诉"), _("姓名、电话要与反映时留的一致；匿名的不能补发，请重新反映"))
    if len(found) > 1:
        numbers = _("、").join(c.number for c in found)
        return Refusal(_("这个人有几件：%(numbers)s") % {"numbers": numbers}, _("请填写要补发的编号"))
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update().select_related("inspection__case__place").get(pk=found[0].pk)
        case = complaint.inspection.case
        now = at or timezone.now()
        just = Event.objects.filter(kind="receipt.reissued", object_id=case.number, at__gt=now - APART, at__lte=now)
        if any(event.known.get("complaint") == complaint.number for event in just):
            return Refusal(_("刚刚补发过"), _("用一分钟内补发的查询码；还要再发的，过一分钟"))
        code = new_code()
        complaint.code = code  # type: ignore[assignment]
        complaint.save(update_fields=["code"])
        event = record(
            "receipt.reissued", actor, "case", case.number, note=document.strip()[:200], clause="R-3.2.a",
            complaint=complaint.number, at=at,
        )  # fmt: skip
        _tell(complaint, event.pk)
    return Receipt(complaint, code)


def _fitting(actor: Actor, name: str, phone: str) -> list[Complaint]:
    """Complaints of this phone and name at the actor's places. Names are compared in clear: few share a phone."""
    keys = indexes(phone.strip(), "phone")
    wanted = names.normalise(name)
    if not keys or isinstance(wanted, Refusal):
        return []
    rows = Complaint.objects.filter(in_posts(actor, PERMISSION, "inspection__case__place_path"), phone_key__in=keys)
    return [c for c in rows.order_by("pk")[:50] if c.name and names.normalise(c.name.clear()) == wanted]


def _tell(complaint: Complaint, event: int) -> None:
    """To the phone that was left: if it was somebody else at the counter, the worker hears of it."""
    with override("zh-hans"):
        text = _("【春风】编号%(number)s的查询码已在窗口补发，原来的作废。不是您本人办的，请打12333。") % {
            "number": complaint.number
        }
    assert complaint.phone
    put("phone", complaint.phone.clear(), "inspection.receipt", text, f"receipt:{event}")
