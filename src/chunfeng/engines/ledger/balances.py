"""What accounts hold, now or at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.documents.models import Attachment
from chunfeng.engines.ledger.models import Account, Assertion
from chunfeng.engines.ledger.postings import Pool


def by_role(pool: Pool) -> Mapping[str, int]:
    """Role → fen, over all accounts of a pool. One query."""
    rows = Account.objects.filter(fund=pool.fund, place=pool.place, year=pool.year).order_by()
    return dict(rows.values_list("role").annotate(held=Sum("balance_fen")))


def held_on(account: Account, day: date) -> int:
    """Fen at the end of a day. One query."""
    found = account.lines.filter(Q(entry__booked_on__lte=day)).aggregate(held=Coalesce(Sum("amount_fen"), 0))
    return int(found["held"])


def state(
    account: Account, day: date, stated_fen: int, *, source: str, actor: Actor, document: Attachment | None = None
) -> Assertion:
    """Writes down what a bank or a finance bureau says an account held, beside what the books say; a difference is kept and
    shown, never set right by itself."""
    found = held_on(account, day)
    event = record(
        "ledger.state",
        actor,
        "account",
        account.pk,
        stated_fen=stated_fen,
        found_fen=found,
        day=day.isoformat(),
        source=source,
    )
    return Assertion.objects.create(
        account=account,
        as_of_on=day,
        stated_fen=stated_fen,
        found_fen=found,
        source=source,
        document=document,
        event=event,
    )
