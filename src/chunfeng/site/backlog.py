"""What waits to be done by the worker, in numbers that say nothing about anybody; for metrics and doctor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.utils import timezone

from chunfeng.base.audit.sealing import waiting_for_seal
from chunfeng.base.messages.models import Message
from chunfeng.base.workflow.models import Case, CaseClock


@dataclass(frozen=True)
class Backlog:
    """unsealed_seconds, messages_seconds: the age of the oldest. clocks_untold: terms past their day that the worker has
    not looked at; clocks_late: of open cases that somebody has to mind."""

    unsealed: int
    unsealed_seconds: int
    messages_waiting: int
    messages_seconds: int
    messages_failed: int
    clocks_untold: int
    clocks_late: int
    cases_open: int


def measure(now: datetime | None = None) -> Backlog:
    now = now or timezone.now()
    today = timezone.localdate(now)
    unsealed = waiting_for_seal()
    outside = Message.objects.exclude(channel=Message.Channel.INBOX)
    waiting = outside.filter(state=Message.State.WAITING)
    late = CaseClock.objects.filter(finished_on=None, paused_on=None, due_on__lt=today)
    return Backlog(
        unsealed.count(),
        _age(now, unsealed.aggregate(at=Min("at"))["at"]),
        waiting.count(),
        _age(now, waiting.aggregate(at=Min("created_at"))["at"]),
        outside.filter(state=Message.State.FAILED).count(),
        late.filter(told_late_at=None).count(),
        late.count(),
        Case.objects.filter(closed_at=None).count(),
    )


def _age(now: datetime, at: datetime | None) -> int:
    return max(0, int((now - at).total_seconds())) if at else 0
