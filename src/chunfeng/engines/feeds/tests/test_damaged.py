"""Damaged, hostile and mislabelled files: each costs one line, the others go on, nothing hangs, nothing is lost silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chunfeng.engines.feeds.tests.damaged import HEAD, bomb, damaged, faults, good, million_blank, old, text, wide
from chunfeng.engines.feeds.tests.people import name, number


def test_what_is_no_readable_table_is_one_line(folder: Path, read: Callable[..., Any]) -> None:
    files = {
        "a.pdf": b"%PDF-1.4", "b.jpg": b"\xff\xd8\xff", "c.doc": b"x", "d.zip": b"PK", "e.xlsx": b"", "f.xlsx": bomb(),
        "g.xls": b"<html><table><tr><td>1</td></tr></table></html>", "h.xlsx": good()[:2000],
        "i.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "j.xlsx": b"\x89PNG\r\n", "k.csv": b"\0\1\2\3" * 50, "l.xlsx": bytes(range(256)) * 9, "m": b"?", "n.xlsx": wide(),
    }  # fmt: skip
    for file, data in files.items():
        (folder / file).write_bytes(data)
    for passed in ("~$a.xlsx", "Thumbs.db", ".DS_Store", "__MACOSX/x.xlsx"):
        (folder / passed).parent.mkdir(exist_ok=True)
        (folder / passed).write_bytes(good())
    (folder / "外.xlsx").symlink_to("/etc/hostname")
    (folder / "z好.xlsx").write_bytes(good())
    result = read(workers=2)
    lines = {u["file"]: u for u in result.unread}
    assert sorted(lines) == sorted([*files, "外.xlsx"]) and len(result.unread) == len(lines)
    assert all(u["kind"] == "file" and u["wrong"] and u["mend"] for u in result.unread)
    assert (
        "密码" in lines["i.xls"]["wrong"] and "网页" in lines["g.xls"]["wrong"] and "0 字节" in lines["e.xlsx"]["wrong"]
    )
    assert result.reading.failures == []
    assert result.account == (31, 1, 0, 30, 0)


def test_a_file_that_is_not_what_its_name_says_is_read_and_said(folder: Path, read: Callable[..., Any]) -> None:
    files = {
        "a.xls": text(encoding="gb18030"), "b.xlsx": text(), "c.ods": text(encoding="utf-8-sig"), "d.csv": good(),
        "e.xls": good(31), "f.ods": good(32), "g.xlsx": old(), "h.csv": old(31), "i.xlsm": good(33),
        "j.xls": old(32), "k.csv": text(34), "l.xlsm": old(34), "m.xlsx": text(35, "utf-16"),
    }  # fmt: skip
    for file, data in files.items():
        (folder / file).write_bytes(data)
    result = read()
    assert [s["file"] for s in result.reading.sheets] == list(files)
    assert all(s["accepted"] == s["rows"] - 1 for s in result.reading.sheets)
    told = [f for f in files if f not in ("i.xlsm", "j.xls", "k.csv")]
    assert [(u["kind"], u["file"]) for u in result.unread] == [("file", f) for f in told]
    assert all("扩展名" in u["wrong"] and u["mend"] for u in result.unread)


def test_open_document(folder: Path, read: Callable[..., Any]) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    doc = OpenDocumentSpreadsheet()
    sheet = Table(name="补贴")
    for row in [["补贴申领"], HEAD, [name(1), number(1), "100", "1"]]:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    doc.spreadsheet.addElement(sheet)
    doc.save(folder / "a.ods")
    result = read()
    assert result.account == (3, 1, 1, 1, 0) and result.rows("claims")[0]["row"] == 3


def test_damaged_files_neither_crash_nor_vanish(folder: Path, read: Callable[..., Any]) -> None:
    files = list(damaged(60))
    for one in files:
        (folder / one.file).write_bytes(one.data)
    result = read(workers=2)
    assert result.reading.failures == []
    assert faults(files, result.reading) == []


@pytest.mark.parametrize("count", [40, 30_000])
def test_lists_of_two_encodings_put_together_lose_no_row(folder: Path, read: Callable[..., Any], count: int) -> None:
    rows = [f"{name(i)},{number(i)},100,第1期\n" for i in range(2 * count)]
    first, second = "".join([",".join(HEAD) + "\n", *rows[:count]]), "".join(rows[count:])
    (folder / "补贴.csv").write_bytes(first.encode() + second.encode("gb18030"))
    result = read()
    assert result.sheet["accepted"] == 2 * count == len(result.rows("claims"))
    assert {r["name"] for r in result.rows("claims")} == {name(i) for i in range(2 * count)}
    assert [u["wrong"] for u in result.unread] == ["一部分是 UTF-8 编码，一部分是 GB18030 编码，已逐行读入"]


def test_a_million_blank_rows(folder: Path, read: Callable[..., Any]) -> None:
    (folder / "补贴.csv").write_bytes(million_blank())
    result = read()
    assert result.account == (1_001_004, 1, 1_001_000, 3, 0)
