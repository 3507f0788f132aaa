"""One list of a known kind, handed in by somebody who is there to mend it: the file whole, or one row as text.

The same recogniser and parsers as of a folder; the file is opened in a process of limited memory and time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chunfeng.base.policy.declarations import Feed
from chunfeng.engines.feeds.files import READ_ALL_THE_SAME
from chunfeng.engines.feeds.folder import SLOW, read_folder
from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.returned import RETURNED, missing
from chunfeng.engines.feeds.values import Words, outputs, parse

#: Where a row stands in the file.
SPOT = (("sheet_no", pa.int32()), ("row", pa.int32()))


@dataclass(frozen=True)
class ReturnedRow:
    """cells: column → as written. faults: (column, wrong, mend)."""

    sheet_no: int
    row: int
    cells: dict[str, str]
    faults: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Single:
    """accepted: schema_of(feed). Rows read are those of accepted and returned together."""

    accepted: pa.Table
    returned: tuple[ReturnedRow, ...]


def schema_of(feed: Feed) -> pa.Schema:
    """Columns of an accepted row, then where it stood."""
    found: dict[str, pa.DataType] = {}
    for column in feed.columns:
        for name, kind in outputs(column.name, column.parse):
            found.setdefault(name, kind)
    return pa.schema([*found.items(), *SPOT])


def read_single(
    path: Path, feed: Feed, words: Words, work: Path, workers: int = 1, seconds: float | None = None
) -> Single | Bad:
    """path: alone in its folder. work: an empty folder for what is staged. Bad when there is no such list in the file.
    workers, seconds: as of read_folder; TimeoutError when it takes more than these seconds."""
    reading = read_folder(path.parent, (feed,), words, work, workers=workers, seconds=seconds)
    if not any(feed.kind in sheet["kinds"] for sheet in reading.sheets):
        told = (line for line in reading.unread if line["kind"] == "file")
        refused = next((line for line in told if not line["wrong"].endswith(READ_ALL_THE_SAME)), None)
        if refused and seconds is not None and refused["wrong"] == SLOW:
            raise TimeoutError
        if refused:
            return Bad(refused["wrong"], refused["mend"])
        wanted = "、".join(column.titles[0] for column in feed.columns if column.required)
        return Bad(f"没有找到{feed.title}的表头", f"表头至少要有这些列：{wanted}；请下载模板对照")
    schema = schema_of(feed)
    good = [_cast(pq.read_table(path), schema) for path in _parts(reading.parts, feed.kind)]
    returned = [
        ReturnedRow(line["sheet_no"], line["row"], json.loads(line["cells"]), tuple(map(tuple, json.loads(line["faults"]))))
        for part in _parts(reading.parts, RETURNED)
        for line in pq.read_table(part).to_pylist()
    ]  # fmt: skip
    found = Single(pa.concat_tables([schema.empty_table(), *good]).combine_chunks(), tuple(returned))
    spots = found.accepted.select(["sheet_no", "row"]).group_by(["sheet_no", "row"]).aggregate([])
    if spots.num_rows < found.accepted.num_rows:
        # Whose row came back could not be told.
        return Bad("同一行上有两个名单，并排在一张工作表里", "请把它们上下接起来，或分成两张工作表")
    # Accounted for twice: by the reader's states, and by what lies here.
    told = sum(sheet["rows_in"] for sheet in reading.sheets)
    if told != found.accepted.num_rows + len(found.returned):
        raise AssertionError(f"rows unaccounted for: {told}")
    return found


def _parts(paths: list[str], kind: str) -> list[str]:
    return [path for path in paths if Path(path).parent.name == kind]


def _cast(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return pa.table(
        [
            table.column(f.name).cast(f.type) if f.name in table.schema.names else pa.nulls(len(table), f.type)
            for f in schema
        ],
        schema=schema,
    )


def parse_row(
    feed: Feed, cells: Mapping[str, str], words: Words
) -> tuple[dict[str, Any], tuple[tuple[str, str, str], ...]]:
    """(staged values, faults) of one row written as text, by the parsers of files."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, str, str]] = []
    for column in feed.columns:
        told = parse(column.parse, [cells.get(column.name, "").strip()], words)[0]
        if isinstance(told, Bad):
            faults.append((column.name, told.wrong, told.mend))
            told = None
        elif told is None and column.required:
            faults.append((column.name, *missing(column.titles[0])))
        for part, (name, _kind) in enumerate(outputs(column.name, column.parse)):
            value = told[part] if isinstance(told, tuple) else told if part == 0 else None
            if values.get(name) is None:
                values[name] = value
    return values, tuple(faults)
