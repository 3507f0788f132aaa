"""What an app declares about a list that may be handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pyarrow as pa
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.kernel.refusal import Refusal

#: Where a row stands in its file.
SPOT = ("sheet_no", "row")


class Fault(NamedTuple):
    column: str
    wrong: str
    mend: str


@dataclass(frozen=True)
class Target:
    """What a list is for. code: names it in the table of uploads (a case number, an organisation)."""

    code: str
    title: str
    place: int
    place_path: str
    org: int | None = None


class Done(NamedTuple):
    """Rows written, and rows that were on record already."""

    made: int
    already: int


@dataclass(frozen=True)
class Receiver:
    """permission: who may hand it in. targets: what the actor may hand it in for now. same: columns that make two rows
    of a file one. words: column → the words that may stand in it, from the pack. cells: column → what is wrong with a
    value of it taken alone; both are asked of every row. check: (index of row, fault) of what else is wrong with rows,
    and what the records say against them; commit: writes them, in the caller's transaction, without a query a row.
    Neither is asked about a row that could not be read. example: a row that shows how to fill in the template."""

    code: str
    feed: Feed
    permission: str
    targets: Callable[[Actor], Sequence[Target]]
    commit: Callable[[Target, pa.Table, Actor, int], Done | Refusal]
    check: Callable[[Target, pa.Table], Iterable[tuple[int, Fault]]] = lambda target, table: ()
    same: tuple[str, ...] = ()
    words: Mapping[str, Callable[[], Sequence[str]]] = field(default_factory=dict)
    cells: Mapping[str, Callable[[Any], Refusal | None]] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    back: Callable[[str], str] = lambda target: ""

    @property
    def title(self) -> str:
        """For a page, in its language. The workbook goes by the feed's own, as its headers do."""
        return _(self.feed.title)

    def column(self, name: str) -> Column:
        return next(column for column in self.feed.columns if column.name == name)

    def label(self, name: str) -> str:
        """How the header calls a column."""
        return next((c.titles[0] for c in self.feed.columns if name in (c.name, *c.name.split("+"))), name)

    def target(self, actor: Actor, code: str) -> Target | None:
        return next((target for target in self.targets(actor) if target.code == code), None)


class Line(Protocol):
    """A row that came back: cells as written by column, faults (column, wrong, mend)."""

    @property
    def sheet_no(self) -> int: ...
    @property
    def row(self) -> int: ...
    @property
    def cells(self) -> dict[str, str]: ...
    @property
    def faults(self) -> tuple[tuple[str, str, str], ...]: ...


class Read(Protocol):
    @property
    def accepted(self) -> pa.Table: ...
    @property
    def returned(self) -> tuple[Line, ...]: ...


class Reader(Protocol):
    """engines.feeds, which lies above: a file whole (a Refusal when it is no such list), one row, and the columns of
    accepted rows."""

    def whole(self, path: Path, feed: Feed, work: Path, seconds: float | None = None) -> Read | Refusal:
        """TimeoutError when it takes more than these seconds."""
        ...

    def row(self, feed: Feed, cells: Mapping[str, str]) -> tuple[dict[str, Any], tuple[tuple[str, str, str], ...]]: ...
    def schema(self, feed: Feed) -> pa.Schema: ...


class Receivers:
    def __init__(self) -> None:
        self._by_code: dict[str, Receiver] = {}
        self._reader: Reader | None = None

    def declare(self, receivers: Iterable[Receiver], reader: Reader) -> None:
        found = {receiver.code: receiver for receiver in receivers}
        for receiver in found.values():
            if not receiver.feed.strict:
                raise ValueError(f"{receiver.code}: a list that is mended by its owner needs a strict feed")
            names = {name for column in receiver.feed.columns for name in (column.name, *column.name.split("+"))}
            strange = {*receiver.same, *receiver.words, *receiver.cells, *receiver.example} - names
            if strange:
                raise ValueError(f"{receiver.code}: no such columns: {sorted(strange)}")
        self._by_code, self._reader = found, reader

    @property
    def reader(self) -> Reader:
        if self._reader is None:
            raise RuntimeError("no reader was declared")
        return self._reader

    def __iter__(self) -> Any:
        return iter(self._by_code.values())

    def __getitem__(self, code: str) -> Receiver:
        return self._by_code[code]

    def get(self, code: str) -> Receiver | None:
        return self._by_code.get(code)


RECEIVERS = Receivers()
