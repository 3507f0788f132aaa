"""Of many cases, by key, those in which there is something for a step to do: what a list may name as the next one.

One query each. They are coarser than the guards, which alone decide whether a step can be taken.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from chunfeng.base.workflow.models import IssuedPaper
from chunfeng.plans.rights.inspection.models import Complaint, Decision, EvidenceItem, Inspection, Order
from chunfeng.plans.rights.inspection.queries.employer import ADDRESSED

Keys = Collection[int]


def _of(cases: Keys) -> QuerySet[Inspection]:
    return Inspection.objects.filter(case__in=cases).order_by()


def _keys(found: QuerySet[Inspection]) -> set[int]:
    return set(found.values_list("case_id", flat=True))


def filed(cases: Keys) -> set[int]:
    return _keys(_of(cases).filter(filed_on__isnull=False))


def not_filed(cases: Keys) -> set[int]:
    return _keys(_of(cases).filter(filed_on=None))


def extension_asked(cases: Keys) -> set[int]:
    return _keys(_of(cases).filter(extension_asked_on__isnull=False, extended_on=None))


def to_order(cases: Keys) -> set[int]:
    """A violation was found and nothing ordered yet."""
    return _keys(_of(cases).exclude(outcome=Inspection.Outcome.NONE).filter(orders=None))


def order_failed(cases: Keys) -> set[int]:
    return _keys(_of(cases).filter(Exists(Order.objects.filter(inspection=OuterRef("pk"), outcome=Order.Outcome.NOT))))


def _standing(cases: Keys, which: Q) -> set[int]:
    """Whose decision that is being prepared is such a one. Of several the last stands: the others were withdrawn."""
    decisions = Decision.objects.filter(which, inspection=OuterRef("pk"), withdrawn_on=None)
    return _keys(_of(cases).filter(Exists(decisions)))


def heard(cases: Keys) -> set[int]:
    """The party has spoken, said that it will not, or let the days pass."""
    over = Q(defence_until_on__lt=timezone.localdate())
    return _standing(cases, Q(defended_on__isnull=False) | Q(waived_on__isnull=False) | over)


def unheard(cases: Keys) -> set[int]:
    """The party has neither spoken nor said that it will not."""
    return _standing(cases, Q(defended_on=None, waived_on=None))


def _reported() -> Exists:
    """Something was handed in since the order that counts."""
    since = Order.objects.filter(inspection=OuterRef("inspection")).order_by("-pk").values("issued_on")[:1]
    handed_in = EvidenceItem.objects.filter(inspection=OuterRef("pk"), kind=EvidenceItem.Kind.RECTIFIED)
    return Exists(handed_in.filter(held_on__gte=Subquery(since)))


def reported(cases: Keys) -> set[int]:
    return _keys(_of(cases).filter(_reported()))


def unreported(cases: Keys) -> set[int]:
    return _keys(_of(cases).exclude(_reported()))


def unserved(cases: Keys) -> set[int]:
    """A paper to the employer has no proof of service yet."""
    sent = IssuedPaper.objects.filter(case__in=cases, kind__in=ADDRESSED, withdrawn="", served=None).order_by()
    return set(sent.values_list("case_id", flat=True))


def hearing_to_announce(cases: Keys) -> set[int]:
    return _standing(cases, Q(hearing_on=None))


def hearing_announced(cases: Keys) -> set[int]:
    return _standing(cases, Q(hearing_on__isnull=False))


_UNREVIEWED = Q(reviewed_on=None)


def to_review(cases: Keys) -> set[int]:
    return _standing(cases, _UNREVIEWED)


def reviewed(cases: Keys) -> set[int]:
    return _standing(cases, ~_UNREVIEWED)


def _unasked() -> Exists:
    asked = Complaint.objects.filter(inspection=OuterRef("pk"), word="", asked_times=0)
    return Exists(asked.exclude(kind=Complaint.Kind.LEAD))


def to_ask(cases: Keys) -> set[int]:
    return _keys(_of(cases).filter(_unasked()))


def asked(cases: Keys) -> set[int]:
    return _keys(_of(cases).exclude(_unasked()))
