"""Cases by the thousand, opened or moved by the system: what `engine` writes for one, in a handful of statements.

Only for what needs no person: no guard is asked, no question answered, no effect called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record_many
from chunfeng.base.policy import values
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Process
from chunfeng.base.workflow.models import Case, CaseClock, Numbering

ROWS = 1000


@dataclass(frozen=True, slots=True)
class Opening:
    """subject: the app's unsaved record. org, person: keys of rows."""

    subject: Any
    place: Any
    title: str
    org: int | None = None
    person: int | None = None


def lock_numbers(prefix: str, year: int) -> None:
    """Nobody else opens a case of this prefix and year until the caller's transaction ends."""
    Numbering.objects.get_or_create(prefix=prefix, year=year)
    Numbering.objects.select_for_update().get(prefix=prefix, year=year)


def open_many(
    process: Process,
    openings: Sequence[Opening],
    actor: Actor,
    *,
    at: datetime,
    clauses: Sequence[str] = (),
    **facts: Any,
) -> list[Case]:
    """Cases in their first state, numbered in the order given. clauses: of each, where it is not the process's own."""
    if not openings:
        return []
    today, state = timezone.localdate(at), process.first.code
    with transaction.atomic():
        first = _numbers(process.prefix, today.year, len(openings))
        terms = {place: _terms(process, state, place, today) for place in {o.place.code for o in openings}}
        cases = []
        for n, opening in enumerate(openings):
            due = min(((c.due_on, c.code) for c in terms[opening.place.code]), default=(None, ""))
            cases.append(
                Case(
                    number=f"{process.prefix}{today.year}-{first + n:06d}", process=process.code, state=state,
                    title=opening.title, place=opening.place, place_path=opening.place.path, org_id=opening.org,
                    person_id=opening.person, opened_at=at, state_at=at, due_on=due[0], due_clock=due[1],
                    received_at=None if process.drafted else at,
                )
            )  # fmt: skip
        cases = Case.objects.bulk_create(cases, batch_size=ROWS)
        running = []
        for case, opening in zip(cases, openings, strict=True):
            opening.subject.case, opening.subject.state = case, state
            running += [
                CaseClock(case=case, code=c.code, unit=c.unit, days=c.days, started_on=today, due_on=c.due_on,
                          provisional=c.provisional)
                for c in terms[opening.place.code]
            ]  # fmt: skip
        CaseClock.objects.bulk_create(running, batch_size=ROWS)
        type(openings[0].subject)._default_manager.bulk_create([o.subject for o in openings], batch_size=ROWS)
        record_many(
            "open", actor, "case", [case.number for case in cases], step="open", after=state,
            clauses=clauses or [process.clause] * len(cases), at=at, **facts,
        )  # fmt: skip
    return cases


def step_many(process: Process, code: str, cases: QuerySet[Case], actor: Actor, *, at: datetime, **facts: Any) -> int:
    """Takes a step of the system's on all of these cases that are in one of its states; returns how many."""
    step = process.step(code)
    assert step and step.by_system and step.target, code
    final, today = process.state(step.target).final, timezone.localdate(at)
    with transaction.atomic():
        rows = list(
            cases.select_for_update().filter(process=process.code, state__in=step.sources).values_list("pk", "number", "state", "place__code")
        )  # fmt: skip
        keys = [pk for pk, *_ in rows]
        moved = Case.objects.filter(pk__in=keys)
        moved.update(
            state=step.target, state_at=at, version=F("version") + 1, closed_at=at if final else None, holder=None
        )
        apps.get_model(process.on)._default_manager.filter(case__in=keys).update(state=step.target)
        running = {clock.code for clock in process.clocks if step.target in clock.runs}
        CaseClock.objects.filter(case__in=keys, finished_on=None).exclude(code__in=running).update(
            finished_on=today, paused_on=None
        )
        # A case that is taken up again keeps its old term.
        CaseClock.objects.filter(case__in=keys, code__in=running).update(finished_on=None)
        if running:
            due = {
                clock.case_id: (clock.due_on, clock.code)
                for clock in CaseClock.objects.filter(case__in=keys, finished_on=None, paused_on=None).order_by(
                    "-due_on"
                )
            }
            again = [Case(pk=pk, due_on=due[pk][0], due_clock=due[pk][1]) for pk in keys if pk in due]
            Case.objects.bulk_update(again, ["due_on", "due_clock"], batch_size=200)
        else:
            moved.update(due_on=None, due_clock="")
        by_source: dict[str, list[str]] = {}
        for _, number, state, _ in rows:
            by_source.setdefault(state, []).append(number)
        for before, numbers in sorted(by_source.items()):
            record_many(
                "step", actor, "case", numbers, step=code, before=before, after=step.target,
                clauses=[step.clause or process.clause] * len(numbers), at=at, **facts,
            )  # fmt: skip
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Term:
    code: str
    unit: str
    days: int
    due_on: date
    provisional: bool


def _terms(process: Process, state: str, area: str, today: date) -> list[_Term]:
    found = []
    for clock in process.clocks:
        if state in clock.runs:
            days = values.value(clock.term, today, area)
            found.append(_Term(clock.code, clock.unit, days, *clocks.due(today, clock.unit, days)))
    return found


def _numbers(prefix: str, year: int, count: int) -> int:
    """The first of so many numbers without a gap; the row stays locked until the transaction ends."""
    lock_numbers(prefix, year)
    Numbering.objects.filter(prefix=prefix, year=year).update(last=F("last") + count)
    return Numbering.objects.get(prefix=prefix, year=year).last - count + 1
