"""Who is taken for one person in spite of a slip in the number, and who is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from chunfeng.engines.screening.linkage import link

COLUMNS = (
    "phone_key varchar, account_key varchar, address_key varchar, born_on date, subject_kind varchar, file varchar, "
    "sheet varchar, row integer"
)
Row = tuple[str, str, str, str | None]
N = "370902198001011234"


def read(path: Path) -> list[dict[str, Any]]:
    found = duckdb.connect().execute(f"select * from read_parquet('{path}')")
    names = [d[0] for d in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def identities(folder: Path, persons: list[Row], lost: list[Row]) -> list[Path]:
    db = duckdb.connect()
    paths = []
    kinds = (("persons", "person", "number", persons), ("lost", "unidentified", "number_raw", lost))
    for table, key, number, rows in kinds:
        db.execute(f"create table {table} ({key} varchar, name varchar, {number} varchar, {COLUMNS})")
        for at, (k, name, value, phone) in enumerate(rows, 1):
            values = "(?, ?, ?, ?, null, null, null, 'enrolment', 'a.xlsx', '', ?)"
            db.execute(f"insert into {table} values {values}", [k, name, value, phone, at])
        paths.append(folder / f"{table}.parquet")
        db.execute(f"copy {table} to '{paths[-1]}' (format parquet)")
    return paths


@pytest.mark.parametrize(
    ("number", "phone", "linked", "why"),
    [
        ("370902198001011244", "t1", True, "有一位不同"),
        ("370902198001012134", "t1", True, "相邻两位互换"),
        ("370920198001011234", "t1", True, "相邻两位互换"),
        # The swap across the middle leaves neither half of the number whole.
        ("370902190801011234", "t1", True, "相邻两位互换"),
        ("370902198001011239", "t1", True, "仅校验位不同"),
        ("370902198001011244", "t2", False, ""),
        ("370902198001011244", None, False, ""),
        ("370902198002021234", "t1", False, ""),
        ("3.70902E+17", "t1", False, ""),
        # A sign of several bytes among eighteen.
        ("37090219800101－234", "t1", False, ""),
        ("37090219800101\ufffd234", "t1", False, ""),
    ],
)
def test_an_unidentified_row_against_an_accepted_person(
    tmp_path: Path, number: str, phone: str | None, linked: bool, why: str
) -> None:
    persons, lost = identities(tmp_path, [("p1", "王芳", N, "t1")], [("u1", "王芳", number, phone)])
    found = read(link(persons, lost, tmp_path, tmp_path))
    assert [(f["person"], f["other"]) for f in found] == ([(None, "p1")] if linked else [])
    if linked:
        assert why in found[0]["why"]
        assert "手机号一致" in found[0]["why"]
        assert 50 <= found[0]["score"] <= 99
        assert (found[0]["other_file"], found[0]["other_row"]) == ("a.xlsx", 1)


def test_two_accepted_persons_are_told_both_ways_and_other_names_are_left_alone(tmp_path: Path) -> None:
    persons, lost = identities(
        tmp_path,
        [
            ("p1", "王芳", N, "t1"),
            ("p2", "王芳", "370902198001011244", "t1"),
            ("p3", "李芳", "370902198001011254", "t1"),
        ],
        [],
    )
    out = link(persons, lost, tmp_path, tmp_path)
    found = read(out)
    assert [(f["link"], f["person"], f["other"], f["row"], f["other_row"]) for f in found] == [
        ("l1", "p1", "p2", 1, 2),
        ("l2", "p2", "p1", 2, 1),
    ]
    before = out.read_bytes()
    assert link(persons, lost, tmp_path, tmp_path).read_bytes() == before


def test_nothing_to_link(tmp_path: Path) -> None:
    assert read(link(None, None, tmp_path, tmp_path)) == []
