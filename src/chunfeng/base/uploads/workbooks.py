"""Workbooks that go out: the template of a list, and the rows of an upload that came back.

Every cell is written as text: what somebody wrote into a list never becomes a formula in somebody else's hands.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from chunfeng.base.uploads.declarations import Receiver
from chunfeng.base.uploads.models import Upload

#: Columns of a mending file that say where a row stood.
ORIGIN_SHEET, ORIGIN = "原工作表", "原行号"
#: Excel shows texts of a list in a cell only up to this many characters; longer lists live on the dictionary sheet.
_WIDE, _NARROW = 24, 14
#: Rows for which a list of words is offered in the cell.
_OFFERED = 5_000


def _book(out: io.BytesIO) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    )


def _header(book: xlsxwriter.Workbook, sheet: object, titles: Sequence[str], needed: Sequence[bool]) -> None:
    strong = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
    plain = book.add_format({"num_format": "@", "bottom": 1})
    for at, (title, must) in enumerate(zip(titles, needed, strict=True)):
        sheet.write_string(0, at, title, strong if must else plain)  # type: ignore[attr-defined]


def template(receiver: Receiver) -> bytes:
    """Header (what must be filled in is bold), an example row that is not read, and a sheet of the words that may be used.
    All cells are text: numbers of eighteen places survive."""
    out = io.BytesIO()
    book = _book(out)
    text = book.add_format({"num_format": "@"})
    pale = book.add_format({"num_format": "@", "italic": True, "font_color": "#595959"})
    sheet = book.add_worksheet(receiver.feed.title[:31])
    columns = receiver.feed.columns
    _header(book, sheet, ["序号", *(c.titles[0] for c in columns)], [False, *(c.required for c in columns)])
    sheet.set_column(0, 0, _NARROW, text)
    sheet.write_string(1, 0, "示例（不读入）", pale)
    for at, column in enumerate(columns, start=1):
        sheet.set_column(at, at, _WIDE if column.parse in ("number", "text", "org", "address") else _NARROW, text)
        sheet.write_string(1, at, receiver.example.get(column.name, ""), pale)
    sheet.freeze_panes(1, 0)
    if receiver.words:
        dictionary = book.add_worksheet("字典")
        names = [column.name for column in columns]
        for place, (name, words) in enumerate(receiver.words.items()):
            allowed = list(words())
            dictionary.set_column(place, place, _WIDE, text)
            dictionary.write_string(0, place, receiver.label(name))
            for down, word in enumerate(allowed, start=1):
                dictionary.write_string(down, place, word)
            letter = chr(ord("A") + place)
            at = names.index(name) + 1
            source = f"=字典!${letter}$2:${letter}${len(allowed) + 1}"
            sheet.data_validation(2, at, _OFFERED, at, {"validate": "list", "source": source})
    book.close()
    return out.getvalue()


def returned_rows(upload: Upload) -> bytes:
    """Only the rows that came back, as they were written, each with what is wrong and where it stood. Handed in again, the
    rows go where they came from."""
    receiver = upload.receiver
    out = io.BytesIO()
    book = _book(out)
    text = book.add_format({"num_format": "@"})
    bad = book.add_format({"num_format": "@", "bg_color": "#FCE8E6"})
    sheet = book.add_worksheet(receiver.feed.title[:31])
    columns = receiver.feed.columns
    said = [_("哪里不对"), _("怎么改")]
    titles = [ORIGIN_SHEET, ORIGIN, *(c.titles[0] for c in columns), *said]
    _header(book, sheet, titles, [False, False, *(c.required for c in columns), False, False])
    sheet.set_column(0, len(titles) - 1, _WIDE, text)
    for down, row in enumerate(upload.rows.filter(state="returned"), start=1):
        faults = row.told
        wrong = {fault.column for fault in faults}
        cells = row.written
        sheet.write_string(down, 0, str(row.sheet_no))
        sheet.write_string(down, 1, str(row.row))
        for at, column in enumerate(columns, start=2):
            sheet.write_string(down, at, cells.get(column.name, ""), bad if column.name in wrong else text)
        sheet.write_string(down, len(columns) + 2, "；".join(f"{receiver.label(f.column)}：{f.wrong}" for f in faults))
        sheet.write_string(down, len(columns) + 3, "；".join(f.mend for f in faults))
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
