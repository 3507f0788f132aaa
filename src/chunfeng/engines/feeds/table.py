"""The rows of one table: which are data, which are accepted, and what each of its kinds takes from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chunfeng.base.policy.declarations import Column
from chunfeng.engines.feeds.above import period, read_above
from chunfeng.engines.feeds.arrays import clocked, constant, texts, valid
from chunfeng.engines.feeds.cells import Flags, Memo, Parsed, parse_column, parse_one, shown
from chunfeng.engines.feeds.chunks import Chunk, RowChunk, is_blank
from chunfeng.engines.feeds.grid import dates_of, unpivot
from chunfeng.engines.feeds.legend import Legend
from chunfeng.engines.feeds.parts import Parts
from chunfeng.engines.feeds.reading import singular
from chunfeng.engines.feeds.recognise import Band, Table, Use, dated, given_by, held_on
from chunfeng.engines.feeds.spelling import fold
from chunfeng.engines.feeds.titles import Titles
from chunfeng.engines.feeds.totals import Totals
from chunfeng.engines.feeds.values import Bad, Words, outputs
from chunfeng.engines.feeds.verdicts import DATA, HEADER, LABELS, MONTH, ODD, SUBTOTAL, TOTAL, judge

ASIDE, HEAD, ACCEPTED, REJECTED = 0, 1, 2, 3
_UNIDENTIFIED = ("phone", "account", "address", "class_no", "provider", "trade", "level", "starts_on", "employer")


@dataclass
class Site:
    """Where rows stand and where what they yield goes. lines: unread cells and rows of the current run."""

    file_no: int
    sheet_no: int
    file: str
    sheet: str
    words: Words
    titles: Titles
    parts: Parts
    memo: Memo
    fine: set[Any]
    totals: list[dict[str, Any]] = field(default_factory=list)
    lines: list[tuple[int, str, str, str, str, str, str | None]] = field(default_factory=list)

    def plainly(self, value: Any) -> bool:
        """Remembers a value that is no odd word; always False, so that a filter can call it last."""
        self.fine.add(value)
        return False

    def unread(self, row: int, kind: str, column: str, value: object, bad: Bad, personal: str | None) -> None:
        self.lines.append((row, kind, column, shown(value)[:200], bad.wrong, bad.mend, personal))


class TableReader:
    def __init__(self, site: Site, band: Band, table: Table, number: int, legend: Legend) -> None:
        self.site, self.band, self.table, self.legend = site, band, table, legend
        self.stem = f"f{site.file_no:05d}_s{site.sheet_no:03d}_b{number:02d}"
        self.main = table.uses[0]
        self.columns = sorted({c for u in table.uses for c in u.columns.values()} | {d.column for d in table.days})
        self.lead = sorted(set(range(table.left, min(table.left + 3, table.right))) | set(self.person_columns()))
        self._sums = Totals(site, self.main, table)
        self._given_cache: dict[tuple[str, str], Any] = {}
        self._told: set[tuple[str, str]] = set()
        self.dates = dates_of(table.days, *self._calendar()) if table.days else []
        self.rows = 0

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

    def carry(self, before: TableReader) -> None:
        self._sums.carry(before._sums)

    def _calendar(self) -> tuple[int | None, int | None]:
        year, month = self.band.year, self.band.month
        if month and year:
            return year, month
        for use in self.table.uses:
            for column in use.feed.columns:
                if column.name.split("+")[0] in ("starts_on", "class_starts_on") and column.name in use.given:
                    start = parse_one(use.given[column.name], column.parse, self.site.words)
                    start = start[0] if isinstance(start, tuple) else start
                    if isinstance(start, dt.date):
                        return year or start.year, month or start.month
        return year, month

    # ---- which rows are data

    def consume(self, chunk: Chunk, states: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        """states: per sheet row what it is; this table only ever raises it."""
        count = len(chunk)
        if not count:
            return
        filled = np.zeros(count, dtype=np.bool_)
        for column in self.columns:
            filled |= ~chunk.column(column).blank
            if filled.all():
                break
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
            if verdict == DATA:
                continue
            data[i] = False
            if verdict == HEADER:
                states[chunk.nos[i] - 1] = max(states[chunk.nos[i] - 1], HEAD)
            elif verdict in (TOTAL, SUBTOTAL):
                totals.append((i, verdict == SUBTOTAL))
            elif verdict == LABELS:
                cuts.append(i)
        start = 0
        for cut in [*cuts, count]:
            part = chunk.slice(start, cut)
            if len(part):
                here = [(i - start, sub) for i, sub in totals if start <= i < cut]
                self._rows(part, data[start:cut], here, states)
            if cut < count:
                self._relabel(int(chunk.nos[cut]), chunk.row(cut))
            start = cut

    def _worth_a_look(self, chunk: Chunk, filled: Flags) -> Flags:
        look = np.zeros(len(chunk), dtype=np.bool_)
        raw = self.site.titles.raw
        odd, fine = ODD.search, self.site.fine
        plainly = self.site.plainly
        numbers = self.main.columns.get("number")
        identified: Flags | None = None
        for column in self.lead:
            if column == numbers:
                continue
            words = [v for v in chunk.distinct(column) if v.__class__ is str and not v.isdigit() and v not in fine]
            heads = {v for v in words if v in raw}
            found = {v for v in words if v not in heads and (odd(v) or plainly(v))}
            encoded = chunk.column(column) if heads or found else None
            if encoded is not None and heads:
                look |= encoded.at([i for i, v in enumerate(encoded.values) if v in heads])
            if encoded is not None and found:
                if identified is None:
                    identified = self._identified(chunk, numbers)
                # A column of firms is full of 公司; a row that holds an identity number is a person's all the same.
                look |= encoded.at([i for i, v in enumerate(encoded.values) if v in found]) & ~identified
        if len(fine) > 300_000:
            fine.clear()
        keys = self.person_columns() or [
            self.main.columns[c.name] for c in self.main.feed.columns if c.required and c.name in self.main.columns
        ]
        if keys:
            empty = np.ones(len(chunk), dtype=np.bool_)
            for column in keys:
                encoded = chunk.column(column)
                empty &= encoded.blank
            look |= empty & filled
        return look

    def _identified(self, chunk: Chunk, column: int | None) -> Flags:
        """Rows whose number cell looks like an identity number, whether or not it passes its check."""
        if column is None:
            return np.zeros(len(chunk), dtype=np.bool_)
        encoded = chunk.column(column)
        return encoded.at(
            [i for i, v in enumerate(encoded.values) if v.__class__ is str and len(v) in (15, 18) and v[:14].isdigit()]
        )

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
        self._given_cache.clear()

    def finish(self) -> None:
        """A table whose header stands there with no row below is present with no rows: its parts are written empty."""
        if not self.rows:
            empty = RowChunk([], self.band.last + 1)
            nothing = np.zeros(0, dtype=np.bool_)
            for at, use in enumerate(self.table.uses):
                self._use(empty, nothing, use, {}, at)

    # ---- what the data rows yield

    def _rows(
        self, chunk: Chunk, data: Flags, totals: list[tuple[int, bool]], states: np.ndarray[Any, np.dtype[np.uint8]]
    ) -> None:
        parsed: dict[tuple[int, str], Parsed] = {}
        for at, use in enumerate(self.table.uses):
            rejected = self._use(chunk, data, use, parsed, at)
            if at == 0:
                state = np.where(data, np.where(rejected, REJECTED, ACCEPTED), ASIDE).astype(np.uint8)
                spot = chunk.nos - 1
                states[spot] = np.maximum(states[spot], state)
                self.rows += int(data.sum())
                self._sums.take(chunk, data, totals, lambda c: self._parsed(parsed, chunk, c, self.main))

    def _parsed(self, cache: dict[tuple[int, str], Parsed], chunk: Chunk, column: Column, use: Use) -> Parsed:
        spot = use.columns[column.name]
        key = (spot, column.parse)
        if key not in cache:
            cache[key] = parse_column(
                chunk.column(spot),
                column.parse,
                self.site.words,
                myriad=spot in self.table.myriad,
                year=self.band.year,
                memo=self.site.memo,
            )
        return cache[key]

    def given(self, use: Use, column: Column) -> Any:
        """The value that the lines above the table give for a column, parsed; None if there is none."""
        key = (use.feed.title, column.name)
        if key not in self._given_cache:
            raw = use.given.get(column.name)
            value = None
            if raw is not None:
                value = parse_one(raw, column.parse, self.site.words, self.band.year)
                if isinstance(value, Bad):
                    if (column.name, str(raw)) not in self._told:
                        self._told.add((column.name, str(raw)))
                        row = next((r for _, v, r in self.band.above.pairs if v == raw), self.band.first)
                        self.site.unread(
                            row, "cell", column.titles[0] if column.titles else column.name, raw, value, column.personal
                        )
                    value = None
            elif column.parse == "month" and self.band.year and self.band.month:
                value = dt.date(self.band.year, self.band.month, 1)
            self._given_cache[key] = value
        return self._given_cache[key]

    def _use(self, chunk: Chunk, data: Flags, use: Use, cache: dict[tuple[int, str], Parsed], at: int) -> Flags:
        count = len(chunk)
        grid = bool(self.table.days) and at == 0
        arrays: dict[str, pa.Array] = {}
        halves: dict[str, pa.Array] = {}
        lost: dict[str, Parsed] = {}
        for column in use.feed.columns:
            here = self._parsed(cache, chunk, column, use) if column.name in use.columns else None
            value = self.given(use, column) if here is None or here.blank.any() else None
            if here is not None:
                lost[column.name] = here
            fields = outputs(column.name, column.parse)
            for part, (name, kind) in enumerate(fields):
                told = value[part] if isinstance(value, tuple) else value if part == 0 else None
                if here is None:
                    array = pa.nulls(count, kind) if told is None else pa.repeat(pa.scalar(told, kind), count)
                else:
                    array = here.array(kind, part if len(fields) > 1 else None)
                    if told is not None:
                        array = pc.if_else(pa.array(here.blank), pa.scalar(told, kind), array)
                if name == column.name:
                    arrays[name] = array
                else:
                    halves[name] = pc.coalesce(halves[name], array) if name in halves else array
        number = lost.get("number")
        for name, array in halves.items():
            # A half of a compound cell never overwrites what a column of its own says.
            arrays[name] = pc.coalesce(arrays[name], array.cast(arrays[name].type)) if name in arrays else array
        rejected = self._rejected(chunk, data, use, arrays, lost, grid)
        keep = data & ~rejected
        self._bad_cells(chunk, keep, use, lost, grid)
        if number is not None:
            said = [o.wrong if isinstance(o, Bad) else None for o in number.outcomes]
            arrays["number_wrong"] = pa.array(said, pa.string()).take(pa.array(number.encoded.codes))
            if number.bad.any() and at == 0:
                self._unidentified(chunk, data & rejected & number.bad, use, arrays, number)
        self._write(chunk, keep, use, arrays, grid)
        return rejected

    def _rejected(
        self, chunk: Chunk, data: Flags, use: Use, arrays: dict[str, pa.Array], lost: dict[str, Parsed], grid: bool
    ) -> Flags:
        rejected = np.zeros(len(chunk), dtype=np.bool_)
        required = [c for c in use.feed.columns if c.required]
        people = [c for c in required if c.parse in ("name", "number")]
        money = [c for c in required if c.parse == "money"]
        if people:
            nobody = np.ones(len(chunk), dtype=np.bool_)
            for name in ("name", "number"):
                if name in arrays:
                    nobody &= ~valid(arrays[name])
            numbers = lost.get("number")
            bad = numbers.bad & data if numbers is not None else np.zeros(len(chunk), dtype=np.bool_)
            if numbers is not None:
                self._say(chunk, bad, "number", use, numbers)
                rejected |= bad
            names = lost.get("name")
            if names is not None:
                wrong = names.bad & nobody & data & ~rejected
                self._say(chunk, wrong, "name", use, names)
                rejected |= wrong
            empty = nobody & data & ~rejected
            for i in np.nonzero(empty)[0].tolist():
                self.site.unread(
                    int(chunk.nos[i]), "row", "姓名", "", Bad("没有姓名，也没有身份证号", "请补填是谁"), None
                )
            rejected |= empty
        if money and not grid:
            some = np.zeros(len(chunk), dtype=np.bool_)
            for column in money:
                some |= valid(arrays[column.name])
                if column.name in lost:
                    wrong = lost[column.name].bad & data & ~rejected
                    self._say(chunk, wrong, column.name, use, lost[column.name])
                    rejected |= wrong
            self._missing(chunk, ~some & data & ~rejected, money[0])
            rejected |= ~some & data
        for column in required:
            if column.parse in ("name", "number", "money") or grid:
                continue
            if column.name in lost:
                wrong = lost[column.name].bad & data & ~rejected
                self._say(chunk, wrong, column.name, use, lost[column.name])
                rejected |= wrong
            missing = ~valid(arrays[column.name]) & data & ~rejected
            self._missing(chunk, missing, column)
            rejected |= missing
        return rejected

    def _say(self, chunk: Chunk, where: Flags, name: str, use: Use, parsed: Parsed, kind: str = "row") -> None:
        if not where.any():
            return
        column = next(c for c in use.feed.columns if c.name == name)
        label = self.table.labels.get(use.columns[name], column.titles[0] if column.titles else name)
        for i in np.nonzero(where)[0].tolist():
            self.site.unread(int(chunk.nos[i]), kind, label, parsed.raw(i), parsed.outcome(i), column.personal)

    def _missing(self, chunk: Chunk, where: Flags, column: Column) -> None:
        title = column.titles[0] if column.titles else column.name
        for i in np.nonzero(where)[0].tolist():
            self.site.unread(int(chunk.nos[i]), "row", title, "", Bad(f"没有{title}", f"请补填{title}"), None)

    def _bad_cells(self, chunk: Chunk, keep: Flags, use: Use, lost: dict[str, Parsed], grid: bool) -> None:
        for name, parsed in lost.items():
            self._say(chunk, parsed.bad & keep, name, use, parsed, "cell")

    def _unidentified(self, chunk: Chunk, where: Flags, use: Use, arrays: dict[str, pa.Array], number: Parsed) -> None:
        mask = pa.array(where)
        rows = int(where.sum())
        out: dict[str, pa.Array] = {
            "subject_kind": pa.repeat(pa.scalar(singular(use.feed.kind)), rows),
            "name": texts(arrays.get("name"), mask, rows),
            "number_raw": pa.array([shown(number.raw(i)) for i in np.nonzero(where)[0].tolist()], pa.string()),
            "number_wrong": arrays["number_wrong"].filter(mask),
        }
        for name in _UNIDENTIFIED:
            kind = pa.int32() if name == "level" else pa.date32() if name == "starts_on" else pa.string()
            array = arrays.get(name, arrays.get("class_starts_on") if name == "starts_on" else None)
            out[name] = array.filter(mask).cast(kind) if array is not None else pa.nulls(rows, kind)
        amount = next((arrays[n] for n in ("amount_fen", "paid_fen", "due_fen") if n in arrays), None)
        out["amount_fen"] = amount.filter(mask).cast(pa.int64()) if amount is not None else pa.nulls(rows, pa.int64())
        out |= self._address(chunk.nos[where], rows)
        self.site.parts.write("unidentified", f"{self.stem}_{use.feed.kind}", pa.table(out))

    def _address(self, nos: Any, count: int) -> dict[str, pa.Array]:
        return {
            "file_no": pa.repeat(pa.scalar(self.site.file_no, pa.int32()), count),
            "sheet_no": pa.repeat(pa.scalar(self.site.sheet_no, pa.int32()), count),
            "row": pa.array(nos.astype(np.int32)),
        }

    def _write(self, chunk: Chunk, keep: Flags, use: Use, arrays: dict[str, pa.Array], grid: bool) -> None:
        if "number" in arrays:
            arrays.setdefault("number_kind", pa.nulls(len(chunk), pa.string()))
            arrays.setdefault("number_wrong", pa.nulls(len(chunk), pa.string()))
        if grid:
            arrays, nos = self._marks(chunk, keep, arrays)
        else:
            if use.feed.kind == "attendance":
                arrays = clocked(arrays, len(chunk))
            if not keep.all():
                mask = pa.array(keep)
                arrays = {k: v.filter(mask) for k, v in arrays.items()}
            nos = chunk.nos[keep]
            if use.feed.kind == "attendance":
                for name, kind in (("slot", pa.int32()), ("day_no", pa.int32())):
                    arrays.setdefault(name, pa.nulls(len(nos), kind))
        count = len(nos)
        arrays["feed"] = constant(use.feed.title, count)
        arrays["hint"] = constant(self.band.hint, count)
        self.site.parts.write(use.feed.kind, self.stem, pa.table(arrays | self._address(nos, count)))

    def _marks(self, chunk: Chunk, keep: Flags, arrays: dict[str, pa.Array]) -> tuple[dict[str, pa.Array], Any]:
        seen: set[str] = set()
        for day in self.table.days:
            encoded = chunk.column(day.column)
            seen.update(shown(encoded.values[c]).strip() for c in np.unique(encoded.codes).tolist())
        binary = seen <= {"0", "1", ""}
        marks = unpivot(chunk, keep, self.table.days, self.dates, self.legend, binary)
        for i, label, value, wrong in marks.bad:
            mend = "请对照记号说明改正" if "记号" in wrong else "请核对年月和日期"
            self.site.unread(int(chunk.nos[i]), "cell", label, value, Bad(wrong, mend), None)
        at = pa.array(marks.at)
        out = {k: pa.nulls(len(at), v.type) if v.null_count == len(v) else v.take(at) for k, v in arrays.items()}
        out["marked_on"], out["slot"], out["day_no"] = marks.marked_on, marks.slot, marks.day_no
        out["status"], out["in_at"], out["out_at"] = marks.status, marks.in_at, marks.out_at
        return out, chunk.nos[marks.at]
