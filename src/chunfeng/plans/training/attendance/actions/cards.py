"""Cards of trainees: a code that means nothing outside of its class."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.plans.training.attendance.models import Badge
from chunfeng.plans.training.classes.models import RosterEntry, TrainingClass

#: Read from a card and typed: no 0 O 1 I.
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def make_cards(klass: TrainingClass, actor: Actor) -> int:
    """One for each trainee who has none; how many were made."""
    with transaction.atomic():
        TrainingClass.objects.select_for_update().get(pk=klass.pk)
        bare = list(klass.entries.filter(removed_on=None, badge=None).order_by("pk"))
        Badge.objects.bulk_create([Badge(entry=entry, code=_code()) for entry in bare])
        if bare:
            record("cards.make", actor, "case", klass.case.number, persons=len(bare))  # type: ignore[union-attr]
    return len(bare)


def replace_card(entry: RosterEntry, actor: Actor) -> Badge:
    """The lost one opens nothing from here on."""
    with transaction.atomic():
        badge, _new = Badge.objects.update_or_create(entry=entry, defaults={"code": _code()})
        record("cards.replace", actor, "case", entry.training_class.case.number)  # type: ignore[union-attr]
    return badge
