"""Writes tables as offices lay them out, and remembers on which row each fact came to stand."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

_MADE = datetime(2017, 1, 31)
Line = tuple[str, Sequence[Any]]  # ref of the fact ("" if nobody asks), cells


@dataclass
class Table:
    header: Sequence[str]
    rows: Iterable[Line]
    above: Sequence[Sequence[Any]] = ()
    top: Sequence[tuple[str, int]] = ()  # upper header level: text and how many columns it spans
    below: Sequence[Sequence[Any]] = ()


@dataclass
class Sheet:
    name: str
    tables: Sequence[Table]
    blank_rows: int = 0
    blank_columns: int = 0
    hidden: bool = False
    large: bool = False


@dataclass
class Places:
    """Where the facts that truth.csv speaks of were written; the first row in order of path, sheet, row."""

    root: Path
    wanted: frozenset[str] = frozenset()
    at: dict[str, tuple[str, int, int, str]] = field(default_factory=dict)
    rows: int = 0

    def put(self, ref: str, file: str, order: int, row: int, sheet: str) -> None:
        self.rows += 1
        if ref in self.wanted:
            here = (file, order, row, sheet)
            if ref not in self.at or here < self.at[ref]:
                self.at[ref] = here

    def path(self, name: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def day(value: date | None, style: int = 0) -> Any:
    """A date as different clerks type it; style 0 is a real spreadsheet date."""
    if value is None:
        return ""
    if style == 1:
        return f"{value.year}.{value.month}.{value.day}"
    if style == 2:
        return f"{value.year}年{value.month}月{value.day}日"
    if style == 3:
        return f"{value:%Y%m%d}"
    if style == 4:
        return f"{value.year}/{value.month}/{value.day}"
    if style == 5:
        return value.isoformat()
    return value


def money(value: int | None, style: int = 0) -> Any:
    if value is None:
        return ""
    if style == 1:
        return f"{value:,}.00元"
    if style == 2:
        return f"{value:,}"
    return value


def book(places: Places, name: str, sheets: Sequence[Sheet]) -> None:
    large = any(sheet.large for sheet in sheets)
    target = xlsxwriter.Workbook(
        str(places.path(name)), {"constant_memory": large, "strings_to_numbers": False, "strings_to_formulas": False}
    )
    target.set_properties({"created": _MADE})
    style = {
        "title": target.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": target.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        ),
        "date": target.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for order, spec in enumerate(sheets):
        page = target.add_worksheet(spec.name)
        if spec.hidden:
            page.hide()
        row = spec.blank_rows
        for table in spec.tables:
            row = _table(places, name, order, page, spec, table, row, style, large) + 2
    target.close()


def _cells(page: Any, row: int, left: int, cells: Sequence[Any], dated: Any, style: Any = None) -> None:
    for column, value in enumerate(cells, left):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            page.write_string(row, column, value, style)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, dated)
        else:
            page.write_number(row, column, value, style)


def _table(
    places: Places,
    name: str,
    order: int,
    page: Any,
    spec: Sheet,
    table: Table,
    row: int,
    style: dict[str, Any],
    large: bool,
) -> int:
    left, dated = spec.blank_columns, style["date"]
    for number, line in enumerate(table.above):
        if number == 0 and len(line) == 1 and not large and len(table.header) > 1:
            page.merge_range(row, left, row, left + len(table.header) - 1, line[0], style["title"])
        else:
            _cells(page, row, left, line, dated)
        row += 1
    if table.top:
        column = left
        for text, span in table.top:
            if span > 1:
                page.merge_range(row, column, row, column + span - 1, text, style["head"])
            elif not large:
                page.merge_range(row, column, row + 1, column, text, style["head"])
            column += span
        row += 1
        column = left
        for (_, span), heads in zip(table.top, _grouped(table), strict=True):
            if span > 1:
                _cells(page, row, column, heads, dated, style["head"])
            column += span
    else:
        _cells(page, row, left, table.header, dated, style["head"])
    row += 1
    for ref, cells in table.rows:
        _cells(page, row, left, cells, dated)
        places.put(ref, name, order, row + 1, spec.name)
        row += 1
    for line in table.below:
        _cells(page, row, left, line, dated)
        row += 1
    return row


def _grouped(table: Table) -> list[Sequence[str]]:
    out, start = [], 0
    for _, span in table.top:
        out.append(table.header[start : start + span])
        start += span
    return out


def text(places: Places, name: str, table: Table, encoding: str = "utf-8-sig") -> None:
    """A .csv as exported: everything is text, the header counts as record 1."""
    with places.path(name).open("w", encoding=encoding, errors="replace", newline="") as stream:
        out = csv.writer(stream, lineterminator="\r\n")
        row = 0
        for line in table.above:
            out.writerow(line)
            row += 1
        out.writerow(table.header)
        row += 1
        pack: list[Sequence[Any]] = []
        for ref, cells in table.rows:
            row += 1
            pack.append(cells)
            places.put(ref, name, 0, row, "")
            if len(pack) == 20000:
                out.writerows(pack)
                pack = []
        out.writerows(pack)
        out.writerows(table.below)


def copy(places: Places, name: str, other: str) -> None:
    places.path(other).write_bytes((places.root / name).read_bytes())


def broken(places: Places, name: str, source: str) -> None:
    whole = (places.root / source).read_bytes()
    places.path(name).write_bytes(whole[: len(whole) * 2 // 5])


def raw(places: Places, name: str, content: bytes) -> None:
    places.path(name).write_bytes(content)


def scan() -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n")
    out.write(b"trailer<</Root 1 0 R>>\n%%EOF\n")
    return out.getvalue()
