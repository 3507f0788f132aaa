"""What data rows yield: their cells parsed, bad ones told, good rows staged.

A workbook holds thirty sheets of fifty rows, and parsing a column costs as much for fifty cells as for a thousand: runs
of rows are therefore held until some thousand rows are together, or the batch of files ends, and parsed by their layout.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chunfeng.base.policy.declarations import Column
from chunfeng.engines.feeds.arrays import clocked, constant, plain, repeated, texts, valid
from chunfeng.engines.feeds.cells import Flags, Memo, Parsed, parse_column, shown
from chunfeng.engines.feeds.chunks import Chunk, joined
from chunfeng.engines.feeds.grid import Dated, Marks, unpivot
from chunfeng.engines.feeds.parts import Parts
from chunfeng.engines.feeds.reading import singular
from chunfeng.engines.feeds.recognise import Band, Use
from chunfeng.engines.feeds.returned import RETURNED, judged
from chunfeng.engines.feeds.states import ACCEPTED, ASIDE, REJECTED
from chunfeng.engines.feeds.totals import Amounts
from chunfeng.engines.feeds.values import Bad, Words, outputs

if TYPE_CHECKING:
    from chunfeng.engines.feeds.table import TableReader

#: Rows, of whatever layouts, that are held.
ENOUGH = 4_000
_UNIDENTIFIED = ("phone", "account", "address", "class_no", "provider", "trade", "level", "starts_on", "employer")


@dataclass
class Run:
    """Rows of one table that stand together. data: which are data. totals: (index, is a subtotal) of its total rows.

    band, dates: what the lines above these rows say, and the days of a grid by it; given: per use of the table, the raw
    values that they give. A line between the rows changes them for the rows below. amounts: known when they are parsed.
    """

    table: TableReader
    band: Band
    dates: list[Dated]
    chunk: Chunk
    data: Flags
    totals: list[tuple[int, bool]]
    given: list[dict[str, Any]]
    amounts: Amounts = field(default_factory=dict)

    @property
    def layout(self) -> tuple[Any, ...]:
        """Runs of an equal layout can be parsed as one."""
        table = self.table.table
        uses = tuple((u.feed.title, tuple(u.columns.items())) for u in table.uses)
        return self.chunk.shape, uses, frozenset(table.myriad), self.band.year, bool(table.days)


class Stage:
    """Where the rows of a batch of files go. Nothing is certain of a row until flush() has been called."""

    def __init__(self, parts: Parts, words: Words, memo: Memo) -> None:
        self.parts, self.words, self.memo = parts, words, memo
        self._clear()

    def _clear(self) -> None:
        self._runs: list[Run] = []
        self._rows = 0
        self._heads: dict[str, list[Any]] = {}
        self._head_types: dict[str, pa.DataType] = {}
        self._head_stem = ""

    @property
    def idle(self) -> bool:
        return not self._runs and not self._heads

    def take(self, run: Run) -> None:
        self._runs.append(run)
        self._rows += len(run.chunk)
        if self._rows >= ENOUGH:
            self._parse()

    def head(self, stem: str, row: dict[str, tuple[Any, pa.DataType]]) -> None:
        """What the lines above a list say of its class."""
        self._head_stem = self._head_stem or stem
        for name, (value, kind) in row.items():
            self._heads.setdefault(name, []).append(value)
            self._head_types[name] = kind

    def flush(self) -> None:
        self._parse()
        if self._heads:
            arrays = {n: pa.array(values, self._head_types[n]) for n, values in self._heads.items()}
            self.parts.write("class_heads", self._head_stem, pa.table(arrays))
        self._clear()

    def discard(self) -> None:
        """Forget everything handed on so far: the file is read again another way."""
        self.parts.discard()
        self._clear()

    def _parse(self) -> None:
        held, self._runs, self._rows = self._runs, [], 0
        alike: dict[Hashable, list[Run]] = {}
        for run in held:
            alike.setdefault(run.layout, []).append(run)
        for runs in alike.values():
            _Block(self, runs).stage_all()
        # A total stands for what is above it, of whatever layout.
        for run in held:
            run.table.sums.take(run.chunk.nos, run.data, run.totals, run.amounts)


class _Block:
    """Runs of one layout, their rows one below the other."""

    def __init__(self, stage: Stage, runs: list[Run]) -> None:
        self.stage, self.runs = stage, runs
        self.table, self.band = runs[0].table.table, runs[0].band
        self.chunk = joined([run.chunk for run in runs])
        self.data = np.concatenate([run.data for run in runs])
        self.stops = np.cumsum([len(run.chunk) for run in runs])
        self._parsed_columns: dict[tuple[int, str], Parsed] = {}
        self._nulls: dict[pa.DataType, pa.Array] = {}

    def stage_all(self) -> None:
        for at, use in enumerate(self.table.uses):
            rejected = self._use(use, at)
            if at == 0:
                states = np.where(self.data, np.where(rejected, REJECTED, ACCEPTED), ASIDE).astype(np.uint8)
                for run, span in self._spans():
                    run.table.states.lift(run.chunk.nos, states[span])
                self._amounts(use)

    def _spans(self) -> Iterator[tuple[Run, slice]]:
        start = 0
        for run, stop in zip(self.runs, self.stops.tolist(), strict=True):
            yield run, slice(start, stop)
            start = stop

    def _amounts(self, use: Use) -> None:
        amounts = {}
        for column in use.feed.columns:
            if column.parse == "money" and column.name in use.columns:
                array = self._parsed(column, use).array(pa.int64())
                amounts[column.name] = (array.fill_null(0).to_numpy(zero_copy_only=False), valid(array))
        if amounts:
            for run, span in self._spans():
                run.amounts = {name: (fen[span], known[span]) for name, (fen, known) in amounts.items()}

    def _parsed(self, column: Column, use: Use) -> Parsed:
        spot = use.columns[column.name]
        key = (spot, column.parse)
        if key not in self._parsed_columns:
            self._parsed_columns[key] = parse_column(
                self.chunk.column(spot),
                column.parse,
                self.stage.words,
                myriad=spot in self.table.myriad,
                year=self.band.year,
                memo=self.stage.memo,
            )
        return self._parsed_columns[key]

    def _per_run(self, values: list[Any], kind: pa.DataType) -> pa.Array:
        """One value a run, in each of its rows."""
        return repeated(values, kind, self.stops)

    # ---- columns

    def _use(self, use: Use, at: int) -> Flags:
        grid = bool(self.table.days) and at == 0
        arrays: dict[str, pa.Array] = {}
        halves: dict[str, pa.Array] = {}
        lost: dict[str, Parsed] = {}
        for column in use.feed.columns:
            here = self._parsed(column, use) if column.name in use.columns else None
            if here is not None:
                lost[column.name] = here
            told = self._told(column, here, at)
            fields = outputs(column.name, column.parse)
            for part, (name, kind) in enumerate(fields):
                values = [v[part] if isinstance(v, tuple) else v if part == 0 else None for v in told]
                array = self._array(here, values, kind, part if len(fields) > 1 else None)
                if name == column.name:
                    arrays[name] = array
                else:
                    halves[name] = pc.coalesce(plain(halves[name]), plain(array)) if name in halves else array
        number = lost.get("number")
        for name, array in halves.items():
            # A half of a compound cell never overwrites what a column of its own says.
            own = plain(arrays[name]) if name in arrays else None
            arrays[name] = array if own is None else pc.coalesce(own, plain(array).cast(own.type))
        if use.feed.strict and at == 0:
            rejected = self._strictly(use, arrays, lost)
            self._write(self.data & ~rejected, use, arrays, grid)
            return rejected
        rejected = self._rejected(use, arrays, lost, grid)
        keep = self.data & ~rejected
        for name, parsed in lost.items():
            # Of a rejected row too: its owner mends all of it at once. What rejected it is not said a second time.
            self._say(parsed.bad & self.data, name, use, parsed, "cell")
        if number is not None:
            arrays["number_wrong"] = number.wrong()
            if number.any_bad and at == 0:
                self._unidentified(self.data & rejected & number.bad, use, arrays, number)
        self._write(keep, use, arrays, grid)
        return rejected

    def _told(self, column: Column, here: Parsed | None, at: int) -> list[Any]:
        """Per run, what the lines above give for the rows that have no cell of this column, or a blank one."""
        # A month may also come from the title.
        if column.parse != "month" and not any(column.name in run.given[at] for run in self.runs):
            return [None] * len(self.runs)
        if here is None:
            return [run.table.given(run.band, run.given[at], column) for run in self.runs]
        blank = here.blank
        if not blank.any():
            return [None] * len(self.runs)
        return [
            run.table.given(run.band, run.given[at], column) if blank[span].any() else None
            for run, span in self._spans()
        ]

    def _array(self, here: Parsed | None, told: list[Any], kind: pa.DataType, pick: int | None) -> pa.Array:
        silent = all(v is None for v in told)
        if here is None:
            return self._nothing(kind) if silent else self._per_run(told, kind)
        array = here.array(kind, pick)
        if silent:
            return array
        there = self._per_run([v is not None for v in told], pa.bool_()).to_numpy(zero_copy_only=False)
        return pc.if_else(pa.array(here.blank & there), self._per_run(told, kind), plain(array))

    def _nothing(self, kind: pa.DataType) -> pa.Array:
        """A list has a few of the columns that its feed declares: the others share what they are."""
        if kind not in self._nulls:
            self._nulls[kind] = pa.nulls(len(self.chunk), kind)
        return self._nulls[kind]

    # ---- rows that are turned away, and cells that are

    def _rejected(self, use: Use, arrays: dict[str, pa.Array], lost: dict[str, Parsed], grid: bool) -> Flags:
        data = self.data
        rejected = np.zeros(len(data), dtype=np.bool_)
        required = [c for c in use.feed.columns if c.required]
        people = [c for c in required if c.parse in ("name", "number")]
        money = [c for c in required if c.parse == "money"]
        if people:
            nobody = np.ones(len(data), dtype=np.bool_)
            for name in ("name", "number"):
                if name in arrays:
                    nobody &= ~valid(arrays[name])
            numbers = lost.get("number")
            if numbers is not None:
                bad = numbers.bad & data
                self._say(bad, "number", use, numbers)
                rejected |= bad
            names = lost.get("name")
            if names is not None:
                wrong = names.bad & nobody & data & ~rejected
                self._say(wrong, "name", use, names)
                rejected |= wrong
            empty = nobody & data & ~rejected
            self._row(empty, "姓名", Bad("没有姓名，也没有身份证号", "请补填是谁"))
            rejected |= empty
        if money and not grid:
            some = np.zeros(len(data), dtype=np.bool_)
            for column in money:
                some |= valid(arrays[column.name])
                if column.name in lost:
                    wrong = lost[column.name].bad & data & ~rejected
                    self._say(wrong, column.name, use, lost[column.name])
                    rejected |= wrong
            self._missing(~some & data & ~rejected, money[0])
            rejected |= ~some & data
        for column in required:
            if column.parse in ("name", "number", "money") or grid:
                continue
            if column.name in lost:
                wrong = lost[column.name].bad & data & ~rejected
                self._say(wrong, column.name, use, lost[column.name])
                rejected |= wrong
            missing = ~valid(arrays[column.name]) & data & ~rejected
            self._missing(missing, column)
            rejected |= missing
        return rejected

    def _strictly(self, use: Use, arrays: dict[str, pa.Array], lost: dict[str, Parsed]) -> Flags:
        """Rows with any fault, written with their cells as they stand: see returned.py."""
        returned = judged(use.feed, arrays, lost, self.data, self._strays())
        if returned.rows:
            where = np.asarray(sorted(returned.rows))
            table = pa.table(returned.columns() | self._address(where))
            self.stage.parts.write(RETURNED, self.runs[0].table.stem, table)
        return returned.flags(len(self.data))

    def _strays(self) -> set[int]:
        if not any(run.table.site.strays for run in self.runs):
            return set()
        return {i for i, no, table in self._at(self.data) if no in table.site.strays}

    def _at(self, where: Flags) -> Iterator[tuple[int, int, TableReader]]:
        """(row of the block, row of the sheet, its table) of each flagged row."""
        rows = np.nonzero(where)[0]
        runs = np.searchsorted(self.stops, rows, side="right")
        for i, run in zip(rows.tolist(), runs.tolist(), strict=True):
            yield i, int(self.chunk.nos[i]), self.runs[run].table

    def _say(self, where: Flags, name: str, use: Use, parsed: Parsed, kind: str = "row") -> None:
        if not parsed.any_bad or not where.any():
            return
        column = next(c for c in use.feed.columns if c.name == name)
        title = column.titles[0] if column.titles else name
        for i, no, table in self._at(where):
            label = table.table.labels.get(use.columns[name], title)
            table.site.unread(no, kind, label, parsed.raw(i), parsed.outcome(i), column.personal)

    def _missing(self, where: Flags, column: Column) -> None:
        title = column.titles[0] if column.titles else column.name
        self._row(where, title, Bad(f"没有{title}", f"请补填{title}"))

    def _row(self, where: Flags, title: str, bad: Bad) -> None:
        for _, no, table in self._at(where):
            table.site.unread(no, "row", title, "", bad, None)

    def _unidentified(self, where: Flags, use: Use, arrays: dict[str, pa.Array], number: Parsed) -> None:
        mask = pa.array(where)
        rows = int(where.sum())
        out: dict[str, pa.Array] = {
            "subject_kind": pa.repeat(pa.scalar(singular(use.feed.kind)), rows),
            "name": texts(arrays.get("name"), mask, rows),
            "number_raw": pa.array([shown(number.raw(i)) for i in np.nonzero(where)[0].tolist()], pa.string()),
            "number_wrong": texts(arrays["number_wrong"], mask, rows),
        }
        for name in _UNIDENTIFIED:
            kind = pa.int32() if name == "level" else pa.date32() if name == "starts_on" else pa.string()
            array = arrays.get(name, arrays.get("class_starts_on") if name == "starts_on" else None)
            out[name] = array.filter(mask).cast(kind) if array is not None else pa.nulls(rows, kind)
        amount = next((arrays[n] for n in ("amount_fen", "paid_fen", "due_fen") if n in arrays), None)
        out["amount_fen"] = amount.filter(mask).cast(pa.int64()) if amount is not None else pa.nulls(rows, pa.int64())
        out |= self._address(np.nonzero(where)[0])
        self.stage.parts.write("unidentified", f"{self.runs[0].table.stem}_{use.feed.kind}", pa.table(out))

    # ---- what is written

    def _address(self, rows: Any) -> dict[str, pa.Array]:
        sites = [run.table.site for run in self.runs]
        runs = np.searchsorted(self.stops, rows, side="right")
        return {
            "file_no": pa.array(np.asarray([site.file_no for site in sites], dtype=np.int32)[runs]),
            "sheet_no": pa.array(np.asarray([site.sheet_no for site in sites], dtype=np.int32)[runs]),
            "row": pa.array(self.chunk.nos[rows].astype(np.int32)),
        }

    def _write(self, keep: Flags, use: Use, arrays: dict[str, pa.Array], grid: bool) -> None:
        count = len(keep)
        if count:
            # A list has a few of the columns that its feed declares; whoever reads a part takes the others for empty.
            arrays = {k: v for k, v in arrays.items() if v.null_count < count}
        rows = np.nonzero(keep)[0]
        if grid:
            marks = self._marks(keep)
            rows = marks.at
            at = pa.array(rows)
            arrays = {k: v.take(at) for k, v in arrays.items()} | marks.columns()
        else:
            if use.feed.kind == "attendance":
                arrays = clocked(arrays, count)
            if len(rows) < count:
                mask = pa.array(keep)
                arrays = {k: v.filter(mask) for k, v in arrays.items()}
        arrays["feed"] = constant(use.feed.title, len(rows))
        hints = [run.band.hint for run in self.runs]
        runs = np.searchsorted(self.stops, rows, side="right").astype(np.int32)
        if grid:
            heads = pa.array([run.band.first for run in self.runs], pa.int32()).take(pa.array(runs))
            arrays["head_row"] = pc.if_else(pc.is_valid(arrays["undated"]), heads, None)
        arrays["hint"] = pa.DictionaryArray.from_arrays(pa.array(runs), pa.array(hints, pa.string()))
        self.stage.parts.write(use.feed.kind, self.runs[0].table.stem, pa.table(arrays | self._address(rows)))

    def _marks(self, keep: Flags) -> Marks:
        found: list[Marks] = []
        for run, span in self._spans():
            table = run.table
            marks = unpivot(run.chunk, keep[span], table.table.days, run.dates, table.legend)
            for i, label, value, wrong in marks.bad:
                mend = "请对照记号说明改正" if "记号" in wrong else "请核对年月和日期"
                table.site.unread(int(run.chunk.nos[i]), "cell", label, value, Bad(wrong, mend), None)
            found.append(marks)
        return Marks.joined(found, [0, *self.stops.tolist()])
