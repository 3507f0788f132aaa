"""What a trainee says of being in a class (F-01)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.plans.training.attendance.models import Answer
from chunfeng.plans.training.classes.models import RosterEntry


def answer(entry: RosterEntry, takes_part: bool, actor: Actor, *, at: datetime | None = None) -> Answer:
    """The last word counts; the log keeps those before."""
    at = at or timezone.now()
    klass = entry.training_class
    assert klass and klass.case
    with transaction.atomic():
        said, _new = Answer.objects.update_or_create(
            entry=entry, defaults={"takes_part": takes_part, "answered_at": at}
        )  # fmt: skip
        record("roster.answer", actor, "case", klass.case.number, entry=entry.pk, takes_part=takes_part, at=at)
    return said
