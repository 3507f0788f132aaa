"""What a posting is, and what a batch of money acts looks like before it is booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Words of the interface, translated when shown.
Words = Any


@dataclass(frozen=True)
class Role:
    """What an account is for. outside: it stands for somebody beyond the books, and may owe. single: kept for one claim or debt
    each, and not for a whole pool."""

    code: str
    title: Words
    outside: bool = False
    single: bool = False


@dataclass(frozen=True)
class Posting:
    """A way that money may take: out of accounts of one role into accounts of another. It balances by its shape."""

    code: str
    title: Words
    out_of: Role
    into: Role
    clause: str


@dataclass(frozen=True)
class Pool:
    """Whose money: fund (source and level), place (key of the record) and year of the budget."""

    fund: str
    place: int
    year: int


@dataclass(frozen=True)
class Move:
    """One sum on one way. key: what it is for: the same key is booked once. number: of the case. pool: on both sides, unless
    `into_pool` names another (an allocation goes from the city to a county). subject: of the sides that are kept singly."""

    key: str
    posting: Posting
    amount_fen: int
    pool: Pool
    number: str = ""
    subject: str = ""
    into_pool: Pool | None = None

    def sides(self) -> tuple[tuple[Role, Pool, str], tuple[Role, Pool, str]]:
        out, into = self.posting.out_of, self.posting.into
        return (
            (out, self.pool, self.subject if out.single else ""),
            (into, self.into_pool or self.pool, self.subject if into.single else ""),
        )


class _Postings(Mapping[str, Posting]):
    """All that are declared, by code; handed over at start-up."""

    def __init__(self) -> None:
        self._known: dict[str, Posting] = {}

    def add(self, postings: Sequence[Posting]) -> None:
        for posting in postings:
            known = self._known.setdefault(posting.code, posting)
            assert known == posting, f"two postings are called {posting.code}"

    def __getitem__(self, code: str) -> Posting:
        return self._known[code]

    def __iter__(self) -> Any:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


POSTINGS = _Postings()
