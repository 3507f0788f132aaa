"""Cases by what stands on a receipt, by the employer as it was named, by the phone of who told."""

from __future__ import annotations

import re

from chunfeng.base.access.actor import Actor
from chunfeng.plans.rights.inspection.models import Complaint, Inspection
from chunfeng.plans.rights.inspection.queries import complaints_of_phone, may_know_teller, receipt_number

_RECEIPT = re.compile(r"[A-Z]{2}\d{1,4}(-\d*)?")
_PHONE = re.compile(r"[+\d][\d -]{6,17}")


def keys(text: str, actor: Actor, most: int) -> set[int]:
    """Keys of cases, at most so many, whether or not the actor may see them: the caller keeps to those. One or two
    queries, each in an index."""
    if _RECEIPT.fullmatch(number := text.upper()) or _RECEIPT.fullmatch(number := receipt_number(text)):
        told = Complaint.objects.filter(number__begins=number).order_by()
        return set(told.values_list("inspection__case_id", flat=True)[:most])
    if _PHONE.fullmatch(text):
        rows = Complaint.objects.filter(complaints_of_phone(text)).select_related("inspection__case").order_by()[:most]
        # Or a look for a phone would tell who it was that must not be known.
        return {row.inspection.case_id for row in rows if may_know_teller(row, actor)}
    named = Inspection.objects.filter(employer_said__begins=text).order_by()
    return set(named.values_list("case_id", flat=True)[:most])
