from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chunfeng.base.policy.declarations import Feed
from chunfeng.engines.feeds import Reading, read_folder
from chunfeng.engines.feeds.tests.declared import FEEDS
from chunfeng.engines.feeds.values import Words, outputs


class Result:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.unread = list(reading.unread)
        self.sheets = {(s["file"], s["sheet"]): s for s in reading.sheets}

    @property
    def sheet(self) -> dict[str, Any]:
        assert len(self.reading.sheets) == 1, self.reading.sheets
        return self.reading.sheets[0]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        tables = [pq.read_table(p) for p in self.reading.parts if Path(p).parent.name == kind]
        if not tables:
            return []
        declared = [outputs(c.name, c.parse) for feed in FEEDS if feed.kind == kind for c in feed.columns]
        empty = {name: None for fields in declared for name, _ in fields} | {"number_wrong": None}
        rows = [empty | row for row in pa.concat_tables(tables, promote_options="permissive").to_pylist()]
        return sorted(rows, key=lambda r: (r["file_no"], r["sheet_no"], r["row"]))

    @property
    def account(self) -> tuple[int, int, int, int, int]:
        s = self.sheet
        return s["rows"], s["header"], s["set_aside"], s["accepted"], s["rejected"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


@pytest.fixture
def read(folder: Path, tmp_path: Path) -> Callable[..., Result]:
    def go(feeds: Sequence[Feed] = FEEDS, words: Words | None = None, workers: int = 0) -> Result:
        return Result(
            read_folder(
                folder, feeds, words or Words(levels={"初级": 5, "中级": 4}), tmp_path / "work", workers=workers
            )
        )

    return go


@pytest.fixture
def book(folder: Path) -> Callable[..., Path]:
    """A workbook made on the spot: name, rows, and what to do to the sheet afterwards."""

    def make(
        name: str, rows: Sequence[Sequence[Any]], sheet: str = "Sheet1", then: Callable[[Any], None] | None = None
    ) -> Path:
        wb = openpyxl.Workbook()
        ws = wb.active
        assert ws is not None
        ws.title = sheet
        for r, row in enumerate(rows, start=1):
            for c, value in enumerate(row, start=1):
                if value is not None:
                    ws.cell(r, c, value)
        if then:
            then(ws)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        wb.save(path)
        return path

    return make
