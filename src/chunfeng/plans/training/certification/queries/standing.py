"""Which certificates stand: what a claim is paid on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from chunfeng.plans.training.certification.models import Certificate, Mark
from chunfeng.plans.training.classes.models import RosterEntry, TrainingClass


def standing() -> QuerySet[Certificate]:
    """Not revoked; of those issued here the mark must still pass: it may have been changed since."""
    marked = Mark.objects.filter(exam=OuterRef("exam"), candidate__entry=OuterRef("entry"), passed=True)
    return Certificate.objects.filter(Q(exam=None) | Exists(marked), revoked_on=None)


def passed(training_class: TrainingClass) -> Mapping[int, Certificate]:
    """Key of a roster entry → its certificate that stands; of two the better level."""
    rows = standing().filter(completion__training_class=training_class)
    # A smaller code is a better level; the last one written wins.
    return {c.entry_id: c for c in rows.order_by("-level", "pk")}


def certificate_on(entry: RosterEntry, day: date) -> Certificate | None:
    """That which stood on a day, whatever became of it later."""
    stood = Q(revoked_on=None) | Q(revoked_on__gt=day)
    return Certificate.objects.filter(stood, entry=entry, issued_on__lte=day).order_by("level", "-pk").first()
