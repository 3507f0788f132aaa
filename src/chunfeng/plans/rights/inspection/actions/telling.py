"""Messages to those who told, each to the own phone, and to the employer's clerks. None says that anybody complained."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from chunfeng.base.audit.models import Event
from chunfeng.base.messages.actions import put
from chunfeng.base.messages.models import Message
from chunfeng.base.workflow.declarations import Step
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.models import Complaint, Inspection
from chunfeng.plans.rights.inspection.queries import employer

#: Ends of which the employer hears; not of a transfer to the police, which the police tell when it is time.
_ENDS = ("closed", "revoked", "court_closed")


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


def tell_employer(case: Case, step: Step, event: Event) -> int:
    """One line in the inbox of every clerk of the employer for each paper that this step sent to it, and for the end of a
    matter of which it was told."""
    lines = []
    with override("zh-hans"):
        for paper in employer.papers(case, event):
            last = employer.last_day(case, paper.kind)
            until = _("，期限到%(day)s") % {"day": last} if last else ""
            words = _("【春风】%(number)s：有一份送给您单位的%(title)s（%(paper)s）%(until)s，请到“办理”查看。")
            lines.append(words % {"number": case.number, "title": paper.title, "paper": paper.number, "until": until})
        if step.target in _ENDS and employer.was_told(case):
            lines.append(_("【春风】%(number)s：这件事项已经办结。") % {"number": case.number})
    clerks = employer.clerks(case) if lines else []
    for n, line in enumerate(lines):
        for user in clerks:
            put(Message.Channel.INBOX.value, str(user), "inspection.employer", line, f"{event.pk}-{n}-{user}")
    return len(lines) * len(clerks)
