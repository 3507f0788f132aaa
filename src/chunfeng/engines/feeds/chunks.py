"""Runs of sheet rows handed on together: columns are encoded to their distinct values before anything looks at a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

#: Rows held as Python objects at a time.
CHUNK = 80_000


_SPACES = "\u200b\ufeff\u00a0 \t\r\n\u3000'"


def is_blank(value: Any) -> bool:
    if value is None or value == "":
        return True
    return isinstance(value, str) and value[0] in _SPACES and not value.strip(_SPACES)


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

    def at(self, places: list[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """The rows whose value is one of these (by index)."""
        if not places:
            return np.zeros(len(self.codes), dtype=np.bool_)
        marks = np.zeros(len(self.values), dtype=np.bool_)
        marks[places] = True
        return np.asarray(marks[self.codes])

    @property
    def blank(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Per row, whether the cell holds nothing to read."""
        if self._blank is None:
            spaces = _SPACES
            self._blank = self.at(
                [
                    i
                    for i, v in enumerate(self.values)
                    if v is None or v == "" or (v.__class__ is str and v[0] in spaces and not v.strip(spaces))
                ]
            )
        return self._blank


class Chunk(Protocol):
    nos: np.ndarray[Any, np.dtype[np.int64]]

    def __len__(self) -> int: ...
    def column(self, index: int) -> Encoded: ...
    def row(self, at: int) -> list[Any]: ...
    def distinct(self, index: int) -> set[Any] | list[Any]: ...
    def slice(self, start: int, stop: int) -> Chunk: ...


class RowChunk:
    """Rows of a workbook: lists of Python values; `left` blank columns that the library left out stand before them."""

    def __init__(self, rows: list[list[Any]], first: int, left: int = 0) -> None:
        self.rows = rows
        self.left = left
        self.nos = np.arange(first, first + len(rows), dtype=np.int64)
        self._seen: dict[int, Encoded] = {}
        self._whole: tuple[RowChunk, int, int] | None = None
        self._sets: dict[int, set[Any]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, index: int) -> Encoded:
        encoded = self._seen.get(index)
        if encoded is None:
            if self._whole is not None:
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

    def _cells(self, index: int) -> list[Any]:
        at = index - self.left
        if at < 0:
            return [""] * len(self.rows)
        try:
            return [row[at] for row in self.rows]
        except IndexError:
            return [row[at] if at < len(row) else "" for row in self.rows]

    def distinct(self, index: int) -> set[Any] | list[Any]:
        """The values of a column whose rows nobody asks for."""
        if index in self._seen:
            return self._seen[index].values
        if self._whole is not None:
            return self._whole[0].distinct(index)
        if index not in self._sets:
            self._sets[index] = set(self._cells(index))
        return self._sets[index]

    def row(self, at: int) -> list[Any]:
        return [""] * self.left + self.rows[at]

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


def encode(cells: list[Any]) -> Encoded:
    if len(cells) > 4_000 and len(set(cells[100:2100])) > 1_800:
        return each_apart(cells)
    order: dict[Any, int] = dict.fromkeys(cells, 0)
    # True == 1 and they would share a code; a column that mixes them is a column of marks, where both mean present.
    for code, value in enumerate(order):
        order[value] = code
    codes = np.fromiter(map(order.__getitem__, cells), dtype=np.int32, count=len(cells))
    return Encoded(list(order), codes)


class ArrowChunk:
    """Records of a text file, already dictionary-encoded by the reader; columns never asked for are not there."""

    def __init__(self, batch: pa.RecordBatch, nos: np.ndarray[Any, np.dtype[np.int64]], columns: list[int]) -> None:
        self.batch = batch
        self.nos = nos
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
                array = self.batch.column(at)
                encoded = Encoded(array.dictionary.to_pylist(), array.indices.to_numpy(zero_copy_only=False))
            self._seen[index] = encoded
        return encoded

    def distinct(self, index: int) -> set[Any] | list[Any]:
        return self.column(index).values

    def row(self, at: int) -> list[Any]:
        cells: list[Any] = [""] * self._width
        for column, place in self._at.items():
            cells[column] = self.batch.column(place)[at].as_py() or ""
        return cells

    def slice(self, start: int, stop: int) -> ArrowChunk:
        if start == 0 and stop == len(self):
            return self
        return ArrowChunk(self.batch.slice(start, stop - start), self.nos[start:stop], list(self._at))


def chunked(rows: Iterator[list[Any]], left: int = 0, first: int = 1, size: int = CHUNK) -> Iterator[RowChunk]:
    held: list[list[Any]] = []
    for row in rows:
        held.append(row)
        if len(held) == size:
            yield RowChunk(held, first, left)
            first += size
            held = []
    if held:
        yield RowChunk(held, first, left)
