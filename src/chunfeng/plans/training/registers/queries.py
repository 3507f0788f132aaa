"""What stands in a register on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from chunfeng.base.policy.values import offered, pack
from chunfeng.plans.training.registers.feeds import PHASE_OUT, REGISTERS, Register
from chunfeng.plans.training.registers.models import Entry


def on(register: Register, day: date) -> QuerySet[Entry]:
    lasting = Q(valid_to_on=None) | Q(valid_to_on__gte=day)
    return (
        Entry.objects.filter(lasting, register=register.code, in_force=True, valid_from_on__lte=day)
        .select_related("place", "list__case")
        .order_by("-year", "name", "pk")
    )


def first_served(credit_code: str, day: date) -> bool:
    """Whether an employer stands in a plan of phase-out on a day. 为主: its staff come first, others are not shut out."""
    return bool(credit_code) and on(PHASE_OUT, day).filter(credit_code=credit_code).exists()


def of_process(code: str) -> Register:
    return next(register for register in REGISTERS.values() if register.process == code)


def name_words(register: Register, entry: Entry) -> str:
    """A department in the language of the page; others are called as they are."""
    if register.agencies and (get_language() or "").startswith("en"):
        return next((a["english"] for a in pack().agencies.values() if a["title"] == entry.name), entry.name)
    return entry.name


def sort_words(register: Register, entry: Entry) -> str:
    return offered(register.sorts).get(entry.sort, entry.sort)
