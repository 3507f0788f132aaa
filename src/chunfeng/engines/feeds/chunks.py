"""Runs of sheet rows handed on together: columns are encoded to their distinct values before anything looks at a cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import chain, islice, zip_longest
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

Flags = np.ndarray[Any, np.dtype[np.bool_]]

#: Rows held as Python objects at a time.
CHUNK = 80_000
#: Up to this many rows are turned into columns as a whole: where all fit the cache, that costs less than one column does.
SHORT = 5_000
#: Cells that tell whether nearly every one of a column differs.
SAMPLE = 500
#: Rows that a column leaves open and that are then looked at cell by cell.
FEW = 64


_SPACES = "\u200b\ufeff\u00a0 \t\r\n\u3000'"


def is_blank(value: Any) -> bool:
    if value is None or value == "":
        return True
    return isinstance(value, str) and value[0] in _SPACES and not value.strip(_SPACES)


def filled(cells: Iterable[Any]) -> list[int]:
    """The places of the cells that are not blank. Most are empty or a plain text: those need no call."""
    return [
        at
        for at, cell in enumerate(cells)
        if cell != "" and ((cell.__class__ is str and cell[0] not in _SPACES) or not is_blank(cell))
    ]


def blank_among(values: Iterable[Any]) -> set[Any]:
    return {v for v in values if (not v or (v.__class__ is str and v[0] in _SPACES)) and is_blank(v)}


class Encoded:
    """A column as its distinct values and, per row, the index of its value."""

    __slots__ = ("_blank", "codes", "each", "values")

    def __init__(self, values: list[Any], codes: np.ndarray[Any, np.dtype[np.int32]], each: bool = False) -> None:
        # each: nearly every cell differs, so that the values stand in row order, one a row.
        self.values, self.codes, self.each = values, codes, each
        self._blank: np.ndarray[Any, np.dtype[np.bool_]] | None = None

    def flags(self, marks: list[bool]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        flags: np.ndarray[Any, np.dtype[np.bool_]] = np.asarray(marks, dtype=np.bool_)[self.codes]
        return flags

    def at(self, places: Sequence[int] | np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """The rows whose value is one of these (by index)."""
        if not len(places):
            return np.zeros(len(self.codes), dtype=np.bool_)
        marks = np.zeros(len(self.values), dtype=np.bool_)
        marks[places] = True
        return np.asarray(marks[self.codes])

    def among(self, values: Set[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return self.at([i for i, value in enumerate(self.values) if value in values])

    @property
    def blank(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Per row, whether the cell holds nothing to read."""
        if self._blank is None:
            spaces = _SPACES
            self._blank = self.at(
                [
                    i
                    for i, v in enumerate(self.values)
                    if (not v and (v is None or v == ""))
                    or (v.__class__ is str and v[0] in spaces and not v.strip(spaces))
                ]
            )
        return self._blank


class Chunk(Protocol):
    nos: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def shape(self) -> tuple[str, int]:
        """Chunks of an equal shape can be joined."""

    def __len__(self) -> int: ...
    def column(self, index: int) -> Encoded: ...
    def blank(self, index: int) -> Flags:
        """Per row, whether the cell of this column holds nothing to read."""

    def among(self, index: int, values: Set[Any]) -> Flags:
        """Per row, whether the cell of this column is one of these."""

    def block(self, columns: list[int]) -> Encoded:
        """Several columns by one set of values: the codes are a matrix of rows by columns."""

    def row(self, at: int) -> list[Any]: ...
    def distinct(self, index: int) -> set[Any] | list[Any]: ...
    def holding(
        self, words: frozenset[str], columns: list[int], sure: Collection[int] = (), start: int = 0
    ) -> list[int]:
        """Rows from start that hold two or more of the words in these columns, or one in a column that is sure."""

    def after_gap(self, columns: list[int], start: int = 0) -> list[int]:
        """Rows from start on that hold something in these columns, right below one that holds at most one thing there."""

    def slice(self, start: int, stop: int) -> Chunk: ...

    def only(self, rows: np.ndarray[Any, np.dtype[np.int64]]) -> Chunk:
        """The rows at these places, in order."""


