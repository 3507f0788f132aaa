"""What an app publishes, as values: lists with a term, entries with an address of their own, objections, papers to verify.

An app says what is shown and until when; the open desk decides nothing and only draws, stores and expires.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from chunfeng.engines.display.page import Column, Inline
from chunfeng.engines.display.page.frame import Block

#: A text of a declaration: translated when it is shown.
Words: TypeAlias = "str | Any"


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One line of an open list. key: public and for ever, part of its address. until_on: last day shown, None without a
    term. case: number of the case by whose steps it changes. Cells tell facts, never how many days are left: a cell that
    changes by itself would be told as a correction."""

    key: str
    cells: Mapping[str, Inline]
    until_on: date | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A list as it is shown on one day, in the language of the reader."""

    columns: tuple[Column, ...]
    rows: tuple[OpenRow, ...]


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """The page of one entry. over: since when its term is over; then title and said tell so and the body holds nothing
    of what expired. objection_until_on: last day on which anybody may object, None where nobody may."""

    title: str
    said: Inline
    body: tuple[Block, ...] = ()
    over: date | None = None
    objection_until_on: date | None = None


@dataclass(frozen=True, slots=True)
class ObjectionTaken:
    """number: of the receipt. due_on: by when it will be answered."""

    number: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Objecting:
    """How an objection to an entry is taken. grounds: value → words on a day. take: (key, ground, text, contact) →
    receipt, or the sentences why not, each with the field it belongs to ("" for the whole)."""

    grounds: Callable[[date], Mapping[str, str]]
    take: Callable[[str, str, str, str], ObjectionTaken | tuple[tuple[str, str], ...]]
    longest: int = 2000


@dataclass(frozen=True, slots=True)
class OpenList:
    """One list on the open site. made: what is shown on a day. processes: procedures whose steps change it.

    source: who answers for it. leaves: how an entry leaves it, in words. personal: its cells are about persons, masked
    in the open form; what such a cell said is never kept after it changed. entry: the page of a key on a day.
    """

    code: str
    title: Words
    clause: str
    said: Words
    source: Words
    leaves: Words
    measure: Words
    processes: tuple[str, ...]
    made: Callable[[date], OpenTable]
    personal: bool = False
    decisions: bool = False
    home: bool = False
    entry: Callable[[str, date], OpenEntry | None] | None = None
    objecting: Objecting | None = None


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """An official paper as issued: what may be said to whoever holds it. digest: SM3 of the bytes handed out, in hex.

    withdrawn: why it no longer holds, empty while it does."""

    number: str
    title: str
    issuer: str
    issued_on: date
    digest: str
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One place and month. area: code of a place, agency of one. numerator: of a share, or how many persons a sum is of."""

    area: str
    period: str
    value: int | None
    numerator: int | None
    denominator: int | None
    agency: str = ""


@dataclass(frozen=True, slots=True)
class FigureHeads:
    """Persons of a month (YYYY-MM) or year, each once: of a county, of an agency, or of all where both are empty. "-": of none
    that is known."""

    span: str
    area: str
    agency: str
    persons: int


@dataclass(frozen=True, slots=True)
class FrozenMonth:
    """What a month said when it was first told after its end. value, numerator, denominator: of the whole city."""

    period: str
    on: date
    snapshot: str
    value: int
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """A figure as it was counted from one snapshot. file: where its definition stands. unit: case, person, provider, fen,
    or percent, whose parts add up instead of its values. as_of: the last day that counts. also: further clauses that ask for
    it. target: name of the target of its clause. heads: of figures in persons."""

    code: str
    title: str
    english: str
    asks: str
    clause: str
    unit: str
    persons: bool
    home: bool
    file: str
    snapshot: str
    as_of: date
    rows: tuple[FigureRow, ...]
    also: tuple[str, ...] = ()
    target: str = ""
    heads: tuple[FigureHeads, ...] = ()
    frozen: tuple[FrozenMonth, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A month of a figure that said something else before. was, is_now: of the whole city, in the figure's unit, percent
    in whole points."""

    code: str
    period: str
    was: int | None
    is_now: int | None
    on: date
