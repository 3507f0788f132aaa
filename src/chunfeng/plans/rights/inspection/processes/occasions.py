"""The cases in which there is something for a step to do: what a list may name as the next one.

They are coarser than the guards, which alone decide whether a step can be taken.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from chunfeng.base.workflow.models import IssuedPaper
from chunfeng.plans.rights.inspection.models import Complaint, Decision, EvidenceItem, Inspection, Order
from chunfeng.plans.rights.inspection.queries.employer import ADDRESSED

Keys = QuerySet[Any, Any]


def _where(*conditions: Any, **given: Any) -> Keys:
    return Inspection.objects.filter(*conditions, **given).values_list("case_id")


def filed() -> Keys:
    return _where(filed_on__isnull=False)


def not_filed() -> Keys:
    return _where(filed_on=None)


def extension_asked() -> Keys:
    return _where(extension_asked_on__isnull=False, extended_on=None)


def to_order() -> Keys:
    """A violation was found and nothing ordered yet."""
    return _where(~Q(outcome=Inspection.Outcome.NONE), ~Exists(Order.objects.filter(inspection=OuterRef("pk"))))


def order_failed() -> Keys:
    return _where(Exists(Order.objects.filter(inspection=OuterRef("pk"), outcome=Order.Outcome.NOT)))


def _standing(which: Q) -> Keys:
    """Whose decision that is being prepared is such a one. Of several the last stands: the others were withdrawn."""
    return _where(Exists(Decision.objects.filter(which, inspection=OuterRef("pk"), withdrawn_on=None)))


def heard() -> Keys:
    """The party has spoken, said that it will not, or let the days pass."""
    over = Q(defence_until_on__lt=timezone.localdate())
    return _standing(Q(defended_on__isnull=False) | Q(waived_on__isnull=False) | over)


def unheard() -> Keys:
    """The party has neither spoken nor said that it will not."""
    return _standing(Q(defended_on=None, waived_on=None))


def _reported() -> Exists:
    """Something was handed in since the order that counts."""
    since = Order.objects.filter(inspection=OuterRef("inspection")).order_by("-pk").values("issued_on")[:1]
    handed_in = EvidenceItem.objects.filter(inspection=OuterRef("pk"), kind=EvidenceItem.Kind.RECTIFIED)
    return Exists(handed_in.filter(held_on__gte=Subquery(since)))


def reported() -> Keys:
    return _where(_reported())


def unreported() -> Keys:
    return _where(~_reported())


def unserved() -> Keys:
    """A paper to the employer has no proof of service yet."""
    sent = IssuedPaper.objects.filter(kind__in=ADDRESSED, withdrawn="", served=None)
    return sent.values_list("case_id")


def hearing_to_announce() -> Keys:
    return _standing(Q(hearing_on=None))


def hearing_announced() -> Keys:
    return _standing(Q(hearing_on__isnull=False))


_UNREVIEWED = Q(reviewed_on=None)


def to_review() -> Keys:
    return _standing(_UNREVIEWED)


def reviewed() -> Keys:
    return _standing(~_UNREVIEWED)


def _unasked() -> Exists:
    asked = Complaint.objects.filter(inspection=OuterRef("pk"), word="", asked_times=0)
    return Exists(asked.exclude(kind=Complaint.Kind.LEAD))


def to_ask() -> Keys:
    return _where(_unasked())


def asked() -> Keys:
    return _where(~_unasked())
