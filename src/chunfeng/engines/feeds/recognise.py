"""Which tables stand on a sheet and of which kinds they are: decided by header words, then by what title and names say."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pyarrow as pa

from chunfeng.base.policy.declarations import Feed
from chunfeng.engines.feeds.above import Above, dated, period, read_above
from chunfeng.engines.feeds.forms import KNOWN, Form, Forms, Part
from chunfeng.engines.feeds.grid import ATTENDED, Day
from chunfeng.engines.feeds.header import Merge, is_numbering, locate
from chunfeng.engines.feeds.kinds import Clues, Spotter, column_given, kinds_of
from chunfeng.engines.feeds.titles import Titles
from chunfeng.engines.feeds.values import outputs

#: How far above a header its titles and metadata lines are looked for.
REACH = 12


@dataclass
class Use:
    """A feed's view of a table: column name → sheet column (from 0), and values given once above the table."""

    feed: Feed
    columns: dict[str, int]
    given: dict[str, Any]


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


def given_by(titles: Titles, feed: int, above: Above) -> dict[str, Any]:
    """Values that lines above the rows give for every row below, by this feed's column names."""
    given: dict[str, Any] = {}
    for label, (_, value, _) in zip(above.labels, above.pairs, strict=True):
        column = column_given(titles, feed, label)
        if column and column.name not in given:
            given[column.name] = value
    for name, value in above.named.items():
        if name in titles.names[feed] and name not in given:
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
        self.forms = Forms(self.titles)
        #: The feed of class lists, and its staged columns: titles of other lists describe classes too.
        self.classes = next((at for at, feed in enumerate(feeds) if feed.kind == "classes"), None)
        self.class_fields: dict[str, pa.DataType] = {}
        for column in feeds[self.classes].columns if self.classes is not None else ():
            for name, kind in outputs(column.name, column.parse):
                self.class_fields.setdefault(name, kind)
        self._spotter = Spotter(word for feed in feeds for word in (*feed.marks, *feed.against))
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
            at = locate(rows, self.titles, self.forms.look, start)
            looked += 1
            if at is None or 0 < tries < looked:
                return None
            form, top, bottom = self.forms.read(rows, at, first_no, merges)
            band = self._band(rows, form, top, bottom, first_no)
            if band:
                return band
            start = max(at, bottom) + 1

    def _band(self, rows: list[list[Any]], form: Form, top: int, bottom: int, first_no: int) -> Band | None:
        low = max(0, top - REACH)
        lines = [(first_no + r, rows[r]) for r in range(low, top)]
        above = read_above(lines, self.titles)
        stem = unicodedata.normalize("NFKC", self.file.rsplit("/", 1)[-1].rsplit(".", 1)[0])
        folders = self.file.rsplit("/", 1)[0] if "/" in self.file else ""
        year, month = self._period(above, stem, folders)
        tables: list[Table] = []
        astray: list[str] = []
        for part, own in zip(form.parts, self._apart(lines, [p.columns for p in form.parts], above), strict=True):
            when = (year, month) if own is above else self._period(own, stem, folders)
            table = self._table(part, own, stem, folders, when[1] is not None)
            if table:
                table.above, (table.year, table.month) = own, when
                tables.append(table)
            elif len(part.columns) > 1:
                astray.append(" ".join(part.head.texts(c)[-1] for c in part.columns[:4]))
        if not tables:
            return None
        last = bottom
        if last + 1 < len(rows) and not any(t.days for t in tables) and is_numbering(rows[last + 1]):
            last += 1
        hint = "｜".join([" ".join(_closed(t) for t in above.titles), self.sheet, self.file])
        return Band(
            first_no + top, first_no + last, tables, above, year, month, form.signature, hint, form.said, astray
        )

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

    def _table(self, part: Part, above: Above, stem: str, folders: str, dated: bool) -> Table | None:
        # 学 员 花 名 册: titles are spaced out to fill the line.
        told = [" ".join(_closed(t) for t in above.titles), _closed(self.sheet), _closed(stem), folders]
        words_in = self._spotter.words_in
        clues = Clues(
            tuple(map(words_in, told)),
            words_in(self._nameless(" ".join(told[:2]), above)),
            above.labels,
            tuple(above.named),
            dated,
            any(ATTENDED.search(text) for text in told),
        )
        kinds = part.kinds.get(clues)
        if kinds is None:
            kinds = kinds_of(self.titles, part, clues)
            if len(part.kinds) < KNOWN:
                part.kinds[clues] = kinds
        if not kinds:
            return None
        feeds = self.titles.feeds
        uses = [Use(feeds[k.feed], k.columns, given_by(self.titles, k.feed, above)) for k in kinds]
        labels = part.labels
        myriad = {c for c, text in labels.items() if "万元" in text}
        if "单位:万元" in unicodedata.normalize("NFKC", above.text).replace(" ", ""):
            myriad |= {c for c in part.columns if "元" not in labels[c] or "万元" in labels[c]}
        days = part.laid_out(clues.few)[0] if uses[0].feed.kind == "attendance" else []
        return Table(part.columns[0], part.columns[-1] + 1, uses, labels, days, myriad)

    def _nameless(self, titled: str, above: Above) -> str:
        """The titles without the names that the lines below them give: 一中教学楼项目考勤表 is about a site, not teaching."""
        for label, value, _ in above.pairs:
            if any(column and column.parse == "org" for column in self.titles.match(label)):
                titled = titled.replace(_closed(str(value)), "") if len(str(value)) > 3 else titled
        return titled
