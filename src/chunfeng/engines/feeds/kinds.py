"""Which kinds of list a table is: what its header words say, weighed with what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.engines.feeds.above import Label
from chunfeng.engines.feeds.forms import Layout, Part
from chunfeng.engines.feeds.titles import Titles

MARK_COLUMNS = {"status", "marked_on", "in_at", "out_at", "punched_at"}
#: What a list of one kind may also tell, where its header has the words for it. Nothing else: a staff roster with a
#: column for certificates is no list of trainees' certificates.
ALSO = {
    "filings": ("contracts",),
    "contracts": ("filings",),
    "enrolments": ("claims", "exams", "certificates"),
    "exams": ("certificates",),
    "certificates": ("exams",),
}


class Clues(NamedTuple):
    """All that decides of a table's kind beside its header. Lists of one kind share it, so the decision is remembered.

    marks: the feeds' words in title, sheet, file and folder name; against: those in title and sheet without what the
    lines below give by name. named: what the titles name. dated: the month is known. few: one day makes a grid.
    """

    marks: tuple[frozenset[str], ...]
    against: frozenset[str]
    labels: tuple[Label, ...]
    named: tuple[str, ...]
    dated: bool
    few: bool


@dataclass(frozen=True)
class Kind:
    """feed: its index. columns: column name → sheet column."""

    feed: int
    columns: dict[str, int]
    score: float


class Spotter:
    """Finds which of many words stand in a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_sign: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            self._by_sign.setdefault(word[0], []).append(word)
        # The sheets of a workbook share its name, its folder and often their title.
        self.words_in = lru_cache(maxsize=1 << 12)(self._words_in)

    def _words_in(self, text: str) -> frozenset[str]:
        candidates = self._by_sign.get
        return frozenset(
            word for at, sign in enumerate(text) for word in candidates(sign, ()) if text.startswith(word, at)
        )


def column_given(titles: Titles, feed: int, label: Label) -> Column | None:
    """The column of a feed that a label above the rows gives for all of them."""
    column: Column | None = titles.match(label.text)[feed]
    if column is None or column.parse in ("number", "name"):
        return None
    return (
        None if (column.parse == "clock" and label.no_clock) or (column.parse == "date" and label.no_date) else column
    )


def _names_given(titles: Titles, feed: int, clues: Clues) -> set[str]:
    columns = [column_given(titles, feed, label) for label in clues.labels]
    return {column.name for column in columns if column} | titles.names[feed].intersection(clues.named)


def kinds_of(titles: Titles, part: Part, clues: Clues) -> list[Kind]:
    """The kinds of a table, its main one first; [] where any would be a guess."""
    days, layout = part.laid_out(clues.few)
    rarity = layout.rarity
    found: list[Kind] = []
    for i, feed in enumerate(titles.feeds):
        columns = layout.maps[i]
        grid = bool(days) and feed.kind == "attendance" and ("name" in columns or "number" in columns)
        if not grid and not layout.signs[i]:
            continue
        given = _names_given(titles, i, clues)
        if grid:
            marks = _marks(feed, clues)
            # What the day columns say is not said again by a column of sums (出勤 18).
            columns = {n: c for n, c in columns.items() if not set(n.split("+")) & MARK_COLUMNS}
            if marks is not None:
                found.append(Kind(i, columns, 100 + len(columns) + len(given) + marks))
            continue
        have = set(columns) | given | ({"month"} if clues.dated else set())
        signs = [s for s in layout.signs[i] if set(s) <= have]
        if not signs:
            continue
        marks = _marks(feed, clues)
        if marks is None:
            continue
        if feed.kind == "registers" and not marks and not _told_apart(i, columns, signs, layout):
            continue
        specific = max(sum(rarity[columns[n]] for n in s if n in columns) for s in signs)
        whole = sum(rarity[c] for c in columns.values())
        if not marks and whole < 0.5:
            # Names and numbers alone, and nothing says of whom: any kind would be a guess.
            continue
        found.append(Kind(i, columns, marks + specific + whole))
    found.sort(key=lambda kind: -kind.score)
    return _chosen(titles.feeds, found, rarity)


def _told_apart(feed: int, columns: dict[str, int], signs: list[tuple[str, ...]], layout: Layout) -> bool:
    """A sign's header word must be this register's alone: which register it is must be said somewhere."""
    return any(layout.alone.get(columns[n]) == feed for sign in signs for n in sign if n in columns)


def _marks(feed: Feed, clues: Clues) -> float | None:
    """What title, sheet, file and folder names say for a kind; None if `against`, a part of them, rules it out."""
    said = 0.0
    for weight, here in zip((1.5, 1.2, 1.0, 0.4), clues.marks, strict=True):
        found = [len(m) for m in feed.marks if m in here]
        if found:
            said += weight * (1.5 + 0.25 * max(found))
    if not clues.against.isdisjoint(feed.against):
        return None
    if not said and not clues.marks[2].isdisjoint(feed.against):
        return None
    return said


def _chosen(feeds: Sequence[Feed], found: list[Kind], rarity: dict[int, float]) -> list[Kind]:
    if not found:
        return []
    main, *others = found
    its = feeds[main.feed]
    # Only words that every list has (姓名, 身份证号 …) and nothing said in any title: any kind would be a guess.
    sure = main.score - sum(rarity[c] for c in main.columns.values())
    rivals = [
        k for k in others if k.score > main.score - 0.05 and (feeds[k.feed].kind != its.kind or its.kind == "registers")
    ]
    if rivals and sure < 0.7:
        return []
    chosen = [main]
    taken = set(main.columns.values())
    kinds = {its.kind}
    for kind in others:
        feed = feeds[kind.feed]
        own = {
            name
            for sign in feed.signs
            if set(sign) <= set(kind.columns)
            for name in sign
            if kind.columns[name] not in taken
        }
        if own and feed.kind not in kinds and feed.kind in ALSO.get(its.kind, ()):
            chosen.append(kind)
            kinds.add(feed.kind)
    return chosen
