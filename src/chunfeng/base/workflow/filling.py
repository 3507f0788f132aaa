"""Writing into a file that is not handed in: every save is checked against the state of the case under its lock, so that what
was handed in cannot be changed behind the officer's back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case


class NotSaved(Exception):
    def __init__(self, *reasons: Reason) -> None:
        self.reasons = reasons
        super().__init__("；".join(map(str, reasons)))


def saving(
    case: Case, actor: Actor, section: str, open_states: Collection[str], work: Callable[[Any], Any],
    at: datetime | None = None,
) -> list[Reason]:  # fmt: skip
    """Runs work(the app's record) under the case's lock; the reasons why it was not saved."""
    try:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            if locked.state not in open_states:
                raise NotSaved(Reason(_("%(state)s的申请不能修改") % {"state": locked.state_declared.label}))
            try:
                with transaction.atomic():
                    work(locked.record)
            except DataError:
                raise NotSaved(Reason(_("有一项太长或太大，请缩短后再交"))) from None
            except IntegrityError:
                raise NotSaved(Reason(_("已经有相同的一条，或几项内容互相矛盾"))) from None
            # Not an act of the procedure: the timeline of the case stays one of steps.
            record("edit", actor, "dossier", locked.number, at=at, section=section)
    except NotSaved as not_saved:
        return list(not_saved.reasons)
    return []
