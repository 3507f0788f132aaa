"""Reads that every desk shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow import together
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.models import Case, CaseSet
from chunfeng.base.workflow.registry import PROCESSES

#: Beyond this a count says "1,000+": nobody reads the rest, and counting it costs more than the page.
COUNTED = 1000


def in_hand(actor: Actor, *, walked: bool = True) -> CaseSet:
    """Open cases that the actor may read and holds a step of the present state of. walked: in some order, until a page is full; False
    where they are counted."""
    found = Q(pk__in=())
    process_, state_ = ("process__among", "state__among") if walked else ("process__in", "state__in")
    for process in PROCESSES:
        if not actor.holds(process.reads):
            # What cannot be opened is nothing to do, whatever step of it is held.
            continue
        by_posts: dict[tuple[Grant, ...], list[Step]] = {}
        for step in process.steps:
            if not step.by_system and (posts := tuple(actor.with_permission(step.may))):
                by_posts.setdefault(posts, []).append(step)
        for steps in by_posts.values():
            states = {state for step in steps for state in step.sources} - final(process)
            found |= actor.scope(steps[0].may) & Q(**{process_: [process.code], state_: sorted(states)})
    return Case.objects.filter(found, closed_at=None)


def waiting(actor: Actor) -> CaseSet:
    """Open cases of the actor's places in which somebody outside the office must act, before the actor's post can: who
    only reads waits for nobody."""
    found = Q(pk__in=())
    for process in PROCESSES:
        states = sorted(s.code for s in process.states if s.waits_on and not s.final)
        acts = any(actor.holds(step.may) for step in process.steps if not step.by_system)
        if states and acts and actor.holds(process.reads):
            found |= actor.scope(process.reads) & Q(process__among=[process.code], state__among=states)
    return Case.objects.filter(found, closed_at=None)


def final(process: Process) -> set[str]:
    return {s.code for s in process.states if s.final}


def capped(rows: CaseSet, *walk: str) -> int:
    """How many rows, at most COUNTED + 1. walk: the order of an index that holds them and few others. PostgreSQL would read the
    table from where its last reader stands, and at times find nothing for long; SQLite chooses better."""
    order = walk if connection.vendor == "postgresql" else ()
    return rows.order_by(*order)[: COUNTED + 1].count()


def in_hands(step: Step, case: Case, actor: Actor) -> bool:
    """Whether a step leaves the case's state and is the actor's to take; from the declaration, without a query."""
    if step.by_system or case.state not in step.sources:
        return False
    return actor.may(step.may, place_path=case.place_path, org=case.org_id, person=case.person_id)


def usual_steps(cases: Iterable[Case], actor: Actor) -> dict[int, Step]:
    """By key of the case: the usual step of its state that is in the actor's hands. A query for each step with an
    occasion, however many cases there are."""
    offered = {
        case.pk: [
            (case.process, step)
            for code in case.state_declared.usual
            if (step := case.declared.step(code)) and in_hands(step, case, actor)
        ]
        for case in cases
    }
    asked: dict[tuple[str, str], list[int]] = {}
    for key, steps in offered.items():
        for process, step in steps:
            if step.occasion:
                asked.setdefault((process, step.code), []).append(key)
    given = {
        (process, code): set(step.occasion(keys))
        for (process, code), keys in asked.items()
        if (step := PROCESSES[process].step(code)) and step.occasion
    }
    found = {}
    for key, steps in offered.items():
        for process, step in steps:
            if step.occasion is None or key in given[process, step.code]:
                found[key] = step
                break
    return found


def nearest(cases: CaseSet, limit: int) -> list[Case]:
    """The cases whose term ends first, those without a term last: two queries, of which the first finds their keys in an
    index alone, however many cases of others lie between."""
    due = cases.filter(due_on__isnull=False).order_by("due_on", "id").values("pk")[:limit]
    found = sorted(Case.objects.filter(pk__in=due).select_related("place"), key=lambda c: (c.due_on, c.pk))
    return [*found, *cases.filter(due_on=None).order_by("id").select_related("place")[: limit - len(found)]]


def timeline(case: Case) -> list[Event]:
    """All events of a case, newest first: one query."""
    return together.rows(Event, "-pk", object_kind="case", object_id=case.number)


def late(cases: CaseSet, today: date) -> CaseSet:
    return cases.filter(due_on__lt=today)


def processes_of(actor: Actor) -> Iterable[Process]:
    return (p for p in PROCESSES if actor.holds(p.reads))


def astray() -> QuerySet[Case]:
    """Cases whose state is not the one that the last act in the log led to: changed past the engine. One query."""
    acts = Event.objects.filter(object_kind="case", object_id=OuterRef("number"), kind__in=("open", "step", "reverse"))
    last = acts.exclude(after="").order_by("-pk").values("after")[:1]
    return Case.objects.annotate(led_to=Subquery(last)).filter(~Q(state=F("led_to")) | Q(led_to=None)).order_by("pk")
