"""Whether the books hold: every entry balances, every balance is the sum of its lines, nothing changed since it was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from chunfeng.base.audit.models import Event
from chunfeng.engines.ledger.digest import Content, digest
from chunfeng.engines.ledger.models import Account, Entry, Line


def faults() -> Iterator[str]:
    """A sentence for each; nothing where the books hold. Memory is bounded by the largest batch that was booked at once."""
    for key in (
        Entry.objects.annotate(left=Coalesce(Sum("lines__amount_fen"), 0)).exclude(left=0).values_list("key", flat=True)
    ):
        yield f"分录 {key} 借贷不平"
    for key in Entry.objects.filter(lines=None).values_list("key", flat=True):
        yield f"分录 {key} 没有金额"
    sums = Account.objects.annotate(found=Coalesce(Sum("lines__amount_fen"), 0)).exclude(balance_fen=F("found"))
    for account in sums.order_by("pk"):
        yield f"账户 {account} 的余额不是各笔之和"
    for held in Account.objects.filter(outside=False, balance_fen__lt=0).order_by("pk"):
        yield f"账户 {held} 的余额小于零"
    yield from _changed()


def _changed() -> Iterator[str]:
    """Entries that are not as the log says they were booked."""
    lines = Line.objects.select_related("entry", "account").order_by("entry__event_id", "entry_id", "pk")
    told = {event.pk: event.known for event in Event.objects.filter(kind="ledger").order_by("pk")}
    found = set()
    for event, rows in groupby(lines.iterator(chunk_size=2_000), key=lambda line: line.entry.event_id):
        found.add(event)
        entries: list[Content] = []
        for _key, group in groupby(rows, key=lambda line: line.entry_id):
            held = list(group)
            e = held[0].entry
            entries.append(
                (e.key, e.posting, e.number, e.booked_on, tuple((str(x.account), x.amount_fen) for x in held))
            )
        if digest(entries) != told.get(event, {}).get("digest"):
            yield f"日志第 {event} 条记下的分录与账簿不符：{entries[0][0]} 等 {len(entries)} 笔"
    for missing in sorted(told.keys() - found):
        yield f"日志第 {missing} 条记下的分录不在账簿里"
