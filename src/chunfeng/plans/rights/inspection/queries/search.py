"""Cases by what stands on a receipt, by the employer as it was named, by the whole name or phone of who told."""

from __future__ import annotations

import re

from django.db.models import Q

from chunfeng.base.access.actor import Actor
from chunfeng.base.keys import indexes
from chunfeng.plans.rights.inspection.models import Complaint, Inspection
from chunfeng.plans.rights.inspection.queries import (
    known_tellers,
    receipt_number,
)

_RECEIPT = re.compile(r"[A-Z]{2}\d{1,4}(-\d*)?")
_PHONE = re.compile(r"[+\d][\d -]{6,17}")


def keys(text: str, actor: Actor, most: int) -> set[int]:
    """Keys of cases, at most so many of each way, whether or not the actor may see them: the caller keeps to those. One or
    two queries, each in an index."""
    if _RECEIPT.fullmatch(number := text.upper()) or _RECEIPT.fullmatch(number := receipt_number(text)):
        told = Complaint.objects.filter(number__begins=number).order_by()
        return set(told.values_list("inspection__case_id", flat=True)[:most])
    # Or a look for a name or phone would tell who it was that must not be known.
    known = Complaint.objects.filter(known_tellers(actor)).order_by().values_list("inspection__case_id", flat=True)
    if _PHONE.fullmatch(text):
        return set(known.filter(complaints_of_phone(text))[:most])
    named = Inspection.objects.filter(employer_said__begins=text).order_by()
    return {*named.values_list("case_id", flat=True)[:most], *known.filter(complaints_of_name(text))[:most]}


def complaints_of_phone(phone: str) -> Q:
    return Q(phone_key__in=indexes(phone, "phone"))


def complaints_of_name(name: str) -> Q:
    """Of whoever has this whole name."""
    return Q(name_key__in=indexes(name, "name"))
