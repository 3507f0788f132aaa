"""Lists: one table with a filter sentence above it, groups inside it and its totals at the foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from chunfeng.engines.display.page.inline import Inline, Link

ColumnKind: TypeAlias = Literal["text", "id", "number", "money", "share", "day", "moment", "state", "deadline", "next"]

_AT_THE_END: Final = frozenset({"number", "money", "share"})


@dataclass(frozen=True, slots=True)
class Column:
    """kind says how plain values are written: int fen in a money column, part of one in a share column.

    next: what has to be done, by whom; it is not printed. unit stands in the header. wide: left out on a phone.
    """

    key: str
    title: str
    align: Literal["", "start", "end"] = ""
    kind: ColumnKind = "text"
    unit: str = ""
    wide: bool = False

    @property
    def at_end(self) -> bool:
        return self.align == "end" or (not self.align and self.kind in _AT_THE_END)


@dataclass(frozen=True, slots=True)
class Row:
    """cells by column key; a missing key is an empty cell. url makes the first cell a link. here: the current row."""

    cells: Mapping[str, Inline]
    url: str = ""
    key: str = ""
    here: bool = False
    dim: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """total: of all rows of the group, which may be more than are shown. remark: one line under the rows."""

    title: str
    rows: tuple[Row, ...]
    total: int | None = None
    remark: Inline = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One part of the filter sentence. url changes it; options are its other values; without_url takes it away."""

    text: str
    url: str = ""
    options: tuple[Link, ...] = ()
    without_url: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """Why nothing is here, and the next act. Never one without the other."""

    cause: Inline
    act: Inline


@dataclass(frozen=True, slots=True)
class Paging:
    """first and last: ordinal numbers of the rows shown, from 1; 0 where nobody counted those before."""

    first: int = 0
    last: int = 0
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What may be done to the selected rows. Irreversible steps do not belong here."""

    url: str
    acts: tuple[tuple[str, str], ...]
    request_key: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """groups or rows, not both. capped: counting stopped at total ("1,000+"). measure: the counter word of the rows.

    source: of public lists, when and whence they came. scroll: a matrix, scrolling in its own region with its first
    column fixed, instead of labelled lines on a phone. key: its id, another than that of its panel; most need none.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sort: str = ""
    total: int | None = None
    capped: bool = False
    measure: str = ""
    totals: Row | None = None
    empty: Empty | None = None
    paging: Paging | None = None
    exports: tuple[Link, ...] = ()
    caption: Inline = ""
    source: Inline = None
    batch: Batch | None = None
    scroll: bool = False
    key: str = ""
    shown: tuple[Row, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        if self.rows and self.groups:
            raise ValueError("a list has rows or groups, not both")
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys) or not keys:
            raise ValueError(f"columns need keys that differ: {keys}")
        every = self.rows or tuple(row for group in self.groups for row in group.rows)
        strange = {key for row in every for key in row.cells} - set(keys)
        if strange:
            raise ValueError(f"cells without a column: {sorted(strange)}")
        if self.batch and not all(row.key for row in every):
            raise ValueError("rows that can be selected need a key")
        object.__setattr__(self, "shown", every)

    @property
    def width(self) -> int:
        """Columns across the whole table."""
        return len(self.columns) + bool(self.batch)

    @property
    def sections(self) -> tuple[Group, ...]:
        """Row groups as drawn: a list without groups is one group without a title."""
        return self.groups or ((Group("", self.rows),) if self.rows else ())
