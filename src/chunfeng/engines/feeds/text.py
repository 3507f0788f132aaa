"""Text files with the records of the standard csv reader: the n-th record is row n, blank lines counted.

The fast way reads the body with Arrow into columns. Arrow and the csv module agree on everything but ragged
records (which Arrow hands back one by one) and broken quoting (which makes it fail, and the slow way takes over).

A long list in GB18030 is cut into columns as it is and only its distinct values are decoded: no comma, quote or line
break is ever the second half of a character there, and decoding all of it costs more than reading it.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from chunfeng.engines.feeds.chunks import ArrowChunk, Chunk, chunked
from chunfeng.engines.feeds.quotes import unpaired

csv.field_size_limit(1 << 24)
#: Records looked at before the fast way starts; the header must end within them.
HEAD = 60
BLOCK = 2 << 20
#: Bounds of the text that is handed on together, and the distinct values, as Python objects, that it may hold.
LEAST, MOST, OBJECTS = 16 << 20, 96 << 20, 2_000_000
SAMPLE = 1 << 20
MAX_RAGGED = 20_000


class Unreadable(Exception):
    """wrong, mend in args."""


def load(path: Path, sample: bool) -> tuple[bytes, str]:
    """The file as UTF-8 without mark, and the encoding it had.

    sample: believe the first megabyte of a long file, which stays in GB18030 if it is (encoding sampled-gb18030).
    """
    with path.open("rb") as file:
        # A mark cut off afterwards, or put back before the rest, would copy the whole list.
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        data = file.read()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16").encode("utf-8"), "utf-16"
        except UnicodeError as error:
            raise Unreadable("编码读不出来（UTF-16 已损坏）", "请另存为 UTF-8 编码的 csv") from error
    if sample and len(data) > 2 * SAMPLE:
        cut = data.index(b"\n", SAMPLE) if b"\n" in data[SAMPLE : 2 * SAMPLE] else SAMPLE
        for encoding in ("utf-8", "gb18030"):
            with contextlib.suppress(UnicodeDecodeError):
                str(memoryview(data)[:cut], encoding)
                return data, f"sampled-{encoding}"
    try:
        str(data, "utf-8")
        return data, "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030").encode("utf-8"), "gb18030"
    except UnicodeDecodeError:
        pass
    # A few broken bytes must not cost the whole list: they become replacement marks, whose cells are then judged. By the
    # line only after that: what is broken in one encoding often passes for other characters in the other.
    for name, text in (("damaged", _marked(data)), ("mixed", "\n".join(map(_line, data.split(b"\n"))))):
        if text.count("\ufffd") <= max(20, len(text) // 50):
            return text.encode("utf-8"), name
    raise Unreadable("编码读不出来，或者不是文本文件", "请另存为 UTF-8 编码的 csv")


def _marked(data: bytes) -> str:
    return min((data.decode(name, "replace") for name in ("utf-8", "gb18030")), key=lambda text: text.count("\ufffd"))


def _line(data: bytes) -> str:
    """Of lists put together by copying files each line is in one encoding; a line break is part of no character."""
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("gb18030", "replace")


def delimiter_of(data: bytes) -> str:
    head = data[:8192]
    counts = {d: head.count(d.encode()) for d in (",", "\t", ";")}
    best = max(counts, key=lambda d: counts[d])
    return best if counts[best] > 2 * counts[","] else ","


class Text:
    def __init__(self, path: Path, sample: bool = False) -> None:
        self.data, self.encoding = load(path, sample)
        self.sampled = self.encoding.startswith("sampled")
        #: How data is encoded now.
        self.codec = "gb18030" if self.encoding == "sampled-gb18030" else "utf-8"
        if b"\0" in self.data[:65536]:
            raise Unreadable("不是文本文件", "请提供 csv 或 xlsx")
        self.delimiter = delimiter_of(self.data)
        #: Numbers of the records in which a quote has no other half.
        self.data, self.strays = unpaired(self.data, self.delimiter)
        self.rows = 0

    def records(self) -> Iterator[list[str]]:
        stream = io.TextIOWrapper(io.BytesIO(self.data), encoding=self.codec, errors="replace", newline="")
        reader = csv.reader(stream, delimiter=self.delimiter)
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                record = ["\ufffd"]
            self.rows += 1
            yield record

    def slow(self) -> Iterator[Chunk]:
        self.rows = 0
        return iter(chunked(self.records()))

    def head(self) -> list[list[str]]:
        out: list[list[str]] = []
        self.rows = 0
        for record in self.records():
            out.append(record)
            if len(out) >= HEAD:
                break
        self.rows = 0
        return out

    def offset_after(self, records: int) -> int:
        """The byte where record number records + 1 begins."""
        stream = io.BytesIO(self.data)

        def lines() -> Iterator[str]:
            while line := stream.readline():
                yield line.decode(self.codec, "replace")

        reader = csv.reader(lines(), delimiter=self.delimiter)
        for _ in range(records):
            next(reader, None)
        return stream.tell()

    def fast(self, after: int, width: int, columns: list[int]) -> Iterator[Chunk]:
        """Chunks of the records after the header. Raises pa.ArrowInvalid where only the slow way is right.

        Their values may be of another encoding than the sample: looking at them raises UnicodeDecodeError.
        """
        body = pa.py_buffer(memoryview(self.data)[self.offset_after(after) :])
        self.rows = after
        if not body.size:
            return
        odd: list[tuple[int, str]] = []
        held: list[pa.RecordBatch] = []
        first = self.rows + 1
        span = size = 0
        for batch in self._batches(body, width, columns, odd):
            end = self.rows + batch.num_rows
            gaps: list[tuple[int, str]] = []
            # Record numbers run on over the ragged ones; those that fall into this batch's span lie in between.
            while len(gaps) < len(odd) and odd[len(gaps)][0] + after <= end + 1:
                gaps.append((odd[len(gaps)][0] + after - self.rows - 1, odd[len(gaps)][1]))
                end += 1
            del odd[: len(gaps)]
            held.append(self._with(batch, gaps, columns) if gaps else batch)
            size += held[-1].nbytes
            self.rows = end
            span = span or self._span(batch)
            if size >= span:
                yield self._chunk(held, first, columns)
                first, held, size = end + 1, [], 0
        if odd:
            empty = pa.record_batch([pa.array([], pa.string()) for _ in columns], names=[str(c) for c in columns])
            held.append(self._with(empty, list(enumerate(text for _, text in odd)), columns))
            self.rows += len(odd)
        if held:
            yield self._chunk(held, first, columns)

    def _batches(
        self, body: pa.Buffer, width: int, columns: list[int], odd: list[tuple[int, str]]
    ) -> Iterator[pa.RecordBatch]:
        """The body as columns of text. odd receives (number within the body, text) of the records of another width."""
        names = [str(c) for c in range(width)]

        def ragged(row: Any) -> str:
            odd.append((int(row.number), row.text))
            if len(odd) > MAX_RAGGED:
                raise pa.ArrowInvalid("too many ragged records")
            return "skip"

        # Without a quote no line break can stand inside a value, and records end where lines do: half the work.
        quoted = b'"' in self.data
        utf8 = self.codec == "utf-8"
        return iter(
            pv.open_csv(
                pa.BufferReader(body),
                read_options=pv.ReadOptions(use_threads=False, column_names=names, block_size=BLOCK),
                parse_options=pv.ParseOptions(
                    delimiter=self.delimiter,
                    quote_char='"' if quoted else False,
                    newlines_in_values=quoted,
                    ignore_empty_lines=False,
                    # It is called with text, which must be UTF-8.
                    invalid_row_handler=ragged if utf8 else None,
                ),
                convert_options=pv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string() if utf8 else pa.binary()),
                    include_columns=[str(c) for c in columns],
                    strings_can_be_null=False,
                ),
            )
        )

    @staticmethod
    def _span(batch: pa.RecordBatch) -> int:
        """Bytes of text to take together: much where values repeat, for each is parsed once; little where they differ."""
        distinct = sum(pc.count_distinct(column).as_py() for column in batch.columns)
        return max(LEAST, min(MOST, batch.nbytes * OBJECTS // max(1, distinct)))

    def _chunk(self, batches: list[pa.RecordBatch], first: int, columns: list[int]) -> ArrowChunk:
        table = pa.Table.from_batches(batches)
        return ArrowChunk(table, np.arange(first, first + table.num_rows, dtype=np.int64), columns, self.codec)

    def _with(self, batch: pa.RecordBatch, gaps: list[tuple[int, str]], columns: list[int]) -> pa.RecordBatch:
        """The batch with its ragged records put back where they stand: short ones padded, long ones cut."""
        records = [next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), []) for _, text in gaps]
        order = np.zeros(batch.num_rows + len(gaps), dtype=np.int64)
        places = np.asarray([place for place, _ in gaps])
        order[places] = batch.num_rows + np.arange(len(gaps))
        order[np.setdiff1d(np.arange(len(order)), places)] = np.arange(batch.num_rows)
        out = []
        for at, column in enumerate(columns):
            extra = pa.array([r[column] if column < len(r) else "" for r in records], pa.string())
            out.append(pa.concat_arrays([batch.column(at), extra]).take(pa.array(order)))
        return pa.record_batch(out, names=[str(c) for c in columns])
