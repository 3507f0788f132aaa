"""The rows of one table: which are data, and what holds for all of them. What they yield is the stage's."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from chunfeng.base.policy.declarations import Column
from chunfeng.engines.feeds.above import dated, period, read_above
from chunfeng.engines.feeds.cells import Flags, parse_one, shown
from chunfeng.engines.feeds.chunks import FEW, Chunk, RowChunk, is_blank
from chunfeng.engines.feeds.grid import dates_of
from chunfeng.engines.feeds.identities import like_numbers
from chunfeng.engines.feeds.legend import Legend
from chunfeng.engines.feeds.recognise import Band, Table, given_by, held_on
from chunfeng.engines.feeds.spelling import fold
from chunfeng.engines.feeds.staging import Run, Stage
from chunfeng.engines.feeds.states import HEAD, States
from chunfeng.engines.feeds.strangers import GLANCE, Strangers
from chunfeng.engines.feeds.titles import Titles
from chunfeng.engines.feeds.totals import Totals
from chunfeng.engines.feeds.values import Bad, Words
from chunfeng.engines.feeds.verdicts import DATA, EXAMPLE, HEADER, LABELS, MONTH, SUBTOTAL, TOTAL, judge, odd_among


@dataclass
class Site:
    """Where rows stand and where what they yield goes. lines: unread cells and rows of the current run."""

    file_no: int
    sheet_no: int
    file: str
    sheet: str
    words: Words
    titles: Titles
    stage: Stage
    totals: list[dict[str, Any]] = field(default_factory=list)
    lines: list[tuple[int, str, str, str, str, str, str | None]] = field(default_factory=list)
    #: Headers of columns that hold something and that no kind of list knows, in their order.
    unknown: dict[str, None] = field(default_factory=dict)
    #: Lines of the sheet so far, and by kind those beyond the most that are written.
    told: int = 0
    untold: Counter[str] = field(default_factory=Counter)
    #: Rows in which a quote has no other half.
    strays: frozenset[int] = frozenset()

    def unread(self, row: int, kind: str, column: str, value: object, bad: Bad, personal: str | None) -> None:
        self.lines.append((row, kind, column, shown(value)[:200], bad.wrong, bad.mend, personal))


class TableReader:
    def __init__(self, site: Site, band: Band, table: Table, number: int, legend: Legend, states: States) -> None:
        self.site, self.band, self.table, self.legend, self.states = site, band, table, legend, states
        self.stem = f"f{site.file_no:05d}_s{site.sheet_no:03d}_b{number:02d}"
        self.main = table.uses[0]
        self.columns = sorted({c for u in table.uses for c in u.columns.values()} | {d.column for d in table.days})
        self.lead = sorted(set(range(table.left, min(table.left + 3, table.right))) | set(self.person_columns()))
        self.sums = Totals(site, self.main)
        self._given: dict[tuple[str, str, type, Any, int | None], Any] = {}
        self._told: set[tuple[str, str]] = set()
        self.dates = dates_of(table.days, *self._calendar()) if table.days else []
        self._rows = 0
        self.strangers = Strangers(table, {d.column for d in table.days})

    def person_columns(self) -> list[int]:
        return [self.main.columns[n] for n in ("name", "number") if n in self.main.columns]

    def hold_on(self, band: Band, table: Table) -> Band:
        """List under list: what the lines above the first said holds for the next where its own lines do not say."""
        for before, use in zip(self.table.uses, table.uses, strict=False):
            if before.feed is use.feed:
                use.given = held_on(before, use.given, table.month is not None)
        if table.month is None and self.band.month is not None:
            table.year, table.month = self.band.year, self.band.month
            band = replace(band, year=table.year, month=table.month)
        return band

    def _calendar(self) -> tuple[int | None, int | None]:
        year, month = self.band.year, self.band.month
        if month and year:
            return year, month
        for use in self.table.uses:
            for column in use.feed.columns:
                if column.name.split("+")[0] in ("starts_on", "class_starts_on") and column.name in use.given:
                    start = parse_one(use.given[column.name], column.parse, self.site.words, self.site.stage.memo)
                    start = start[0] if isinstance(start, tuple) else start
                    if isinstance(start, dt.date):
                        # A sheet of a class that opened in December may begin with January.
                        first = next((day.month for day in self.table.days if day.month), start.month)
                        return year or start.year + (first < start.month - 6), month or start.month
        return year, month

    # ---- which rows are data

    def consume(self, chunk: Chunk) -> None:
        count = len(chunk)
        if not count:
            return
        filled = self._filled(chunk)
        if 2 * int(filled.sum()) < count:
            # A million blank rows below a list: each would take its place in every column that the feed declares.
            keep = np.nonzero(filled)[0]
            chunk, filled, count = chunk.only(keep), filled[keep], len(keep)
        look = self._worth_a_look(chunk, filled)
        data = filled.copy()
        totals: list[tuple[int, bool]] = []
        cuts: list[int] = []
        persons = self.person_columns()
        for i in np.nonzero(look)[0].tolist():
            cells = chunk.row(i)
            there = any(c < len(cells) and not is_blank(cells[c]) for c in persons)
            verdict = judge(
                cells, self.table.left, self.table.right, self.site.titles, self.band.signature, (bool(persons), there)
            )
            if verdict == DATA or (self.main.feed.strict and self._somebodys(cells, verdict)):
                continue
            data[i] = False
            if verdict == HEADER:
                self.states.lift(chunk.nos[i : i + 1], np.asarray([HEAD], dtype=np.uint8))
            elif verdict in (TOTAL, SUBTOTAL):
                totals.append((i, verdict == SUBTOTAL))
            elif verdict == LABELS:
                cuts.append(i)
        if isinstance(chunk, RowChunk):
            self.meet(chunk.row(i) for i in np.nonzero(data)[0][:GLANCE].tolist())
        start = 0
        for cut in [*cuts, count]:
            if cut > start:
                here = [(i - start, sub) for i, sub in totals if start <= i < cut]
                self._hand_on(chunk.slice(start, cut), data[start:cut], here)
            if cut < count:
                self._relabel(int(chunk.nos[cut]), chunk.row(cut))
            start = cut

    def meet(self, rows: Iterable[list[Any]]) -> None:
        """Columns that no feed knows, as these rows fill them. A text file's body never holds them: its head does."""
        for label, bad in self.strangers.met(rows):
            self.site.unknown.setdefault(label)
            if bad and not self.main.feed.strict:
                self.site.unread(self.band.last, "cell", label, "", bad, None)

    def _somebodys(self, cells: list[Any], verdict: int) -> bool:
        """Whether a row that looks like a note is one of a strict feed's all the same: its owner sees it accepted or
        returned, and it is never passed over for what stands in one of its cells."""
        if verdict in (HEADER, EXAMPLE):
            return False
        required = [self.main.columns.get(c.name) for c in self.main.feed.columns if c.required]
        there = sum(1 for c in required if c is not None and c < len(cells) and not is_blank(cells[c]))
        return there == len(required) or (verdict not in (TOTAL, SUBTOTAL) and 2 * there >= len(required))

    def _filled(self, chunk: Chunk) -> Flags:
        """Rows with something in any of the table's columns."""
        filled = np.zeros(len(chunk), dtype=np.bool_)
        for at, column in enumerate(self.columns, 1):
            filled |= ~chunk.blank(column)
            gaps = np.nonzero(~filled)[0]
            if len(gaps) <= FEW:
                for i in gaps.tolist():
                    cells = chunk.row(i)
                    filled[i] = any(c < len(cells) and not is_blank(cells[c]) for c in self.columns[at:])
                break
        return filled

    def _worth_a_look(self, chunk: Chunk, filled: Flags) -> Flags:
        look = np.zeros(len(chunk), dtype=np.bool_)
        raw = self.site.titles.raw
        numbers = self.main.columns.get("number")
        for column in self.lead:
            if column == numbers:
                continue
            words = chunk.distinct(column)
            heads = raw.intersection(words)
            found = odd_among(words) - heads
            if heads:
                look |= chunk.among(column, heads)
            if found:
                odd = chunk.among(column, found) & ~look
                # A column of firms is full of 公司; a row that holds an identity number is a person's all the same.
                look |= odd & ~self._identified(chunk, numbers, odd)
        keys = self.person_columns() or [
            self.main.columns[c.name] for c in self.main.feed.columns if c.required and c.name in self.main.columns
        ]
        if keys:
            empty = np.ones(len(chunk), dtype=np.bool_)
            for column in keys:
                empty &= chunk.blank(column)
            look |= empty & filled
        return look

    def _identified(self, chunk: Chunk, column: int | None, among: Flags) -> Flags:
        """Which of these rows have a number cell that looks like an identity number, whether or not it passes its check."""
        if column is None or not among.any():
            return np.zeros(len(chunk), dtype=np.bool_)
        rows = np.nonzero(among)[0]
        if len(rows) <= FEW:
            found = np.zeros(len(chunk), dtype=np.bool_)
            cells = [next(iter(chunk.row(i)[column : column + 1]), "") for i in rows.tolist()]
            # Totals and signatures: what is odd has seldom anything there.
            if any(cells):
                found[rows[like_numbers(cells)]] = True
            return found
        encoded = chunk.column(column)
        return encoded.at(like_numbers(encoded.values)) & among

    def _relabel(self, row: int, cells: list[Any]) -> None:
        """A `班次：第4期` line between the rows holds for the rows below it; so do a bare 第4期 and 2016年3月."""
        above = read_above([(row, cells)], self.site.titles)
        # Only what says nothing but a month: an opening date on the line is not the month of the marks.
        year, month = period([*dated(above), *[t for t in above.titles if MONTH.fullmatch(fold(t))]])
        if month:
            self.band = replace(self.band, year=year or self.band.year, month=month)
            if self.table.days:
                self.dates = dates_of(self.table.days, *self._calendar())
        for use in self.table.uses:
            at = self.site.titles.feeds.index(use.feed)
            use.given = held_on(use, given_by(self.site.titles, at, above), month is not None)

    def _hand_on(self, chunk: Chunk, data: Flags, totals: list[tuple[int, bool]]) -> None:
        self._rows += int(data.sum())
        given = [use.given for use in self.table.uses]
        self.site.stage.take(Run(self, self.band, self.dates, chunk, data, totals, given))

    def finish(self) -> None:
        """A table whose header stands there with no row below is present with no rows: its parts are written empty."""
        if not self._rows:
            self._hand_on(RowChunk([], self.band.last + 1), np.zeros(0, dtype=np.bool_), [])

    # ---- what holds for all rows

    def given(self, band: Band, raws: dict[str, Any], column: Column) -> Any:
        """The value that the lines above the rows give for a column, parsed; None if there is none."""
        raw = raws.get(column.name)
        if raw is None:
            if column.parse == "month" and band.year and band.month:
                return dt.date(band.year, band.month, 1)
            return None
        key = (column.name, column.parse, raw.__class__, raw, band.year)
        if key not in self._given:
            value = parse_one(raw, column.parse, self.site.words, self.site.stage.memo, band.year)
            if isinstance(value, Bad):
                self._tell(column, raw, value)
                value = None
            self._given[key] = value
        return self._given[key]

    def _tell(self, column: Column, raw: Any, bad: Bad) -> None:
        if (column.name, str(raw)) in self._told:
            return
        self._told.add((column.name, str(raw)))
        row = next((r for _, v, r in self.band.above.pairs if v == raw), self.band.first)
        title = column.titles[0] if column.titles else column.name
        self.site.unread(row, "cell", title, raw, bad, column.personal)
