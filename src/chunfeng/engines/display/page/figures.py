"""Numbers with what they are measured against. Geometry is drawn by the desk: here are numbers only."""

from __future__ import annotations

from dataclasses import dataclass

from chunfeng.engines.display.page.inline import Inline, Link


@dataclass(frozen=True, slots=True)
class Bar:
    """share and mark: parts of one (mark: time gone by, or the target of a rate). slow: behind pace; said tells by how much."""

    share: float
    said: str
    mark: float | None = None
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Spark:
    """values in order of time, at least two; said: the same in words."""

    values: tuple[float, ...]
    said: str

    def __post_init__(self) -> None:
        if len(self.values) < 2:
            raise ValueError("a hairline needs two values")


@dataclass(frozen=True, slots=True)
class Figure:
    """value: as written, with its digits grouped. url: the records behind it. details: target, share, date of the snapshot.

    remark: the gap in words when behind pace.
    """

    value: str
    unit: str = ""
    url: str = ""
    details: Inline = None
    bar: Bar | None = None
    spark: Spark | None = None
    remark: Inline = None


@dataclass(frozen=True, slots=True)
class Summand:
    """sign: written before the amount, "" for the first. url: the entries that make the sum."""

    label: str
    value: Inline
    sign: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SumLine:
    """A sum that shows its parts: 下达 − 到账 ＋ 追回 ＝ 结余."""

    terms: tuple[Summand, ...]


@dataclass(frozen=True, slots=True)
class MarginNote:
    """What stands beside a clause. gap: why nothing covers it; lines are then the reason and who owes it."""

    figures: tuple[Figure, ...] = ()
    lines: tuple[Inline, ...] = ()
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the living document. number: its anchor, for ever. url: the page with everything about it.

    original: the words of the notice itself, where they were attached."""

    number: str
    title: str
    kind: str
    text: Inline
    note: MarginNote
    owner: str = ""
    url: str = ""
    original: Inline = None


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    anchor: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of chapters and clauses beside the living document."""

    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class PlanDoor:
    """One plan on the public home: a sentence, a figure, a link."""

    title: str
    sentence: str
    figure: Figure
    link: Link


@dataclass(frozen=True, slots=True)
class PlanDoors:
    doors: tuple[PlanDoor, ...]
