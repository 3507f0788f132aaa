"""Text files with the records of the standard csv reader: the n-th record is row n, blank lines counted.

The fast way reads the body with Arrow into dictionary columns. Arrow and the csv module agree on everything but ragged
records (which Arrow hands back one by one) and broken quoting (which makes it fail, and the slow way takes over).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from chunfeng.engines.feeds.chunks import ArrowChunk, Chunk, chunked

csv.field_size_limit(1 << 24)
#: Records looked at before the fast way starts; the header must end within them.
HEAD = 60
BLOCK = 16 << 20
SAMPLE = 1 << 20
MAX_RAGGED = 20_000


class Unreadable(Exception):
    """wrong, mend in args."""


def load(path: Path, sample: bool) -> tuple[bytes, str]:
    """The file as UTF-8 without mark, and the encoding it had. sample: believe the first megabyte of a long file."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16").encode("utf-8"), "utf-16"
        except UnicodeError as error:
            raise Unreadable("编码读不出来（UTF-16 已损坏）", "请另存为 UTF-8 编码的 csv") from error
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    try:
        if sample and len(data) > 2 * SAMPLE:
            cut = data.index(b"\n", SAMPLE) if b"\n" in data[SAMPLE : 2 * SAMPLE] else SAMPLE
            str(memoryview(data)[:cut], "utf-8")
            return data, "sampled"
        str(data, "utf-8")
        return data, "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030").encode("utf-8"), "gb18030"
    except UnicodeDecodeError:
        # A few broken bytes must not cost the whole list: they become replacement marks, whose cells are then judged.
        utf8 = data.decode("utf-8", "replace")
        gb = data.decode("gb18030", "replace")
        best = utf8 if utf8.count("\ufffd") <= gb.count("\ufffd") else gb
        if best.count("\ufffd") > max(20, len(best) // 50):
            raise Unreadable("编码读不出来，或者不是文本文件", "请另存为 UTF-8 编码的 csv") from None
        return best.encode("utf-8"), "damaged"


def delimiter_of(data: bytes) -> str:
    head = data[:8192]
    counts = {d: head.count(d.encode()) for d in (",", "\t", ";")}
    best = max(counts, key=lambda d: counts[d])
    return best if counts[best] > 2 * counts[","] else ","


class Text:
    def __init__(self, path: Path, sample: bool = False) -> None:
        self.data, self.encoding = load(path, sample)
        self.sampled = self.encoding == "sampled"
        if b"\0" in self.data[:65536]:
            raise Unreadable("不是文本文件", "请提供 csv 或 xlsx")
        self.delimiter = delimiter_of(self.data)
        self.rows = 0

    def records(self) -> Iterator[list[str]]:
        stream = io.TextIOWrapper(io.BytesIO(self.data), encoding="utf-8", errors="replace", newline="")
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
                yield line.decode("utf-8", "replace")

        reader = csv.reader(lines(), delimiter=self.delimiter)
        for _ in range(records):
            next(reader, None)
        return stream.tell()

    def fast(self, after: int, width: int, columns: list[int]) -> Iterator[Chunk]:
        """Chunks of the records after the header. Raises pa.ArrowInvalid where only the slow way is right."""
        body = pa.py_buffer(memoryview(self.data)[self.offset_after(after) :])
        if not body.size:
            self.rows = after
            return
        names = [str(c) for c in range(width)]
        kind = pa.dictionary(pa.int32(), pa.string())
        odd: list[tuple[int, str]] = []

        def ragged(row: Any) -> str:
            odd.append((int(row.number), row.text))
            if len(odd) > MAX_RAGGED:
                raise pa.ArrowInvalid("too many ragged records")
            return "skip"

        reader = pv.open_csv(
            pa.BufferReader(body),
            read_options=pv.ReadOptions(use_threads=False, column_names=names, block_size=BLOCK),
            parse_options=pv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=ragged
            ),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(names, kind),
                include_columns=[str(c) for c in columns],
                strings_can_be_null=False,
            ),
        )
        number = after
        used = 0
        for read in reader:
            batch = read
            end = number + batch.num_rows
            gaps: list[tuple[int, str]] = []
            # Record numbers run on over the ragged ones; those that fall into this batch's span lie in between.
            while used < len(odd) and odd[used][0] + after <= end + 1:
                gaps.append((odd[used][0] + after, odd[used][1]))
                end += 1
                used += 1
            nos = np.arange(number + 1, end + 1, dtype=np.int64)
            if gaps:
                batch, nos = self._with(batch, nos, gaps, number, columns)
            number = end
            yield ArrowChunk(batch, nos, columns)
        tail = odd[used:]
        if tail:
            empty = pa.record_batch([pa.array([], kind) for _ in columns], names=[str(c) for c in columns])
            nos = np.arange(number + 1, number + len(tail) + 1, dtype=np.int64)
            batch, nos = self._with(empty, nos, [(n + after, t) for n, t in tail], number, columns)
            number += len(tail)
            yield ArrowChunk(batch, nos, columns)
        self.rows = number

    def _with(
        self, batch: pa.RecordBatch, nos: Any, gaps: list[tuple[int, str]], number: int, columns: list[int]
    ) -> Any:
        """The batch with its ragged records put back where they stand: short ones padded, long ones cut."""
        records = [next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), []) for _, text in gaps]
        places = {no - number - 1: at for at, (no, _) in enumerate(gaps)}
        order = []
        normal = 0
        for place in range(len(nos)):
            if place in places:
                order.append(batch.num_rows + places[place])
            else:
                order.append(normal)
                normal += 1
        take = pa.array(order, pa.int64())
        out = []
        for at, column in enumerate(columns):
            extra = pa.array([r[column] if column < len(r) else "" for r in records], pa.string())
            whole = pa.concat_arrays([batch.column(at).dictionary_decode(), extra]).take(take)
            out.append(whole.dictionary_encode())
        return pa.record_batch(out, names=[str(c) for c in columns]), nos
