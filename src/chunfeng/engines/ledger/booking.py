"""The one way money moves: a batch of moves is booked whole, in the caller's transaction, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.keys.bulk import insert, rows_with
from chunfeng.engines.ledger.digest import Content, digest
from chunfeng.engines.ledger.models import Account, Entry, Line
from chunfeng.engines.ledger.postings import Move, Pool, Role
from chunfeng.kernel.money import write_yuan

#: Of advisory locks, those of pools.
_POOLS = 724_002


@dataclass(frozen=True)
class Booked:
    """entries: as many as were booked now; earlier: those that had been booked before, with the same content. event: in the
    log; None where nothing was booked now."""

    entries: int
    earlier: int
    event: Event | None = None


@dataclass(frozen=True)
class Refused:
    """Why nothing was booked; each a sentence."""

    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return _("；").join(self.reasons)


class _Key(NamedTuple):
    role: str
    fund: str
    place: int
    year: int
    subject: str

    @classmethod
    def of(cls, role: Role, pool: Pool, subject: str) -> _Key:
        return cls(role.code, pool.fund, pool.place, pool.year, subject)

    def __str__(self) -> str:
        return " ".join(map(str, self))


class _Held(NamedTuple):
    pk: int
    outside: bool
    balance_fen: int


class _Row(NamedTuple):
    """An entry to be written: what comes in, then what goes out. An account must not seem empty between two rows."""

    key: str
    posting: str
    number: str
    lines: tuple[tuple[_Key, int], ...]


def book(
    moves: Sequence[Move], *, actor: Actor, on: date | None = None, at: datetime | None = None
) -> Booked | Refused:
    """Books every move, or none and says why: an account that would not hold enough, a key that stands for something else. A
    key that is booked already is left as it is. One event in the log for all; as many queries for thousands of moves as for
    one."""
    at = at or timezone.now()
    if faulty := [_("%(key)s：金额应当大于零") % {"key": m.key} for m in moves if m.amount_fen <= 0]:
        return Refused(tuple(faulty))
    rows = [_row(move) for move in moves]
    if len({row.key for row in rows}) < len(rows):
        return Refused((_("同一笔在一批里列了两次"),))
    with transaction.atomic():
        _one_at_a_time(rows)
        known = _known(rows)
        if strange := [row.key for row in rows if known.get(row.key, row) != row]:
            return Refused(tuple(_("%(key)s 已按别的内容入账") % {"key": key} for key in strange))
        fresh = [row for row in rows if row.key not in known]
        if not fresh:
            return Booked(0, len(known))
        roles = {role.code: role for m in moves for role in (m.posting.into, m.posting.out_of)}
        accounts = _found({key for row in fresh for key, _amount in row.lines})
        if short := _short(fresh, accounts, roles):
            return Refused(tuple(short))
        accounts |= _opened(fresh, accounts, roles)
        total = sum(move.amount_fen for move in moves if move.key not in known)
        clause = moves[0].posting.clause
        return Booked(len(fresh), len(known), _write(fresh, accounts, actor, on, at, clause=clause, total_fen=total))


def reverse(entry: Entry, *, actor: Actor, note: str, at: datetime | None = None) -> Booked | Refused:
    """Takes an entry back by its opposite, once; refused where the money has gone on since."""
    at = at or timezone.now()
    lines = list(entry.lines.select_related("account").order_by("-pk"))
    back = _Row(
        f"reverse:{entry.key}", entry.posting, entry.number, tuple((_key(x.account), -x.amount_fen) for x in lines)
    )
    with transaction.atomic():
        _one_at_a_time([back])
        if entry.reverses_id or Entry.objects.filter(reverses=entry).exists():
            return Refused((_("这一笔已经冲回，或者本身是冲回"),))
        held = _found({key for key, _amount in back.lines})
        if any(held[key].balance_fen + amount < 0 and not held[key].outside for key, amount in back.lines):
            return Refused((_("这一笔的钱已经用出，不能冲回"),))
        return Booked(1, 0, _write([back], held, actor, None, at, reverses=entry, note=note))


def _key(account: Account) -> _Key:
    return _Key(account.role, account.fund, account.place_id, account.year, account.subject)


def _row(move: Move) -> _Row:
    out, into = (_Key.of(*side) for side in move.sides())
    return _Row(move.key, move.posting.code, move.number, ((into, move.amount_fen), (out, -move.amount_fen)))


def _one_at_a_time(rows: Iterable[_Row]) -> None:
    """Of one pool, until the transaction ends: what it holds must not change after it was looked at. SQLite has one writer."""
    if connection.vendor != "postgresql":
        return
    pools = sorted({(key.fund, key.place, key.year) for row in rows for key, _amount in row.lines})
    with connection.cursor() as cursor:
        for pool in pools:
            cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_POOLS, " ".join(map(str, pool))])


def _known(rows: Sequence[_Row]) -> dict[str, _Row]:
    """Those that are booked, as they are booked."""
    wanted = [row.key for row in rows]
    booked = {row[0]: row for row in rows_with(Entry.objects.all(), "key", wanted, "key", "posting", "number")}
    names = (
        "entry__key",
        "amount_fen",
        *(f"account__{name}" for name in ("role", "fund", "place_id", "year", "subject")),
    )
    lines: dict[str, list[tuple[_Key, int]]] = {}
    # What comes in stands first.
    for key, amount, *account in sorted(
        rows_with(Line.objects.all(), "entry__key", booked, *names), key=lambda line: line[1] < 0
    ):
        lines.setdefault(key, []).append((_Key(*account), amount))
    return {key: _Row(key, posting, number, tuple(lines[key])) for key, posting, number in booked.values()}


def _opened(rows: Sequence[_Row], known: Collection[_Key], roles: dict[str, Role]) -> dict[_Key, _Held]:
    """The accounts of lines that are new."""
    missing = sorted({key for row in rows for key, _amount in row.lines}.difference(known))
    if not missing:
        return {}
    names = ("role", "fund", "place", "year", "subject")
    columns: dict[str, Sequence[Any]] = dict(zip(names, map(list, zip(*missing, strict=True)), strict=True))
    insert(Account, columns | {"outside": [roles[key.role].outside for key in missing]})
    return _found(missing)


def _found(wanted: Iterable[_Key]) -> dict[_Key, _Held]:
    """Those that there are. Asked by pool and subject: a condition for each of thousands is slower than to pass over what
    stands beside them."""
    asked = set(wanted)
    pools: dict[tuple[str, int, int], set[str]] = {}
    for key in asked:
        pools.setdefault((key.fund, key.place, key.year), set()).add(key.subject)
    names = ("role", "fund", "place_id", "year", "subject", "pk", "outside", "balance_fen")
    found = {}
    for (fund, place, year), subjects in pools.items():
        of_pool = Account.objects.filter(fund=fund, place=place, year=year)
        for row in rows_with(of_pool, "subject", subjects, *names):
            if (key := _Key(*row[:5])) in asked:
                found[key] = _Held(*row[5:])
    return found


def _short(rows: Iterable[_Row], accounts: dict[_Key, _Held], roles: dict[str, Role]) -> list[str]:
    """Accounts that would hold less than nothing after all of it; one that is not opened yet holds nothing."""
    held = {key: account.balance_fen for key, account in accounts.items()}
    left = dict(held)
    for row in rows:
        for key, amount in row.lines:
            left[key] = left.get(key, 0) + amount
    return [
        _("%(account)s余额 %(have)s 元，还差 %(short)s 元")
        % {"account": roles[key.role].title, "have": write_yuan(held.get(key, 0)), "short": write_yuan(-fen)}
        for key, fen in left.items()
        if fen < 0 and not roles[key.role].outside
    ]


def _write(
    rows: Sequence[_Row], accounts: dict[_Key, _Held], actor: Actor, on: date | None, at: datetime, *,
    reverses: Entry | None = None, **told: Any,
) -> Event:  # fmt: skip
    on = on or timezone.localdate(at)
    contents: list[Content] = [
        (row.key, row.posting, row.number, on, tuple((str(key), amount) for key, amount in row.lines)) for row in rows
    ]
    event = record("ledger", actor, "entry", rows[0].key, at=at, digest=digest(contents), entries=len(rows), **told)
    many = len(rows)
    insert(Entry, {
        "key": [row.key for row in rows], "posting": [row.posting for row in rows], "number": [row.number for row in rows],
        "booked_on": [on] * many, "at": [at] * many, "event": [event.pk] * many,
        "reverses": [reverses and reverses.pk] * many,
    })  # fmt: skip
    keys = dict(Entry.objects.filter(event=event).values_list("key", "pk"))
    # Where one row is counted after another, an account must not seem empty between two: what comes in goes first.
    lines = sorted(
        ((keys[row.key], accounts[key].pk, amount) for row in rows for key, amount in row.lines), key=lambda x: x[2] < 0
    )
    insert(Line, dict(zip(("entry", "account", "amount_fen"), map(list, zip(*lines, strict=True)), strict=True)))
    return event
