"""What may be told of a certificate to whoever holds it or names it."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import QuerySet

from chunfeng.base.people.models import Person
from chunfeng.kernel.names import comparable
from chunfeng.plans.training.certification.models import Certificate, FormerCode, Mark
from chunfeng.plans.training.certification.queries.numbers import form
from chunfeng.plans.training.certification.queries.standing import standing

_CODE = re.compile("[0-9A-Za-z]{1,40}")


def _all() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("entry__person__merged_into", "completion__training_class__org")


def whose(certificate: Certificate) -> Person:
    person = certificate.entry.person
    return person.merged_into or person


def by_code(code: str) -> tuple[Certificate, date | None] | None:
    """By its square code; with the day since which the printing that bears it does not count any more."""
    if not _CODE.fullmatch(code):
        return None
    if found := _all().filter(code=code).first():
        return found, None
    former = FormerCode.objects.filter(code=code).first()
    return (_all().get(pk=former.certificate_id), former.until_on) if former else None


def by_number(number: str, name: str) -> Certificate | None:
    """Only with the right name: numbers can be counted through, and who holds one is nobody else's matter."""
    compared = form(number)[:40]
    # PostgreSQL takes no NUL.
    found = _all().filter(number_form=compared).first() if "\0" not in compared else None
    said, known = comparable(name), comparable(whose(found).name.clear()) if found else ""
    return found if found and said and said == known else None


def stands(certificate: Certificate) -> bool:
    return standing().filter(pk=certificate.pk).exists()


def exams_of(person: Person) -> QuerySet[Mark]:
    """One's own seats, the last first; what fell out is none."""
    people = Person.objects.filter(pk=person.pk) | Person.objects.filter(merged_into=person.pk)
    rows = Mark.objects.filter(candidate__entry__person__in=people).exclude(exam__state="cancelled")
    return rows.select_related("exam__case", "exam__completion__training_class").order_by("-exam__held_on", "-pk")


def of_person(person: Person) -> QuerySet[Certificate]:
    """All of one's own, under whichever record they were issued."""
    people = Person.objects.filter(pk=person.pk) | Person.objects.filter(merged_into=person.pk)
    return _all().filter(entry__person__in=people).order_by("-issued_on", "-pk")
