"""Sealing and verification of the log.

A seal takes every committed event that has none and that `record` wrote, in order of its number; others stay outside and
are faults. Numbers may have gaps (a database gives them out before it commits), so a seal records how many events it holds
and each event which seal holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from chunfeng.base.audit.leaf import EMPTY, head, root
from chunfeng.base.audit.models import Event, Seal
from chunfeng.base.audit.reading import each, one
from chunfeng.base.keys.seal import mac, mac_holds

BATCH = 10_000
#: What the nightly run of retention writes when it empties notes of events (base.governance.retention).
ERASED = "retention.pseudonymise"


@dataclass(frozen=True)
class Fault:
    """seal: number of the seal; event: number of the event or None when the seal as a whole does not fit."""

    seal: int
    event: int | None
    said: str


def seal() -> Seal | None:
    """Seals what is not sealed yet, at most BATCH events; None when there is nothing. A row that was put in or changed
    past `record` is not made respectable by a seal: `verify` names it."""
    with transaction.atomic():
        _one_at_a_time()
        last, passed = _last()
        waiting = each(Event.objects.filter(sealed_in=None))
        events = list(islice(((pk, event.leaf) for pk, event in waiting if event and event.as_written()), BATCH))
        if not events:
            return None
        number = (last.number if last else 0) + passed + 1
        at = timezone.now()
        top = root([bytes(leaf) for _, leaf in events])
        new_head = head(bytes(last.head) if last else EMPTY, number, len(events), top, _instant(at))
        made = Seal.objects.create(
            number=number, at=at, count=len(events), root=top, head=new_head, mac=mac(new_head, "audit.seal")
        )
        for start in range(0, len(events), 500):
            part = [pk for pk, _ in events[start : start + 500]]
            Event.objects.filter(pk__in=part, sealed_in=None).update(sealed_in=made)
        return made


def waiting_for_seal() -> QuerySet[Event]:
    """Events behind the last sealed one. What a seal passed over is no backlog: `refused` names it."""
    sealed = Event.objects.exclude(sealed_in=None).order_by("-pk").values("pk")[:1]
    return Event.objects.filter(sealed_in=None, pk__gt=Coalesce(Subquery(sealed), 0))


def verify(known: Mapping[int, str] | None = None, progress: Callable[[int], None] | None = None) -> Iterator[Fault]:
    """Every edited, removed or inserted event and every seal that does not fit.

    known: heads exported earlier (number of the seal → hex), which an administrator of the database cannot rewrite.
    """
    known = dict(known or {})
    previous = EMPTY
    expected = 1
    erased = _erased()
    for key, made in each(Seal.objects.all()):
        if made is None:
            yield Fault(expected, None, f"第 {key} 行封存读不出来，被改动过")
            expected += 1
            continue
        if made.number != expected:
            yield Fault(expected, None, f"缺第 {expected} 至 {made.number - 1} 次封存")
            expected = made.number
        expected += 1
        leaves = []
        for pk, event in each(Event.objects.filter(sealed_in=made)):
            if event is None:
                yield Fault(made.number, pk, f"第 {pk} 条记录读不出来，被改动过")
                leaves.append(EMPTY)
                continue
            now = event.leaf_now()
            if now != bytes(event.leaf):
                yield Fault(made.number, event.pk, f"第 {event.pk} 条记录被改动")
            if not event.note_as_signed():
                yield Fault(made.number, event.pk, f"第 {event.pk} 条记录的说明被改动")
            if event.note_digest and not event.note and event.pk not in erased:
                yield Fault(made.number, event.pk, f"第 {event.pk} 条记录的说明不见了，没有删除记录")
            leaves.append(now)
        if len(leaves) != made.count:
            yield Fault(made.number, None, f"第 {made.number} 次封存 {made.count} 条，现有 {len(leaves)} 条")
        if root(leaves) != bytes(made.root):
            yield Fault(made.number, None, f"第 {made.number} 次封存的记录与封存时不同")
        now_head = head(previous, made.number, made.count, bytes(made.root), _instant(made.at))
        if now_head != bytes(made.head):
            yield Fault(made.number, None, f"第 {made.number} 次封存与前一次接不上")
        if not mac_holds(bytes(made.mac), bytes(made.head), "audit.seal"):
            yield Fault(made.number, None, f"第 {made.number} 次封存的验证码不对")
        if (was := known.pop(made.number, None)) and was != bytes(made.head).hex():
            yield Fault(made.number, None, f"第 {made.number} 次封存与导出的封存值不同")
        previous = bytes(made.head)
        if progress:
            progress(made.count)
    for number in sorted(known):
        yield Fault(number, None, f"导出过第 {number} 次封存，库中没有")
    yield from refused()


def refused() -> Iterator[Fault]:
    """Events that no seal takes or that name a seal which is not there: put in or changed past `record`."""
    last = Seal.objects.count()
    for pk, event in each(Event.objects.filter(sealed_in=None)):
        if event is None or not event.as_written():
            yield Fault(last + 1, pk, f"第 {pk} 条记录不是系统写的，或者封存前被改动")
    astray = Event.objects.exclude(sealed_in=None).exclude(Exists(Seal.objects.filter(pk=OuterRef("sealed_in"))))
    for pk in astray.order_by("pk").values_list("pk", flat=True).iterator():
        yield Fault(last + 1, pk, f"第 {pk} 条记录挂在没有的封存上")


def _erased() -> set[int]:
    """Numbers of the events whose note retention has erased, as its own events say. One that somebody else put in or
    changed excuses nothing."""
    told = each(Event.objects.filter(kind=ERASED, object_kind="table", object_id=Event._meta.label))
    sound = (event for _pk, event in told if event and event.as_written())
    return {int(pk) for event in sound for pk in event.known.get("rows", ())}


def heads() -> Iterator[tuple[int, str, str]]:
    """Number, instant and head of every seal: what is printed, mailed or kept elsewhere."""
    for _key, made in each(Seal.objects.all()):
        if made:
            yield made.number, _instant(made.at), bytes(made.head).hex()


def export(write: Callable[[str], object]) -> None:
    """The whole log as lines that docs/verify_log.py checks: a line per seal, then a line per event of it. A row that
    cannot be read is a line that is neither."""
    for key, made in each(Seal.objects.all()):
        if made is None:
            write(f"X\tseal {key}\n")
            continue
        write(f"S\t{made.number}\t{made.count}\t{_instant(made.at)}\t{bytes(made.head).hex()}\n")
        for pk, event in each(Event.objects.filter(sealed_in=made)):
            write(f"E\t{event.leaf_text()}\n" if event else f"X\tevent {pk}\n")


def _last() -> tuple[Seal | None, int]:
    """The last seal that can be read, and how many stand after it."""
    for passed, pk in enumerate(Seal.objects.order_by("-pk").values_list("pk", flat=True).iterator(100)):
        if found := one(Seal, pk):
            return found, passed
    return None, Seal.objects.count()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _one_at_a_time() -> None:
    """Two workers must not chain two seals to one head. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(724001)")
