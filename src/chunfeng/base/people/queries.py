"""Finding persons by what is sealed. A blank finds nobody."""

from __future__ import annotations

from chunfeng.base.keys import indexes
from chunfeng.base.people.models import Person, PersonSet


def by_number(number: str, kind: str = "") -> Person | None:
    """The standing person of a document number; of whichever kind unless one is named."""
    found = Person.objects.filter(number_key__in=indexes(number, "number")).select_related("merged_into")
    if kind:
        found = found.filter(number_kind=kind)
    person = found.first()
    return (person.merged_into or person) if person else None


def by_name(name: str) -> PersonSet:
    return Person.objects.standing().filter(name_key__in=indexes(name, "name"))


def by_phone(phone: str) -> PersonSet:
    return Person.objects.standing().filter(phone_key__in=indexes(phone, "phone"))


def by_account(account: str) -> PersonSet:
    return Person.objects.standing().filter(account_key__in=indexes(account, "account"))


def as_one(person: Person) -> list[int]:
    """Keys of all records that are this one person: what was filed before a merge still names the merged one."""
    standing = person.merged_into_id or person.pk
    return [standing, *Person.objects.filter(merged_into=standing).order_by("pk").values_list("pk", flat=True)]
