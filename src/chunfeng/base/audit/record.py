"""The only way to write an event. It joins the caller's transaction: what is undone leaves no event, and the reverse."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.audit.leaf import canonical, sm3
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.request import request_id


def record(
    kind: str,
    actor: Actor,
    object_kind: str,
    object_id: str | int,
    *,
    grant: Grant | None = None,
    step: str = "",
    before: str = "",
    after: str = "",
    note: str = "",
    clause: str = "",
    request_key: str | None = None,
    reverses: Event | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> Event:
    """One event. facts: JSON values without personal data; integers for money and counts, never floats.

    at: the instant of the act where it is not now: the demo city lives through its year."""
    salt = secrets.token_hex(16) if note else ""
    with transaction.atomic():
        event = Event.objects.create(
            at=at or timezone.now(),
            actor_id=actor.user,
            actor_name=actor.name,
            role=grant.role if grant else "",
            on_behalf_of=grant.on_behalf_of if grant else None,
            kind=kind,
            object_kind=object_kind,
            object_id=str(object_id),
            step=step,
            before=before,
            after=after,
            note=note,
            note_salt=salt,
            note_digest=sm3((salt + note).encode()).hex() if note else "",
            clause=clause,
            facts=canonical(facts),
            request_id=request_id.get(),
            request_key=request_key,
            reverses=reverses,
            leaf=b"",
        )
        event.leaf = event.leaf_now()
        event.mac = event.mac_now()
        Event.objects.filter(pk=event.pk).update(leaf=event.leaf, mac=event.mac)
    return event


def record_many(
    kind: str, actor: Actor, object_kind: str, objects: Sequence[str], *, step: str = "", before: str = "", after: str = "",
    clauses: Sequence[str], at: datetime, **facts: Any,
) -> int:  # fmt: skip
    """One event for each object, all of the same act of the system; keys are drawn first, so that the leaves can be
    written with the rows. clauses: one for each object."""
    if not objects:
        return 0
    told = canonical(facts)
    with transaction.atomic():
        events = []
        for key, name, clause in zip(_next_keys(len(objects)), objects, clauses, strict=True):
            event = Event(
                pk=key, at=at, actor_id=actor.user, actor_name=actor.name, kind=kind, object_kind=object_kind,
                object_id=name, step=step, before=before, after=after, clause=clause, facts=told,
                request_id=request_id.get(),
            )  # fmt: skip
            event.leaf = event.leaf_now()
            event.mac = event.mac_now()
            events.append(event)
        Event.objects.bulk_create(events, batch_size=1000)
    return len(events)


def _next_keys(count: int) -> list[int]:
    """So many unused keys, in order. SQLite has one writer, who is the caller."""
    table = Event._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", [table, count]
            )
            return [int(key) for (key,) in cursor.fetchall()]
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        last = cursor.fetchone()
        start = int(last[0]) if last else 0
        return list(range(start + 1, start + count + 1))
