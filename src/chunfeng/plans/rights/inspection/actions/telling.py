"""Messages to those who told, each to the own phone. A message never says that anybody complained."""

from __future__ import annotations

from django.utils.translation import override

from chunfeng.base.audit.models import Event
from chunfeng.base.messages.actions import put
from chunfeng.base.messages.models import Message
from chunfeng.base.workflow.declarations import Step
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.models import Complaint, Inspection


def tell_complainants(case: Case, step: Step, event: Event) -> int:
    """Puts the words of a step into the outbox, once a receipt and event; returns how many were put."""
    record = case.record
    if not step.notice or not isinstance(record, Inspection):
        return 0
    told = 0
    with override("zh-hans"):
        words = str(step.notice)
    for complaint in Complaint.objects.filter(inspection=record, phone__isnull=False).order_by("pk"):
        text = f"【春风】编号{complaint.number}：{words}"
        assert complaint.phone
        put(
            Message.Channel.PHONE.value,
            complaint.phone.clear(),
            "inspection.notice",
            text,
            f"{event.pk}-{complaint.number}",
        )
        told += 1
    return told
