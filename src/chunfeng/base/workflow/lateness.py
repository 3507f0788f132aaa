"""What the clock does by itself: ends terms such as publicity, and tells heads of cases that are late. Run every few
minutes by the worker; running it twice does nothing twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import CaseClock
from chunfeng.base.workflow.registry import PROCESSES


def tick(at: datetime | None = None, limit: int = 500) -> tuple[int, int, list[str]]:
    """Returns steps taken, cases newly late, and sentences about steps the system could not take."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    system = Actor.the_system()
    ended = late = 0
    stuck: list[str] = []
    rows = (
        CaseClock.objects.filter(finished_on=None, paused_on=None, due_on__lt=today)
        .filter(Q(told_late_at=None) | _ending_by_themselves())
        .select_related("case", "case__place")
        .order_by("due_on", "pk")[:limit]
    )
    for row in rows:
        clock = row.case.declared.clock(row.code)
        if clock is None:
            continue
        if clock.at_end:
            result = take(row.case, clock.at_end, actor=system, seen=row.case.version, at=at)
            if isinstance(result, Refused):
                stuck.append(f"{row.case.number}：{result}")
            else:
                ended += 1
                continue
        if CaseClock.objects.filter(pk=row.pk, told_late_at=None).update(told_late_at=at):
            record(
                "late",
                system,
                "case",
                row.case.number,
                clause=row.case.declared.clause,
                clock=row.code,
                due=row.due_on.isoformat(),
            )
            late += 1
            AT_LATENESS.tell(row.case, clock, row)
    return ended, late, stuck


def _ending_by_themselves() -> Q:
    """Terms whose end the system takes: tried again until nothing stands in the way (an open objection), though told."""
    found = Q(pk__in=())
    for process in PROCESSES:
        for clock in process.clocks:
            if clock.at_end:
                found |= Q(case__process=process.code, code=clock.code)
    return found


class _AtLateness:
    """How `site` tells the holders of `clock.escalates` at the case's place: into the outbox."""

    def __init__(self) -> None:
        self.tell: Any = lambda case, clock, row: None


AT_LATENESS = _AtLateness()
