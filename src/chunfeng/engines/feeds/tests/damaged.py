"""A seeded stream of damaged and hostile files: truncated, bits flipped, wrong encodings, hostile zips, formulas, blank rows.

The tests read a few of each sort, the bench some hundreds.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import openpyxl
import xlwt

from chunfeng.engines.feeds.reading import Reading
from chunfeng.engines.feeds.tests.people import name, number

HEAD = ["姓名", "身份证号", "补贴金额", "班次"]


@dataclass(frozen=True)
class Damaged:
    """rows: how many rows of data a reader must account for, where the damage leaves all of them; else None."""

    sort: str
    file: str
    data: bytes
    rows: int | None = None


def lines(rows: int) -> list[list[object]]:
    return [[name(i), number(i), 100 + i, "第1期"] for i in range(rows)]


def good(rows: int = 30, blank: int = 0, head: bool = True, extra: list[list[object]] | None = None) -> bytes:
    wb = openpyxl.Workbook()
    ws = wb.active
    assert ws is not None
    if head:
        ws.append(HEAD)
    for row in lines(rows):
        ws.append(row)
    for row in extra or []:
        ws.append(row)
    for _ in range(blank):
        ws.append(["", None, "", None])
    out = io.BytesIO()
    wb.save(out)
    return out.getvalue()


def old(rows: int = 30) -> bytes:
    wb = xlwt.Workbook()
    ws = wb.add_sheet("补贴")
    for r, row in enumerate([HEAD, *[[name(i), number(i), 100 + i, "1"] for i in range(rows)]]):
        for c, value in enumerate(row):
            ws.write(r, c, value)
    out = io.BytesIO()
    wb.save(out)
    return out.getvalue()


def text(rows: int = 30, encoding: str = "utf-8") -> bytes:
    written = [",".join(HEAD), *[",".join(map(str, row)) for row in lines(rows)]]
    return "\r\n".join(written).encode(encoding)


def wide() -> bytes:
    """Two cells in opposite corners: read as a block it would be seventeen thousand million cells."""
    wb = openpyxl.Workbook()
    ws = wb.active
    assert ws is not None
    ws["A1"], ws["XFD1048576"] = "姓名", 1
    out = io.BytesIO()
    wb.save(out)
    return out.getvalue()


def bomb(megabytes: int = 40) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", b"0" * (megabytes << 20))
    return out.getvalue()


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A workbook with some of its parts changed (None leaves the part out)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            changed = change(entry, source.read(entry))
            if changed is not None:
                target.writestr(entry, changed)
    return out.getvalue()


def _truncated(rng: random.Random, rows: int) -> tuple[str, bytes, int | None]:
    suffix, data = _whole(rng, rows)
    return suffix, data[: rng.randrange(1, len(data))], None


def _flipped(rng: random.Random, rows: int) -> tuple[str, bytes, int | None]:
    suffix, data = _whole(rng, rows)
    broken = bytearray(data)
    for _ in range(1 + rng.randrange(40)):
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
    return suffix, bytes(broken), None


def _whole(rng: random.Random, rows: int) -> tuple[str, bytes]:
    return rng.choice(
        [
            lambda: ("xlsx", good(rows)),
            lambda: ("xls", old(rows)),
            lambda: ("csv", text(rows)),
            lambda: ("csv", text(rows, "gb18030")),
        ]
    )()


def _encoded(rng: random.Random, rows: int) -> tuple[str, bytes, int | None]:
    """Encodings that say what they are must be read whole; mixed and foreign ones must not be lost without a word."""
    kind = rng.randrange(6)
    if kind < 3:
        return rng.choice(["csv", "xls"]), text(rows, ("utf-8-sig", "gb18030", "utf-16")[kind]), rows
    if kind == 3:
        return "csv", text(rows, rng.choice(["utf-16-le", "utf-16-be", "utf-32"])), None
    if kind == 4:
        half = text(rows).split(b"\r\n")
        return "csv", b"\r\n".join([*half[: rows // 2], *text(rows, "gb18030").split(b"\r\n")[rows // 2 :]]), None
    return "csv", text(rows).replace(b"\r\n", rng.choice([b"\r", b"\n\n", b"\0\n", b"\x85"])), None


def _hostile(rng: random.Random, rows: int) -> tuple[str, bytes, int | None]:
    sheet = "xl/worksheets/sheet1.xml"
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "x" * 9}">' for i in range(9))

    def of_sheet(change: Callable[[bytes], bytes | None]) -> bytes:
        return rewritten(good(rows), lambda entry, part: change(part) if entry == sheet else part)

    kind = rng.randrange(8)
    if kind == 0:
        return "xlsx", bomb(20 + rng.randrange(30)), None
    if kind == 1:
        return (
            "xlsx",
            of_sheet(lambda p: f"<!DOCTYPE x [{laughs}]>".encode() + p.replace(b"</v>", b"&a8;</v>", 1)),
            None,
        )
    if kind == 2:
        return (
            "xlsx",
            of_sheet(lambda p: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', p)),
            rows,
        )
    if kind == 3:
        far = f'<row r="{1_000_000 + rows}"><c r="XFD{1_000_000 + rows}"><v>1</v></c></row></sheetData>'
        return "xlsx", of_sheet(lambda p: p.replace(b"</sheetData>", far.encode())), None
    if kind == 4:
        return "xlsx", of_sheet(lambda p: re.sub(rb't="s"><v>\d+', b't="s"><v>99999999', p)), None
    if kind == 5:
        return "xlsx", of_sheet(lambda p: p[: len(p) // 2]), None
    if kind == 6:
        missing = rng.choice(["xl/workbook.xml", "xl/sharedStrings.xml", sheet, "xl/styles.xml", "[Content_Types].xml"])
        return "xlsx", rewritten(good(rows), lambda entry, part: None if entry == missing else part), None
    out = io.BytesIO(good(rows))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as z:
        for i in range(rng.randrange(1, 200)):
            z.writestr(f"../../etc/{i}.xml", b"<x/>" * 100)
    return "xlsx", out.getvalue(), rows


def _formulas(rng: random.Random, rows: int) -> tuple[str, bytes, int | None]:
    """Formulas without a stored value, and cells that would run when opened; their rows are accepted or rejected, not lost."""
    starts = [
        "=1+1",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x","y")',
        "@SUM(A1)",
        "+1",
        "-1",
        "=A1",
        "=1/0",
        "=A99999",
    ]
    extra: list[list[object]] = []
    for i in range(5):
        row = list(lines(rows + i + 1)[-1])
        row[rng.randrange(4)] = rng.choice(starts)
        extra.append(row)
    return "xlsx", good(rows, extra=extra), rows + 5


def _blank(rng: random.Random, rows: int) -> tuple[str, bytes, int | None]:
    many = rng.randrange(1, 3000)
    if rng.randrange(2):
        return "xlsx", good(rows, blank=many), rows
    return "csv", text(rows) + b"\r\n" + rng.choice([b",,,\r\n", b"\r\n", b" , ,,\r\n"]) * many, rows


SORTS = {
    "truncated": _truncated,
    "flipped": _flipped,
    "encoded": _encoded,
    "hostile": _hostile,
    "formulas": _formulas,
    "blank": _blank,
}


def damaged(count: int, seed: int = 20140033) -> Iterator[Damaged]:
    """`count` files, the sorts in turn."""
    rng = random.Random(seed)
    makers = list(SORTS.items())
    for no in range(count):
        sort, make = makers[no % len(makers)]
        suffix, data, rows = make(rng, 5 + rng.randrange(60))
        yield Damaged(sort, f"{no:03d}-{sort}-补贴申领.{suffix}", data, rows)


def million_blank(rows: int = 3) -> bytes:
    return text(rows) + b"\r\n" + b",,,\r\n" * 1_000_000 + b"\r\n" * 1000


def faults(files: list[Damaged], reading: Reading) -> list[str]:
    """What got lost: a file without a word, rows of a sheet that do not add up, rows that the damage had left whole."""
    found = []
    said = {u["file"] for u in reading.unread} | {s["file"] for s in reading.sheets}
    states = {f["file"]: f["state"] for f in reading.files}
    for sheet in reading.sheets:
        if sheet["rows"] != sheet["header"] + sheet["set_aside"] + sheet["accepted"] + sheet["rejected"]:
            found.append(f"{sheet['file']} {sheet['sheet']}: rows do not add up")
    for one in files:
        if states.get(one.file) == "copy":
            continue
        if one.file not in said:
            found.append(f"{one.file}: vanished")
        elif one.rows is not None:
            rows = sum(s["accepted"] + s["rejected"] for s in reading.sheets if s["file"] == one.file)
            if rows != one.rows:
                found.append(f"{one.file}: {rows} of {one.rows} rows accounted for")
    return found
