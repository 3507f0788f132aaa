"""What header rows mean by themselves. Thousands of lists share a few forms: each is understood once and then known again.

Nothing here may depend on what stands around a header: the same rows are the same form on every sheet.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from chunfeng.engines.feeds.grid import Day, count_days, day_columns, day_of
from chunfeng.engines.feeds.header import Heading, Merge, Sense, cell_at, extent, heading, sense
from chunfeng.engines.feeds.titles import Titles, plain

#: Forms, and rows that may be a form's, that are remembered.
KNOWN = 4_000


@dataclass(frozen=True)
class Layout:
    """What a run of header words means. By feed: column name → sheet column, and the signs that these can carry.

    rarity: what a column's word is worth as evidence; alone: the columns that one feed only knows → its index.
    """

    maps: list[dict[str, int]]
    signs: list[list[tuple[str, ...]]]
    rarity: dict[int, float]
    alone: dict[int, int]


@dataclass(frozen=True)
class Part:
    """The columns of a form that are one table. labels: their headers as printed.

    kinds: which kinds of list the table was found to be, by what stands around it.
    days: those of all parts of the form, which may be a thousand: they are looked for once.
    """

    titles: Titles
    head: Heading
    columns: list[int]
    labels: dict[int, str]
    days: dict[bool, list[Day]]
    kinds: dict[Hashable, Any] = field(default_factory=dict)
    _laid: dict[bool, tuple[list[Day], Layout]] = field(default_factory=dict)

    def laid_out(self, few: bool) -> tuple[list[Day], Layout]:
        """The day columns of a grid, and what the other columns mean. few: one column of a day is enough."""
        if few not in self._laid:
            if few not in self.days:
                self.days[few] = day_columns(self.head, few)
            days = [d for d in self.days[few] if d.column in self.columns]
            dated = {d.column for d in days}
            self._laid[few] = days, layout(self.titles, self.head, [c for c in self.columns if c not in dated])
        return self._laid[few]


@dataclass(frozen=True)
class Form:
    """parts: the tables side by side. said: column → its header texts, as they are compared; signature: all of them."""

    parts: list[Part]
    said: dict[int, frozenset[str]]
    signature: frozenset[str]


class Forms:
    def __init__(self, titles: Titles) -> None:
        self.titles = titles
        self._senses: dict[Hashable, Sense] = {}
        self._known: dict[Hashable, Form] = {}

    def look(self, cells: list[Any]) -> Sense:
        key = _key(cells)
        known = self._senses.get(key)
        if known is None:
            known = sense(cells, self.titles, count_days(cells))
            if len(self._senses) < KNOWN:
                self._senses[key] = known
        return known

    def read(self, rows: list[list[Any]], at: int, first_no: int, merges: list[Merge]) -> tuple[Form, int, int]:
        """The form whose words stand in this row, and its first and last row."""
        top, bottom = extent(rows, at, first_no, merges, self.titles)
        base = first_no - 1
        near = [m for m in merges if m[0][0] - base <= bottom and m[1][0] - base >= top]
        # A merged cell may begin above the header.
        spots = [
            (r1 - base - top, c1, r2 - base - top, c2, cell_at(rows, r1 - base, c1)) for (r1, c1), (r2, c2) in near
        ]
        key = (*(_key(rows[r]) for r in range(top, bottom + 1)), *spots)
        known = self._known.get(key)
        if known is None:
            known = self._form(heading(rows, top, bottom, first_no, near))
            if len(self._known) < KNOWN:
                self._known[key] = known
        return known, top, bottom

    def _form(self, head: Heading) -> Form:
        days: dict[bool, list[Day]] = {}
        labels = {c: " ".join(" ".join(t.split()) for t in head.texts(c)) for c in sorted(head.words)}
        parts = [
            Part(self.titles, head, group, {c: labels[c] for c in group}, days)
            for group in self._groups(head, sorted(head.words))
        ]
        said = {c: frozenset(plain(w) for w in head.texts(c)) for c in sorted(head.words)}
        return Form(parts, said, frozenset(word for texts in said.values() for word in texts))

    def _groups(self, head: Heading, names: list[int]) -> list[list[int]]:
        """Side by side tables: the header words start over, or a column without any word stands between."""
        words = ["日" if day_of(head.words[c][0]) else plain(head.texts(c)[-1]) for c in names]
        for at, word in enumerate(words[:3]):
            again = [i for i in range(at + 2, len(words)) if words[i] == word]
            # Days always come again, and the 签到 below them is a known word: they begin no table.
            if again and word != "日" and self.titles.knows(head.texts(names[at])[-1]) | (word == "序号"):
                step = again[0] - at
                if step >= 2 and words[at : at + step][:2] == words[again[0] : again[0] + 2]:
                    cuts = [0, *again, len(names)]
                    return [names[a:b] for a, b in pairwise(cuts)]
        groups: list[list[int]] = [[]]
        for column in names:
            if groups[-1] and column > groups[-1][-1] + 1:
                groups.append([])
            groups[-1].append(column)
        if len(groups) > 1 and all(self._stands_alone(head, g) for g in groups):
            return groups
        return [names]

    def _stands_alone(self, head: Heading, group: list[int]) -> bool:
        maps = layout(self.titles, head, group).maps
        return any(set(sign) <= set(maps[i]) for i, feed in enumerate(self.titles.feeds) for sign in feed.signs)


def _key(cells: list[Any]) -> Hashable:
    # 1 and True are equal, and only one of them is a day.
    return tuple(cells), tuple(map(type, cells))


def layout(titles: Titles, head: Heading, group: list[int]) -> Layout:
    maps: list[dict[str, int]] = [{} for _ in titles.feeds]
    sure: list[set[str]] = [set() for _ in titles.feeds]
    rarity: dict[int, float] = {}
    alone: dict[int, int] = {}
    for column in group:
        spellings = head.spellings(column)
        exact = any(plain(s) in titles.known for s in spellings)
        matches = titles.match(*spellings)
        for i, found in enumerate(matches):
            if found and (found.name not in maps[i] or (exact and found.name not in sure[i])):
                maps[i][found.name] = column
                if exact:
                    sure[i].add(found.name)
        # What a header word is worth as evidence: the fewer kinds know it, the more.
        kinds = {f.kind for f, c in zip(titles.feeds, matches, strict=True) if c}
        rarity[column] = 1 / len(kinds) if kinds else 0.0
        knowing = [i for i, found in enumerate(matches) if found]
        if len(knowing) == 1:
            alone[column] = knowing[0]
    signs = [
        [s for s in feed.signs if 0 < len(s) <= 2 * len(set(s) & set(columns))]
        for feed, columns in zip(titles.feeds, maps, strict=True)
    ]
    return Layout(maps, signs, rarity, alone)
