"""Which tables stand on a sheet and of which kinds they are: decided by header words, then by what title and names say."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.engines.feeds.above import Above, period, read_above
from chunfeng.engines.feeds.grid import ATTENDED, Day, count_days, day_columns, day_of
from chunfeng.engines.feeds.header import Heading, Merge, is_numbering, levels, locate
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
    #: What stands above this table where several stand side by side, each under its own lines.
    above: Above = field(default_factory=Above)
    year: int | None = None
    month: int | None = None


@dataclass
class Band:
    """Tables that share header rows. first, last: sheet rows (from 1) of the header; signature: header texts as printed.

    words: column → its header texts; astray: header of a neighbour table of which nobody knows the kind.
    """

    first: int
    last: int
    tables: list[Table]
    above: Above
    year: int | None
    month: int | None
    signature: frozenset[str]
    hint: str
    words: dict[int, frozenset[str]] = field(default_factory=dict)
    astray: list[str] = field(default_factory=list)

    def over(self, table: Table) -> Band:
        """The band as one of its tables sees it."""
        return replace(self, above=table.above, year=table.year, month=table.month)


#: What belongs to one class: it ends where a line names another.
_OF_CLASS = {"class_no", "trade", "level", "hours", "teacher", "room", "programme", "held_on"}


def _closed(text: str) -> str:
    return "".join(text.split())


def dated(above: Above) -> list[str]:
    """Lines that name the month the list is about."""
    names = ("月份", "年月", "工资月份", "考勤月份", "所属月份")
    return [f"{label}：{value}" for label, value, _ in above.pairs if plain(label) in names]


def given_by(titles: Titles, feed: int, above: Above) -> dict[str, Any]:
    """Values that lines above the rows give for every row below, by this feed's column names."""
    given: dict[str, Any] = {}
    for label, value, _ in above.pairs:
        column: Column | None = titles.match(label)[feed]
        if column and column.parse not in ("number", "name") and column.name not in given:
            given[column.name] = value
    names = {c.name for c in titles.feeds[feed].columns}
    for name, value in above.named.items():
        if name in names and name not in given:
            given[name] = value
    return given


def held_on(before: Use, now: dict[str, Any], month: bool) -> dict[str, Any]:
    """What holds after a line that gives `now`: a new firm ends all that was said, a new class all that was its own.

    month: the line names a month, so that the one given before is over.
    """
    kept = dict(before.given)
    if any(n in now and n in kept and now[n] != kept[n] for n in ("provider", "employer", "project")):
        kept = {}
    elif "class_no" in now and "class_no" in kept and now["class_no"] != kept["class_no"]:
        kept = {n: v for n, v in kept.items() if n not in _OF_CLASS and "starts_on" not in n and "ends_on" not in n}
    if month:
        kept = {n: v for n, v in kept.items() if all(c.name != n or c.parse != "month" for c in before.feed.columns)}
    return kept | now


class Recogniser:
    def __init__(self, feeds: tuple[Feed, ...], file: str, sheet: str) -> None:
        self.titles = Titles(feeds)
        self._layouts: dict[Any, list[dict[str, int]]] = {}
        self.place(file, sheet)

    def place(self, file: str, sheet: str) -> None:
        self.file, self.sheet = file, sheet

    def find(
        self, rows: list[list[Any]], first_no: int, merges: list[Merge], start: int = 0, tries: int = 0
    ) -> Band | None:
        """The first band of tables in these rows whose kinds are known; None if there is none.

        tries: how many headers may be looked at, 0 for all that there are.
        """
        looked = 0
        while True:
            at = locate(rows, self.titles, count_days, start)
            looked += 1
            if at is None or 0 < tries < looked:
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
        year, month = self._period(above, stem, folders)
        names = sorted(heading.words)
        tables: list[Table] = []
        astray: list[str] = []
        groups = self._groups(heading, names)
        for group, own in zip(groups, self._apart(lines, groups, above), strict=True):
            when = (year, month) if own is above else self._period(own, stem, folders)
            table = self._table(heading, group, own, stem, folders, when[1] is not None)
            if table:
                table.above, (table.year, table.month) = own, when
                tables.append(table)
            elif len(group) > 1:
                astray.append(" ".join(heading.texts(c)[-1] for c in group[:4]))
        if not tables:
            return None
        words = {c: frozenset(plain(w) for w in heading.texts(c)) for c in names}
        last = heading.bottom
        if last + 1 < len(rows) and not any(t.days for t in tables) and is_numbering(rows[last + 1]):
            last += 1
        return Band(first_no + heading.top, first_no + last, tables, above, year, month,
                    frozenset(w for said in words.values() for w in said),
                    "｜".join([" ".join(_closed(t) for t in above.titles), self.sheet, self.file]), words, astray)  # fmt: skip

    def again(self, band: Band, lines: list[tuple[int, list[Any]]], above: Above, first: int, last: int) -> Band:
        """The same tables under other lines: what these lines do not say is left open."""
        tables = []
        for table, own in zip(band.tables, self._apart(lines, [[t.left] for t in band.tables], above), strict=True):
            uses = [replace(u, given=given_by(self.titles, self.titles.feeds.index(u.feed), own)) for u in table.uses]
            year, month = period([*dated(own), *own.titles])
            tables.append(replace(table, uses=uses, above=own, year=year, month=month))
        return replace(band, first=first, last=last, tables=tables, above=above)

    def _period(self, above: Above, stem: str, folders: str) -> tuple[int | None, int | None]:
        return period([*dated(above), *above.titles, self.sheet, stem, folders])

    def _apart(self, lines: list[tuple[int, list[Any]]], groups: list[list[int]], above: Above) -> list[Above]:
        """What stands above each of several tables side by side: a line with something for each of them is cut up."""
        if len(groups) < 2:
            return [above] * len(groups)
        starts = [0, *[g[0] for g in groups[1:]], 1 << 20]
        own: list[list[tuple[int, list[Any]]]] = [[] for _ in groups]
        cut = False
        for row, cells in lines:
            pieces = [["" if not a <= at < b else cell for at, cell in enumerate(cells)] for a, b in pairwise(starts)]
            said = [read_above([(row, piece)], self.titles) for piece in pieces]
            alike = {tuple(label for label, *_ in one.pairs) for one in said}
            # 培训机构 | 某校 | 班次 | 3 across both tables is one line: pieces of two lines say the same labels.
            apart = all(one.first_row for one in said) and len(alike) == 1
            cut = cut or apart
            for at, piece in enumerate(pieces):
                own[at].append((row, piece if apart else cells))
        return [read_above(mine, self.titles) for mine in own] if cut else [above] * len(groups)

    def _groups(self, heading: Heading, names: list[int]) -> list[list[int]]:
        """Side by side tables: the header words start over, or a column without any word stands between."""
        words = ["日" if day_of(heading.words[c][0]) else plain(heading.texts(c)[-1]) for c in names]
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
        # 学 员 花 名 册: titles are spaced out to fill the line.
        told = [" ".join(_closed(t) for t in above.titles), _closed(self.sheet), _closed(stem), folders]
        few = any(ATTENDED.search(text) for text in told)
        days = [d for d in day_columns(heading, few) if d.column in group]
        free = [c for c in group if c not in {d.column for d in days}]
        maps = self._maps(heading, free)
        rarity = self._rarity(heading, free)
        uses: list[Use] = []
        for i, feed in enumerate(self.titles.feeds):
            given = given_by(self.titles, i, above)
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
