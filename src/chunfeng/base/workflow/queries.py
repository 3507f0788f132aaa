"""Reads that every desk shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow import together
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.engine import grant_of, last_events, same_hand
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


@dataclass(frozen=True)
class Turn:
    """The usual step of a case, and whether it is the reader's to take. another: it would be, but four eyes ask for another
    person of the same post."""

    step: Step
    mine: bool
    another: bool = False


def usual_steps(cases: Collection[Case], actor: Actor) -> dict[int, Step]:
    """By key of the case: the usual step of its state that is in the actor's hands. One query, however many
    cases there are."""
    offered = {case.pk: [step for step in _usual(case) if in_hands(step, case, actor)] for case in cases}
    return {key: steps[0] for key, steps in _with_occasion(cases, offered).items() if steps}


def turns(cases: Collection[Case], actor: Actor) -> dict[int, Turn]:
    """By key of the case: its usual step, of the actor where one is, else of another person or post; that of a party only to
    the party. Without a usual step only where four eyes bar the actor from every other. One query more than `usual_steps`, for
    the acts that four eyes look at."""
    offered = {
        case.pk: [
            step
            for step in _usual(case)
            if in_hands(step, case, actor) or not (step.party or case.state_declared.waits_on)
        ]
        for case in cases
    }
    given = _with_occasion(cases, offered)
    held = {case.pk: [step for step in given[case.pk] if in_hands(step, case, actor)] for case in cases}
    other = {case.pk: [] if given[case.pk] else _second_hands(case, actor) for case in cases}
    barred = _barred(cases, {key: [*held[key], *other[key]] for key in held}, actor)
    found = {}
    for case in cases:
        ways = [
            Turn(step, (case.pk, step.code) not in barred, (case.pk, step.code) in barred) for step in held[case.pk]
        ]
        ways += [Turn(step, False) for step in given[case.pk] if step not in held[case.pk]]
        if ways:
            found[case.pk] = min(ways, key=lambda way: (not way.mine, not way.another))
        elif other[case.pk] and all((case.pk, step.code) in barred for step in other[case.pk]):
            found[case.pk] = Turn(other[case.pk][0], False, True)
    return found


def _second_hands(case: Case, actor: Actor) -> list[Step]:
    """The steps in the actor's hands, where every one of them asks for another hand than some act before."""
    found = [step for step in case.declared.leaving(case.state) if not step.party and in_hands(step, case, actor)]
    return found if all(step.not_by for step in found) else []


def _usual(case: Case) -> list[Step]:
    return [step for code in case.state_declared.usual if (step := case.declared.step(code))]


def _with_occasion(cases: Iterable[Case], offered: Mapping[int, Sequence[Step]]) -> dict[int, list[Step]]:
    """Of the steps by key of the case, those for which there is something to do."""
    asked: dict[tuple[str, str], list[int]] = {}
    for case in cases:
        for step in offered[case.pk]:
            if step.occasion:
                asked.setdefault((case.process, step.code), []).append(case.pk)
    given = _given(asked)
    return {
        case.pk: [s for s in offered[case.pk] if s.occasion is None or (case.pk, s.code) in given] for case in cases
    }


def _given(asked: Mapping[tuple[str, str], Sequence[int]]) -> set[tuple[int, str]]:
    """Key of the case and code of the step. asked: by process and step, the keys for which its occasion is looked up. One query,
    of statements that are written once a day: to write them costs more than to ask them."""
    if not asked:
        return set()
    parts, values = [], []
    for (process, code), keys in asked.items():
        statement, given = _occasion(process, code, timezone.localdate())
        places = ", ".join(["%s"] * len(keys))
        parts.append(f"SELECT %s AS step, found.case_id FROM ({statement}) AS found WHERE found.case_id IN ({places})")
        values += [code, *given, *keys]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return {(key, code) for code, key in cursor.fetchall()}


@lru_cache(maxsize=256)
def _occasion(process: str, code: str, today: date) -> tuple[str, tuple[Any, ...]]:
    """today: for which the statement holds."""
    step = PROCESSES[process].step(code)
    assert step and step.occasion
    statement: tuple[str, tuple[Any, ...]] = step.occasion().order_by().query.sql_with_params()
    return statement


def _barred(cases: Iterable[Case], held: Mapping[int, Sequence[Step]], actor: Actor) -> set[tuple[int, str]]:
    """Key of the case and code of the step where the actor did what another person must look at."""
    asked = [(case, step) for case in cases for step in held[case.pk] if step.not_by]
    if not asked:
        return set()
    acts: dict[str, list[Event]] = {case.number: [] for case, _step in asked}
    events = Event.objects.filter(
        object_kind="case", object_id__in=list(acts), kind__in=("open", "step", "reverse"),
        step__in={code for _case, step in asked for code in step.not_by},
    )  # fmt: skip
    for event in events.only("object_id", "kind", "step", "reverses", "actor", "on_behalf_of"):
        acts[event.object_id].append(event)
    found = set()
    for case, step in asked:
        last, grant = last_events(case, acts[case.number]), grant_of(case, step, actor)
        if any(code in last and same_hand(last[code], actor, grant) for code in step.not_by):
            found.add((case.pk, step.code))
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
    """Past a term that somebody had to keep: one that only has to pass is over, and nobody is late."""
    passing = Q(pk__in=())
    for process in PROCESSES:
        if clocks := [clock.code for clock in process.clocks if clock.passes]:
            passing |= Q(process=process.code, due_clock__in=clocks)
    return cases.filter(due_on__lt=today).exclude(passing)


def processes_of(actor: Actor) -> Iterable[Process]:
    return (p for p in PROCESSES if actor.holds(p.reads))


def astray() -> QuerySet[Case]:
    """Cases whose state is not the one that the last act in the log led to: changed past the engine. One query."""
    acts = Event.objects.filter(object_kind="case", object_id=OuterRef("number"), kind__in=("open", "step", "reverse"))
    last = acts.exclude(after="").order_by("-pk").values("after")[:1]
    return Case.objects.annotate(led_to=Subquery(last)).filter(~Q(state=F("led_to")) | Q(led_to=None)).order_by("pk")
