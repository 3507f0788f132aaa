"""One sheet from top to bottom: finds its tables, hands their rows on, and accounts for every row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from chunfeng.engines.feeds.above import Above, pairs_of, period, read_above, title_words
from chunfeng.engines.feeds.cells import parse_one
from chunfeng.engines.feeds.chunks import ArrowChunk, Chunk, RowChunk, filled, is_blank
from chunfeng.engines.feeds.header import Merge, is_numbering
from chunfeng.engines.feeds.legend import Legend, read_legend
from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.recognise import REACH, Band, Recogniser, Table, given_by
from chunfeng.engines.feeds.states import ACCEPTED, HEAD, REJECTED, States
from chunfeng.engines.feeds.table import Site, TableReader
from chunfeng.engines.feeds.titles import plain
from chunfeng.engines.feeds.values import outputs
from chunfeng.engines.feeds.verdicts import SIGNATURE, SUBTOTAL, TOTAL, judge

#: Rows at the top that are searched cell by cell; further down only rows that hold a known header word are looked at.
TOP = 60
_ASTRAY = ("没有认出这张表是什么名单，它的各行没有读", "请把这张表单独放一个工作表，并在标题中写明名单种类")
_LEGEND = re.compile(r"记号|符号|图例|说明|^注")


#: Where more rows than this follow a thin one, the list itself is thin, and only header words are looked for.
SPARSE = 2_000


class AnotherTable(Exception):
    """A text file holds a second table: it must be read the slow way, record by record."""


class SheetReader:
    def __init__(self, site: Site, finder: Recogniser, merges: list[Merge]) -> None:
        self.site, self.finder, self.merges = site, finder, merges
        self.tall = sorted((m for m in merges if m[1][0] > m[0][0]), key=lambda m: m[0])
        #: Values of merged cells that reach into the next run of rows, by their first cell.
        self.above: dict[tuple[int, int], Any] = {}
        self.states = States()
        self.band: Band | None = None
        self.readers: list[TableReader] = []
        self.kinds: list[str] = []
        self.tables = 0
        self.top: list[tuple[int, list[Any]]] = []
        self.unread_lines: list[dict[str, Any]] = []

    def run(self, chunks: Iterable[Chunk]) -> None:
        for chunk in chunks:
            self.take(chunk)
        self.close()

    def take(self, chunk: Chunk) -> None:
        if not len(chunk):
            return
        self.states.reach(int(chunk.nos[-1]))
        position = 0
        for band, gap, first, after in self._bands(chunk):
            self._consume(chunk, position, max(position, gap))
            self.states.head(int(chunk.nos[first]), int(chunk.nos[after - 1]))
            if band is not self.band:
                self.open(band, chunk, after)
            position = after
        self._consume(chunk, position, len(chunk))

    def head_only(self, band: Band, chunk: Chunk) -> None:
        """The records down to the header, found beforehand: the body comes another way."""
        self.states.reach(band.last)
        self.states.head(band.first, band.last)
        self.open(band, chunk, band.last)

    # ---- headers

    def _bands(self, chunk: Chunk) -> Iterable[tuple[Band, int, int, int]]:
        """(band, first row that is not the earlier table's, header's first row, row after the header), top to bottom."""
        done = 0
        base = int(chunk.nos[0])
        if isinstance(chunk, RowChunk) and self.band is None:
            rows = [chunk.row(i) for i in range(min(TOP, len(chunk)))]
            band = self.finder.find(rows, base, self.merges)
            if band:
                first, after = band.first - base, band.last - base + 1
                yield band, first, first, after
                done = after
        for at in self._candidates(chunk, done):
            if at < done or not self.finder.forms.look(chunk.row(at)).score:
                continue
            cells = chunk.row(at)
            if self.band is not None and self._same(cells):
                after = at + 1
                while (
                    after < len(chunk)
                    and after - at < self.band.last - self.band.first + 1
                    and (self._same(chunk.row(after)) or is_numbering(chunk.row(after)))
                ):
                    after += 1
                gap = self._gap(chunk, done, at)
                yield self._told_anew(chunk, gap, at, after), gap, at, after
                done = after
                continue
            if isinstance(chunk, ArrowChunk):
                raise AnotherTable
            band = self._further(chunk, done, at)
            if band:
                first, after = band.first - base, band.last - base + 1
                yield band, self._gap(chunk, done, first), first, after
                done = after
            elif self.band is not None and self._unknown(cells):
                # Its rows are not the earlier table's: read as that they would be wrong, passed over they would be lost.
                yield self._nobodys(chunk, at), self._gap(chunk, done, at), at, at + 1
                done = at + 1

    def _further(self, chunk: Chunk, done: int, at: int) -> Band | None:
        """A table below another. Rows of the one above are no titles of this one, but `at` may have a parent row."""
        low = self._gap(chunk, done, at)
        if low == at > done and all(isinstance(v, str) and not any(d.isdigit() for d in v) for v in chunk.row(at - 1)):
            low = self._gap(chunk, done, at - 1)
        base = int(chunk.nos[0])
        band = self.finder.find(self._rows(chunk, low, at + 8), base + low, self.merges, at - low, 1)
        return band if band and done <= band.first - base <= at + 1 else None

    def _rows(self, chunk: Chunk, low: int, stop: int) -> list[list[Any]]:
        return [chunk.row(i) for i in range(low, min(stop, len(chunk)))]

    def _unknown(self, cells: list[Any]) -> bool:
        """Header words and nothing else: the header of a table of some other kind."""
        here = filled(cells)
        if len(here) < 3 or any(not isinstance(cells[c], str) or any(d.isdigit() for d in cells[c]) for c in here):
            return False
        return 2 * sum(1 for c in here if self.finder.titles.knows(cells[c])) >= len(here)

    def _nobodys(self, chunk: Chunk, at: int) -> Band:
        row = int(chunk.nos[at])
        return Band(
            row, row, [], Above(), None, None, frozenset(), "", {}, [" ".join(map(str, chunk.row(at)[:6])).strip()]
        )

    def _candidates(self, chunk: Chunk, start: int) -> list[int]:
        mapped = {c for r in self.readers for c in r.columns}
        # A grid's header has one word, over the names; all else are days.
        people = {c for r in self.readers for c in r.person_columns()}
        columns = sorted(mapped | set(range(12 if self.band is None else 6)))
        found = set(chunk.holding(self.finder.titles.raw, columns, people, start))
        if mapped:
            # Headers stand right below a line that is blank, or a title, for the table that is being read.
            after_gap = chunk.after_gap(sorted(mapped), start)
            if len(after_gap) <= SPARSE:
                found.update(after_gap)
        return sorted(found)

    def _same(self, cells: list[Any]) -> bool:
        """Whether a row repeats the header: the same words over the same columns."""
        assert self.band is not None
        here = filled(cells)
        same = sum(1 for c in here if plain(cells[c]) in self.band.words.get(c, ()))
        return bool(here) and same >= 0.8 * len(here)

    def _told_anew(self, chunk: Chunk, low: int, at: int, after: int) -> Band:
        """The band of a repeated header: another one where the lines above it name another class, month or firm."""
        assert self.band is not None
        lines = [(int(chunk.nos[i]), chunk.row(i)) for i in range(low, at)]
        above = read_above(lines, self.finder.titles)
        fresh = [t for t in above.titles if t not in self.band.above.titles]
        said = [pair[:2] for pair in self.band.above.pairs]
        # Under a title of its own the same header may be a list of another kind.
        other = self._further(chunk, low, at) if fresh and not isinstance(chunk, ArrowChunk) else None
        main = other.tables[0].uses[0].feed if other else None
        named = main and any(mark in "".join(text.split()) for text in fresh for mark in main.marks)
        if not named or main == self.band.tables[0].uses[0].feed:
            other = None
        titled = other or title_words(fresh) or period(fresh) != (None, None)
        if not titled and all((label, value) in said for label, value, _ in above.pairs):
            if isinstance(chunk, ArrowChunk) and fresh:
                raise AnotherTable
            return self.band
        if isinstance(chunk, ArrowChunk):
            raise AnotherTable
        return other or self.finder.again(self.band, lines, above, int(chunk.nos[at]), int(chunk.nos[after - 1]))

    def _gap(self, chunk: Chunk, low: int, first: int) -> int:
        """Title and metadata lines right above a header belong to it, not to the table before."""
        titles = self.finder.titles
        at = first
        blank = False
        for back in range(first - 1, max(low, first - REACH) - 1, -1):
            cells = chunk.row(back)
            here = filled(cells)
            if not here:
                # One blank line may stand between a title and its header.
                if blank:
                    break
                blank = True
                continue
            texts = [str(cells[c]) for c in here]
            if judge(cells, 0, len(cells), titles, frozenset(), (False, False)) in (TOTAL, SUBTOTAL, SIGNATURE):
                break
            labelled = any(pairs_of(t)[0] or t.rstrip().endswith(("：", ":")) for t in texts)
            if not labelled and len(here) > (1 if self._mapped(here) > 1 else 2) and not titles.knows(cells[here[0]]):
                break
            if blank and len(here) > 1 and not labelled:
                break
            at = back
        return at

    def _mapped(self, here: list[int]) -> int:
        columns = {c for r in self.readers for c in r.columns}
        return sum(1 for c in here if c in columns)

    def open(self, band: Band, chunk: Chunk | None, after: int) -> None:
        self._finish_readers()
        earlier, self.readers = self.readers, []
        self.band = band
        for label in band.astray:
            self.site.unread(band.first, "sheet", label, "", Bad(*_ASTRAY), None)
        for at, table in enumerate(band.tables):
            self.tables += 1
            above = table.above
            lines = [*above.legends, *[t for t in above.titles if re.search(r"[√×○●△]", t)]]
            if table.days and chunk is not None:
                lines += self._legends_below(chunk, table)
            legend = read_legend(lines) if table.days else Legend()
            before = earlier[at] if at < len(earlier) else None
            view = band.over(table)
            if before and before.main.feed is table.uses[0].feed:
                view = before.hold_on(view, table)
                legend = legend if legend != Legend() else before.legend
            reader = TableReader(self.site, view, table, self.tables, legend, self.states)
            if before and before.main.feed is table.uses[0].feed:
                # A total at the very end stands for the lists above each other together.
                reader.sums = before.sums
            self.readers.append(reader)
            self.kinds += [u.feed.kind for u in table.uses if u.feed.kind not in self.kinds]
            self._class_head(view, table, reader)

    def _legends_below(self, chunk: Chunk, table: Table) -> list[str]:
        found: list[str] = []
        for column in range(table.left, min(table.left + 3, table.right)):
            said = {v for v in chunk.distinct(column) if v.__class__ is str and len(v) > 4 and _LEGEND.search(v)}
            if said:
                found += [v for v in chunk.column(column).values if v in said and v not in found]
        return found

    def _class_head(self, band: Band, table: Table, reader: TableReader) -> None:
        """A roster's title and metadata lines describe a class even where no class list stands in the folder."""
        main, at = table.uses[0], self.finder.classes
        if at is None or main.feed.kind not in ("enrolments", "attendance", "exams", "certificates", "claims"):
            return
        given = given_by(self.finder.titles, at, band.above)
        spread = {name for column in main.columns for name in column.split("+")}
        if not any(n in given for n in ("class_no", "starts_on", "starts_on+ends_on")) or "class_no" in spread:
            return
        row: dict[str, tuple[Any, pa.DataType]] = {
            name: (None, kind) for name, kind in self.finder.class_fields.items()
        }
        for column in self.finder.titles.feeds[at].columns:
            if column.name not in given:
                continue
            value = parse_one(given[column.name], column.parse, self.site.words, self.site.stage.memo, band.year)
            value = None if isinstance(value, Bad) else value
            for part, (name, kind) in enumerate(outputs(column.name, column.parse)):
                told = value[part] if isinstance(value, tuple) else value if part == 0 else None
                if told is not None and row[name][0] is None:
                    row[name] = (told, kind)
        text, number = pa.string(), pa.int32()
        row |= {"feed": (self.finder.titles.feeds[at].title, text), "hint": (band.hint, text)}
        row |= {"file_no": (self.site.file_no, number), "sheet_no": (self.site.sheet_no, number)}
        self.site.stage.head(reader.stem, row | {"row": (band.last + 1, number)})

    # ---- rows

    def _consume(self, chunk: Chunk, start: int, stop: int) -> None:
        if stop <= start or not self.readers:
            return
        part = chunk.slice(start, stop)
        if self.tall and isinstance(part, RowChunk):
            part = self._fill_down(part)
        for reader in self.readers:
            reader.consume(part)

    def _fill_down(self, chunk: RowChunk) -> RowChunk:
        """A cell merged over several rows holds for each of them; amounts are not multiplied."""
        assert self.band is not None
        low, high = int(chunk.nos[0]) - 1, int(chunk.nos[-1]) - 1
        skip = {d.column for t in self.band.tables for d in t.days} | {
            c
            for t in self.band.tables
            for u in t.uses
            for col in u.feed.columns
            if col.parse == "money" and (c := u.columns.get(col.name)) is not None
        }
        changed = False
        for (r1, c1), (r2, _) in self.tall:
            if r1 > high or r2 < low or c1 in skip or c1 < chunk.left:
                continue
            first = chunk.rows[r1 - low] if r1 >= low else []
            value = first[c1 - chunk.left] if c1 - chunk.left < len(first) else self.above.pop((r1, c1), "")
            if is_blank(value):
                continue
            if r2 > high:
                self.above[r1, c1] = value
            for r in range(max(r1 + 1, low), min(r2, high) + 1):
                row = chunk.rows[r - low]
                if c1 - chunk.left < len(row) and is_blank(row[c1 - chunk.left]):
                    row[c1 - chunk.left] = value
                    changed = True
        if changed:
            fresh = RowChunk(chunk.rows, 0, chunk.left)
            fresh.nos = chunk.nos
            return fresh
        return chunk

    def _finish_readers(self) -> None:
        for reader in self.readers:
            reader.finish()

    def close(self) -> None:
        self._finish_readers()
        self.readers = []

    def account(self, rows: int) -> dict[str, Any]:
        """rows = header + set aside + rows in; rows in = accepted + rejected: every row is exactly one of these."""
        header, accepted, rejected = (self.states.count(state) for state in (HEAD, ACCEPTED, REJECTED))
        return {
            "file_no": self.site.file_no,
            "sheet_no": self.site.sheet_no,
            "file": self.site.file,
            "sheet": self.site.sheet,
            "kinds": self.kinds,
            "rows": rows,
            "header": header,
            "set_aside": rows - header - accepted - rejected,
            "rows_in": accepted + rejected,
            "accepted": accepted,
            "rejected": rejected,
            "unknown": list(self.site.unknown),
        }
