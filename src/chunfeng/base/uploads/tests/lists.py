"""Lists as offices write them, for tests of all apps that take lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter


def workbook(header: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> bytes:
    """An xlsx file; every cell as text, as the templates are."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("名单")
    lines: list[Sequence[object]] = [[title]] if title else []
    for down, line in enumerate([*lines, header, *rows]):
        for at, value in enumerate(line):
            sheet.write_string(down, at, str(value))
    book.close()
    return out.getvalue()


def text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()