class RowChunk:
    """Rows of a workbook: lists of Python values; `left` blank columns that the library left out stand before them."""

    def __init__(self, rows: list[list[Any]], first: int, left: int = 0) -> None:
        self.rows = rows
        self.left = left
        self.nos = np.arange(first, first + len(rows), dtype=np.int64)
        self._turned: list[tuple[Any, ...]] | None = None
        self._seen: dict[int, Encoded] = {}
        self._blank: dict[int, Flags] = {}
        self._whole: tuple[RowChunk, int, int] | None = None
        #: The chunks of which this one is made, one below the other.
        self._parts: Sequence[RowChunk] = ()
        self._sets: dict[int, set[Any]] = {}

    @property
    def shape(self) -> tuple[str, int]:
        return "rows", self.left

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, index: int) -> Encoded:
        encoded = self._seen.get(index)
        if encoded is None:
            if self._whole is not None and not self._whole[0].short:
                chunk, start, stop = self._whole
                known = chunk.column(index)
                encoded = (
                    each_apart(known.values[start:stop])
                    if known.each
                    else Encoded(known.values, known.codes[start:stop])
                )
            else:
                encoded = encode(self._cells(index))
            self._seen[index] = encoded
        return encoded

    @property
    def short(self) -> bool:
        return len(self.rows) <= SHORT

    def _cells(self, index: int) -> Sequence[Any]:
        if self._parts:
            # A list has columns that nobody reads, and the others were turned when it was looked at.
            return list(chain.from_iterable(part._cells(index) for part in self._parts))
        at = index - self.left
        if self._turned is None and self.short:
            self._turned = self._turn()
        if self._turned is not None:
            return self._turned[at] if 0 <= at < len(self._turned) else [""] * len(self.rows)
        if at < 0:
            return [""] * len(self.rows)
        try:
            return [row[at] for row in self.rows]
        except IndexError:
            return [row[at] if at < len(row) else "" for row in self.rows]

    def _turn(self) -> list[tuple[Any, ...]]:
        if self._whole is not None and self._whole[0]._turned is not None:
            chunk, start, stop = self._whole
            return [cells[start:stop] for cells in chunk._turned or ()]
        return list(zip_longest(*self.rows, fillvalue=""))

    def distinct(self, index: int) -> set[Any] | list[Any]:
        """The values of a column whose rows nobody asks for."""
        if index in self._seen:
            return self._seen[index].values
        if self._whole is not None and not self._whole[0].short:
            return self._whole[0].distinct(index)
        if index not in self._sets:
            self._sets[index] = set(self._cells(index))
        return self._sets[index]

    def blank(self, index: int) -> Flags:
        if not self.short:
            return self.column(index).blank
        if index not in self._blank:
            if self._whole is not None:
                chunk, start, stop = self._whole
                self._blank[index] = chunk.blank(index)[start:stop]
            else:
                self._blank[index] = self.among(index, blank_among(self.distinct(index)))
        return self._blank[index]

    def among(self, index: int, values: Set[Any]) -> Flags:
        if not values:
            return np.zeros(len(self.rows), dtype=np.bool_)
        if not self.short:
            return self.column(index).among(values)
        return np.asarray([value in values for value in self._cells(index)], dtype=np.bool_)

    def block(self, columns: list[int]) -> Encoded:
        cells = list(chain.from_iterable(zip(*map(self._cells, columns), strict=True)))
        found = encode(cells, apart=False)
        return Encoded(found.values, found.codes.reshape(-1, len(columns)))

    def row(self, at: int) -> list[Any]:
        return [""] * self.left + self.rows[at] if self.left else self.rows[at]

    def holding(
        self, words: frozenset[str], columns: list[int], sure: Collection[int] = (), start: int = 0
    ) -> list[int]:
        found: dict[int, int] = {}
        for column in columns:
            cells = self._cells(column)[start:]
            if not words.isdisjoint(cells):
                worth = 2 if column in sure else 1
                for at, cell in enumerate(cells, start):
                    if cell in words:
                        found[at] = found.get(at, 0) + worth
        return sorted(at for at, worth in found.items() if worth >= 2)

    def after_gap(self, columns: list[int], start: int = 0) -> list[int]:
        before = max(0, start - 1)
        some: Iterable[int] = range(before, len(self.rows))
        if len(columns) > 1:
            # Only where one of two columns is blank can less than two of all hold something.
            one, other = (self._cells(column)[before:] for column in columns[:2])
            gaps = blank_among(chain(one, other))
            if not gaps:
                return []
            some = [at for at, (a, b) in enumerate(zip(one, other, strict=True), before) if a in gaps or b in gaps]
        places = [c - self.left for c in columns if c >= self.left]
        held = {at: self._held(self.rows[at], places) for at in some}
        return [at + 1 for at, count in held.items() if count < 2 and at + 1 < len(self.rows) and held.get(at + 1, 2)]

    @staticmethod
    def _held(cells: list[Any], places: list[int]) -> int:
        """Whether none (0), one (1) or more (2) of the places hold something."""
        found = 0
        for place in places:
            # Most empty cells are the empty text: they need no call.
            if place < len(cells) and cells[place] != "" and not is_blank(cells[place]):
                found += 1
                if found == 2:
                    break
        return found

    def only(self, rows: np.ndarray[Any, np.dtype[np.int64]]) -> RowChunk:
        part = RowChunk([self.rows[at] for at in rows.tolist()], 0, self.left)
        part.nos = self.nos[rows]
        return part

    def slice(self, start: int, stop: int) -> RowChunk:
        if start == 0 and stop == len(self.rows):
            return self
        part = RowChunk(self.rows[start:stop], 0, self.left)
        part.nos = self.nos[start:stop]
        # The part shares the whole's distinct values; some of them may not occur in it.
        part._whole = (self, start, stop)
        return part


