"""Which tables stand on a sheet and of which kinds they are: decided by header words, then by what title and names say."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.engines.feeds.above import Above, period, read_above
from chunfeng.engines.feeds.grid import Day, count_days, day_columns
from chunfeng.engines.feeds.header import Heading, Merge, levels, locate
from chunfeng.engines.feeds.titles import Titles, plain

#: How far above a header its titles and metadata lines are looked for.
REACH = 12


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


@dataclass
class Use:
    """A feed's view of a table: column name → sheet column (from 0), and values given once above the table."""

    feed: Feed
    columns: dict[str, int]
    given: dict[str, Any]
    score: float = 0.0


@dataclass
class Table:
    """One table: the sheet columns [left, right), its uses (the first is its main kind), and its day columns if a grid."""

    left: int
    right: int
    uses: list[Use]
    labels: dict[int, str]
    days: list[Day] = field(default_factory=list)
    myriad: set[int] = field(default_factory=set)


@dataclass
class Band:
    """Tables that share header rows. first, last: sheet rows (from 1) of the header; signature: header texts as printed."""

    first: int
    last: int
    tables: list[Table]
    above: Above
    year: int | None
    month: int | None
    signature: frozenset[str]
    hint: str


class Recogniser:
    def __init__(self, feeds: tuple[Feed, ...], file: str, sheet: str) -> None:
        self.titles = Titles(feeds)
        self._layouts: dict[Any, list[dict[str, int]]] = {}
        self.place(file, sheet)

    def place(self, file: str, sheet: str) -> None:
        self.file, self.sheet = file, sheet

    def find(self, rows: list[list[Any]], first_no: int, merges: list[Merge], start: int = 0) -> Band | None:
        """The first band of tables in these rows whose kinds are known; None if there is none."""
        while True:
            at = locate(rows, self.titles, count_days, start)
            if at is None:
                return None
            heading = levels(rows, at, first_no, merges, self.titles)
            band = self._band(rows, heading, first_no)
            if band:
                return band
            start = max(at, heading.bottom) + 1

    def _band(self, rows: list[list[Any]], heading: Heading, first_no: int) -> Band | None:
        low = max(0, heading.top - REACH)
        lines = [(first_no + r, rows[r]) for r in range(low, heading.top)]
        above = read_above(lines, self.titles)
        stem = unicodedata.normalize("NFKC", self.file.rsplit("/", 1)[-1].rsplit(".", 1)[0])
        folders = self.file.rsplit("/", 1)[0] if "/" in self.file else ""
        dated = [
            f"{label}：{value}"
            for label, value, _ in above.pairs
            if plain(label) in ("月份", "年月", "工资月份", "考勤月份", "所属月份")
        ]
        year, month = period([*dated, *above.titles, self.sheet, stem, folders])
        names = sorted(heading.words)
        tables: list[Table] = []
        for group in self._groups(heading, names):
            table = self._table(heading, group, above, stem, folders, month is not None)
            if table:
                tables.append(table)
        if not tables:
            return None
        signature = frozenset(plain(w) for c in names for w in heading.texts(c))
        return Band(first_no + heading.top, first_no + heading.bottom, tables, above, year, month, signature,
                    "｜".join([" ".join(above.titles), self.sheet, self.file]))  # fmt: skip

    def _groups(self, heading: Heading, names: list[int]) -> list[list[int]]:
        """Side by side tables: the header words start over, or a column without any word stands between."""
        words = [plain(heading.texts(c)[-1]) for c in names]
        for at, word in enumerate(words[:3]):
            again = [i for i in range(at + 2, len(words)) if words[i] == word]
            if again and self.titles.knows(heading.texts(names[at])[-1]) | (word == "序号"):
                step = again[0] - at
                if step >= 2 and words[at : at + step][:2] == words[again[0] : again[0] + 2]:
                    cuts = [0, *again, len(names)]
                    return [names[a:b] for a, b in pairwise(cuts)]
        groups: list[list[int]] = [[]]
        for column in names:
            if groups[-1] and column > groups[-1][-1] + 1:
                groups.append([])
            groups[-1].append(column)
        if len(groups) > 1 and all(self._stands_alone(heading, g) for g in groups):
            return groups
        return [names]

    def _stands_alone(self, heading: Heading, group: list[int]) -> bool:
        maps = self._maps(heading, group)
        return any(set(sign) <= set(maps[i]) for i, feed in enumerate(self.titles.feeds) for sign in feed.signs)

    def _maps(self, heading: Heading, group: list[int]) -> list[dict[str, int]]:
        # Thousands of lists share a few layouts: what their words mean is worked out once.
        key = (tuple(group), tuple(tuple(heading.spellings(c)) for c in group))
        known = self._layouts.get(key)
        if known is not None:
            return [dict(m) for m in known]
        maps: list[dict[str, int]] = [{} for _ in self.titles.feeds]
        sure: list[set[str]] = [set() for _ in self.titles.feeds]
        for column in group:
            spellings = heading.spellings(column)
            exact = any(plain(s) in self.titles.known for s in spellings)
            for i, found in enumerate(self.titles.match(*spellings)):
                if found and (found.name not in maps[i] or (exact and found.name not in sure[i])):
                    maps[i][found.name] = column
                    if exact:
                        sure[i].add(found.name)
        if len(self._layouts) < 2_000:
            self._layouts[key] = [dict(m) for m in maps]
        return maps

    def _table(
        self, heading: Heading, group: list[int], above: Above, stem: str, folders: str, dated: bool
    ) -> Table | None:
        days = [d for d in day_columns(heading) if d.column in group]
        free = [c for c in group if c not in {d.column for d in days}]
        maps = self._maps(heading, free)
        rarity = self._rarity(heading, free)
        told = [" ".join([*above.titles]), self.sheet, stem, folders]
        uses: list[Use] = []
        for i, feed in enumerate(self.titles.feeds):
            given = self._given(i, above)
            columns = maps[i]
            if days and feed.kind == "attendance" and ("name" in columns or "number" in columns):
                marks = self._marks(feed, told)
                # What the day columns say is not said again by a column of sums (出勤 18).
                columns = {n: c for n, c in columns.items() if not set(n.split("+")) & MARK_COLUMNS}
                if marks is not None:
                    uses.append(Use(feed, columns, given, 100 + len(columns) + len(given) + marks))
                continue
            have = set(columns) | set(given) | ({"month"} if dated else set())
            signs = [
                s
                for s in feed.signs
                if set(s) <= have and 2 * len(set(s) & set(columns)) >= len(s) and set(s) & set(columns)
            ]
            if not signs:
                continue
            marks = self._marks(feed, told)
            if marks is None:
                continue
            if feed.kind == "registers" and not marks and not self._own_word(heading, columns, signs, i):
                continue
            specific = max(sum(rarity[columns[n]] for n in s if n in columns) for s in signs)
            whole = sum(rarity[c] for c in columns.values())
            if not marks and whole < 0.5:
                # Names and numbers alone, and nothing says of whom: any kind would be a guess.
                continue
            uses.append(Use(feed, columns, given, marks + specific + whole))
        uses.sort(key=lambda u: -u.score)
        chosen = self._chosen(uses, rarity)
        if not chosen:
            return None
        labels = {c: " ".join(" ".join(t.split()) for t in heading.texts(c)) for c in group}
        said = above.text
        myriad = {c for c, text in labels.items() if "万元" in text} if "万元" in "".join(labels.values()) else set()
        if "单位:万元" in unicodedata.normalize("NFKC", said).replace(" ", ""):
            myriad |= {c for c in group if "元" not in labels[c] or "万元" in labels[c]}
        return Table(
            group[0], group[-1] + 1, chosen, labels, days if chosen[0].feed.kind == "attendance" else [], myriad
        )

    def _own_word(self, heading: Heading, columns: dict[str, int], signs: list[tuple[str, ...]], feed: int) -> bool:
        """Whether a sign's header word is this register's alone: which register it is must be said somewhere."""
        for name in {n for sign in signs for n in sign if n in columns}:
            found = self.titles.match(*heading.spellings(columns[name]))
            if found[feed] and sum(1 for c in found if c) == 1:
                return True
        return False

    def _rarity(self, heading: Heading, group: list[int]) -> dict[int, float]:
        """What a header word is worth as evidence: the fewer kinds know it, the more."""
        worth: dict[int, float] = {}
        for column in group:
            kinds = {
                f.kind
                for f, c in zip(self.titles.feeds, self.titles.match(*heading.spellings(column)), strict=True)
                if c
            }
            worth[column] = 1 / len(kinds) if kinds else 0.0
        return worth

    def _marks(self, feed: Feed, told: list[str]) -> float | None:
        """What title, sheet, file and folder names say for a kind; None if they rule it out."""
        said = 0.0
        for weight, text in zip((1.5, 1.2, 1.0, 0.4), told, strict=True):
            found = [m for m in feed.marks if m in text]
            if found:
                said += weight * (1.5 + 0.25 * max(len(m) for m in found))
        titled = " ".join(told[:2])
        if any(word in titled for word in feed.against):
            return None
        if not said and any(word in told[2] for word in feed.against):
            return None
        return said

    def _chosen(self, uses: list[Use], rarity: dict[int, float]) -> list[Use]:
        if not uses:
            return []
        main = uses[0]
        # Only words that every list has (姓名, 身份证号 …) and nothing said in any title: any kind would be a guess.
        sure = main.score - sum(rarity[c] for c in main.columns.values())
        rivals = [
            u
            for u in uses[1:]
            if u.score > main.score - 0.05 and (u.feed.kind != main.feed.kind or main.feed.kind == "registers")
        ]
        if rivals and sure < 0.7:
            return []
        chosen = [main]
        taken = set(main.columns.values())
        kinds = {main.feed.kind}
        for use in uses[1:]:
            own = {
                name
                for sign in use.feed.signs
                if set(sign) <= set(use.columns)
                for name in sign
                if use.columns[name] not in taken
            }
            if own and use.feed.kind not in kinds and use.feed.kind in ALSO.get(main.feed.kind, ()):
                chosen.append(use)
                kinds.add(use.feed.kind)
        return chosen

    def _given(self, feed: int, above: Above) -> dict[str, Any]:
        """Values that lines above the header give for every row below, by this feed's column names."""
        given: dict[str, Any] = {}
        for label, value, _ in above.pairs:
            column: Column | None = self.titles.match(label)[feed]
            if column and column.parse not in ("number", "name") and column.name not in given:
                given[column.name] = value
        names = {c.name for c in self.titles.feeds[feed].columns}
        for name, value in above.named.items():
            if name in names and name not in given:
                given[name] = value
        return given
