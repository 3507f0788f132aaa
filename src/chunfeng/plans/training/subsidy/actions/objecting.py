"""An objection to a claim on public notice (T-3.4.d)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.objections import receive, wrong_with
from chunfeng.plans.training.subsidy.models import ClaimLine, ClaimObjection


def object_to(
    line: ClaimLine, *, ground: str, text: str, contact: str = "", at: datetime | None = None
) -> ClaimObjection | Refused:
    """Anybody may object while the notice runs; nobody has to say who they are. The person waits from that moment."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    if wrong := wrong_with(ground, text, contact, today):
        return Refused(wrong)
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("place").get(pk=line.claim.case_id)
        claim = case.record
        if case.state != "noticed" or claim.notice_to_on is None or today > claim.notice_to_on:
            return Refused((Reason(_("公示期已过，不能再提异议；可以向监察机构举报")),))
        return receive(
            ClaimObjection,
            case,
            "training.claim_objection_days",
            at,
            ground=ground,
            text=text,
            contact=contact,
            line=line,
        )