def each_apart(cells: list[Any]) -> Encoded:
    return Encoded(cells, np.arange(len(cells), dtype=np.int32), each=True)


def encode(cells: Sequence[Any], apart: bool = True) -> Encoded:
    """apart: where nearly every cell differs, they are not looked up but kept one a row."""
    if apart and len(cells) > FEW and len(set(sample := cells[-SAMPLE:])) > 0.9 * len(sample):
        return each_apart(list(cells))
    order: dict[Any, int] = dict.fromkeys(cells, 0)
    # True == 1 and they would share a code; a column that mixes them is a column of marks, where both mean present.
    for code, value in enumerate(order):
        order[value] = code
    codes = np.fromiter(map(order.__getitem__, cells), dtype=np.int32, count=len(cells))
    return Encoded(list(order), codes)


class ArrowChunk:
    """Records of a text file as columns of text, or of its bytes in `codec`; columns never asked for are not there."""

    def __init__(
        self, table: pa.Table, nos: np.ndarray[Any, np.dtype[np.int64]], columns: list[int], codec: str = "utf-8"
    ) -> None:
        self.table = table
        self.codec = codec
        self.nos = nos
        self.columns = columns
        self._at = {column: at for at, column in enumerate(columns)}
        self._width = (max(columns) + 1) if columns else 0
        self._seen: dict[int, Encoded] = {}

    def __len__(self) -> int:
        return len(self.nos)

    def column(self, index: int) -> Encoded:
        encoded = self._seen.get(index)
        if encoded is None:
            at = self._at.get(index)
            if at is None:
                encoded = Encoded([""], np.zeros(len(self), dtype=np.int32))
            else:
                array = self.table.column(at).dictionary_encode().combine_chunks()
                encoded = Encoded(self._texts(array.dictionary), array.indices.to_numpy(zero_copy_only=False))
            self._seen[index] = encoded
        return encoded

    def _texts(self, values: pa.Array) -> list[Any]:
        if pa.types.is_string(values.type):
            return values.to_pylist()
        # Figures and dates are the same in either encoding; most values are that.
        if len(values) and values.buffers()[2].to_pybytes().isascii():
            return values.view(pa.string()).to_pylist()
        raw = values.to_pylist()
        # One long text is decoded faster than its many parts; no byte of another character is 0 in either encoding.
        texts = b"\0".join(raw).decode(self.codec).split("\0")
        return texts if len(texts) == len(raw) else [value.decode(self.codec) for value in raw]

    @property
    def shape(self) -> tuple[str, int]:
        return "text", 0

    def block(self, columns: list[int]) -> Encoded:
        order: dict[Any, int] = {}
        codes = []
        for column in columns:
            encoded = self.column(column)
            own = [order.setdefault(value, len(order)) for value in encoded.values]
            codes.append(np.asarray(own, dtype=np.int32)[encoded.codes])
        return Encoded(list(order), np.stack(codes, axis=1))

    def distinct(self, index: int) -> set[Any] | list[Any]:
        return self.column(index).values

    def blank(self, index: int) -> Flags:
        return self.column(index).blank

    def among(self, index: int, values: Set[Any]) -> Flags:
        return self.column(index).among(values) if values else np.zeros(len(self), dtype=np.bool_)

    def holding(
        self, words: frozenset[str], columns: list[int], sure: Collection[int] = (), start: int = 0
    ) -> list[int]:
        look = np.zeros(len(self), dtype=np.uint8)
        for column in columns:
            values = self.distinct(column)
            if not words.isdisjoint(values):
                worth = np.uint8(2 if column in sure else 1)
                look += worth * self.column(column).among(words)
        return [int(i) for i in np.nonzero(look >= 2)[0] if i >= start]

    def after_gap(self, columns: list[int], start: int = 0) -> list[int]:
        held = np.zeros(len(self), dtype=np.uint8)
        for column in columns:
            held = np.minimum(held + ~self.column(column).blank, 2)
            if held.min(initial=2) >= 2:
                break
        return [at for at in (np.nonzero((held[:-1] <= 1) & (held[1:] >= 1))[0] + 1).tolist() if at >= start]

    def row(self, at: int) -> list[Any]:
        cells: list[Any] = [""] * self._width
        for column, place in self._at.items():
            cell = self.table.column(place)[at].as_py()
            cells[column] = cell if isinstance(cell, str) else cell.decode(self.codec)
        return cells

    def only(self, rows: np.ndarray[Any, np.dtype[np.int64]]) -> ArrowChunk:
        return ArrowChunk(self.table.take(pa.array(rows)), self.nos[rows], self.columns, self.codec)

    def slice(self, start: int, stop: int) -> ArrowChunk:
        if start == 0 and stop == len(self):
            return self
        return ArrowChunk(self.table.slice(start, stop - start), self.nos[start:stop], self.columns, self.codec)


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Chunks of one shape, one below the other."""
    if len(chunks) == 1:
        return chunks[0]
    nos = np.concatenate([chunk.nos for chunk in chunks])
    first = chunks[0]
    if isinstance(first, RowChunk):
        whole = RowChunk([row for chunk in chunks for row in chunk.rows], 0, first.left)  # type: ignore[attr-defined]
        whole.nos, whole._parts = nos, chunks  # type: ignore[assignment]
        return whole
    assert isinstance(first, ArrowChunk)
    return ArrowChunk(pa.concat_tables([chunk.table for chunk in chunks]), nos, first.columns, first.codec)  # type: ignore[attr-defined]


def chunked(rows: Iterator[list[Any]], left: int = 0, first: int = 1, size: int = CHUNK) -> Iterator[RowChunk]:
    while held := list(islice(rows, size)):
        yield RowChunk(held, first, left)
        # These rows must be gone before the next ones come.
        del held
        first += size
