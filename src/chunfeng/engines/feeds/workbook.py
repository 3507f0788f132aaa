"""Workbooks through calamine. Rows are true sheet rows: leading blank rows and columns are never dropped."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from chunfeng.engines.feeds.chunks import RowChunk, chunked
from chunfeng.engines.feeds.header import Merge


@dataclass
class Sheet:
    """rows: number of the last row used. merges: from 0, as (row, column) pairs."""

    name: str
    rows: int
    merges: list[Merge]
    _sheet: CalamineSheet

    def chunks(self) -> Iterator[RowChunk]:
        if self._sheet.start is None:
            return iter(())
        # iter_rows gives the blank rows above the first used one, but not the blank columns left of it.
        return chunked(iter(self._sheet.iter_rows()), left=self._sheet.start[1])


def sheets(path: Path) -> Iterator[tuple[str, Sheet | Exception]]:
    """All sheets, hidden ones too, in order; a sheet that cannot be read comes as its error."""
    book = _opened(path)
    for name in book.sheet_names:
        try:
            sheet = book.get_sheet_by_name(name)
        except Exception as error:  # the library raises its own and plain errors alike on damaged sheets
            yield name, error
            continue
        merges: Any
        try:
            merges = sheet.merged_cell_ranges or []
        except Exception:
            merges = []
        yield name, Sheet(name, sheet.end[0] + 1 if sheet.end is not None else 0, list(merges), sheet)
        del sheet


def _opened(path: Path) -> CalamineWorkbook:
    """By path the library believes the file's name, from bytes what they are; bytes cost a copy of the file. A name that
    is not UTF-8 never reaches the library as it is."""
    try:
        if str(path) == str(path).encode("utf-8", "ignore").decode("utf-8"):
            return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise
    except CalamineError:
        pass
    with path.open("rb") as data:
        return CalamineWorkbook.from_filelike(data)


#: Half a million rows do not fit in a file of this size.
SMALL = 2 << 20
_DIMENSION = re.compile(rb'<dimension[^>]*ref="[A-Z]+\d+:[A-Z]+(\d+)"')


def rows_promised(path: Path) -> int:
    """The most rows that a sheet of an xlsx file says it has, 0 if unknown: asked before anything is unpacked."""
    most = 0
    try:
        if path.stat().st_size < SMALL:
            return 0
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith(".xml") or "worksheets/" not in entry.filename:
                    continue
                with archive.open(entry) as data:
                    hit = _DIMENSION.search(data.read(4096))
                # A dimension line may be missing or lie: a row of a real list is rarely below 200 bytes of XML.
                said = int(hit.group(1)) if hit else 0
                most = max(most, min(said, entry.file_size // 20), entry.file_size // 1000)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError):
        return 0
    return most
