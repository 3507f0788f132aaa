"""Values as plain text, and tables as files that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from chunfeng.desks.open.stored import Made
from chunfeng.desks.ui import inline
from chunfeng.engines.display.cells import safe
from chunfeng.engines.display.page import Money


def text_of(value: Any) -> str:
    """A value of a page in words, without marks. Money in yuan without grouping, days as 2026-11-23."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return str(Decimal(value.fen) / 100)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | date | datetime):
        return unescape(strip_tags(inline.draw(value))).strip() if value != "" else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def cell(value: Any) -> str:
    """A cell of a file. Numbers stay numbers; a text that a spreadsheet would run begins with an apostrophe."""
    text = text_of(value)
    whole = isinstance(value, int | Decimal | Money) and not isinstance(value, bool)
    return text if whole else safe(text)


def file(head: Sequence[str], rows: Iterable[Sequence[Any]], filename: str) -> Made:
    """A whole table in one file: UTF-8 with its mark, so that offices' spreadsheets read it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(str(word)) for word in head])
    writer.writerows([cell(value) for value in row] for row in rows)
    return Made(b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv; charset=utf-8", filename)
