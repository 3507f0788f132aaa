"""The ten layouts that offices really use, empty and filled."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chunfeng.engines.feeds.tests.people import name, number

TEMPLATES = Path(__file__).parent / "data" / "templates"
KINDS = {
    "roster_staff_title_row_61col": ["filings", "contracts"],
    "import_employee_master_bilingual_header": ["filings"],
    "import_certificates_bilingual_header": ["certificates"],
    "attendance_summary_3row_merged_header": ["attendance"],
    "gov_qingdao_training_roster": ["enrolments"],
    "gov_qingdao_attendance_book": ["attendance"],
    "gov_qingdao_exam_scores": ["exams"],
    "web_training_roster_12col": ["enrolments"],
    "web_construction_payroll_9col": ["payroll"],
    "gov_shenzhen_fee_exempt_student_roster": ["registers"],
}


def test_every_template_is_of_its_kind_and_present_with_no_rows(folder: Path, read: Callable[..., Any]) -> None:
    for stem in KINDS:
        shutil.copy(TEMPLATES / f"{stem}.xlsx", folder)
    result = read(workers=2)
    found = {s["file"][:-5]: s for s in result.reading.sheets}
    assert {stem: sheet["kinds"] for stem, sheet in found.items()} == KINDS
    assert all(s["rows_in"] == 0 for s in found.values())
    assert {Path(p).parent.name for p in result.reading.parts} == {k for kinds in KINDS.values() for k in kinds}
    assert result.unread == []


def fill(folder: Path, stem: str, at: int, rows: list[list[Any]], **cells: Any) -> None:
    wb = openpyxl.load_workbook(TEMPLATES / f"{stem}.xlsx")
    ws = wb.active
    assert ws is not None
    for place, value in cells.items():
        ws[place] = value
    for r, row in enumerate(rows):
        for c, value in enumerate(row, start=1):
            ws.cell(at + r, c, value)
    wb.save(folder / f"{stem}.xlsx")


def test_training_roster_takes_its_class_from_the_lines_above(folder: Path, read: Callable[..., Any]) -> None:
    rows = [
        [i + 1, name(i), "男", "汉", "初中", number(i), None, "某公司", "13800000000", None, "初级", "某村"]
        for i in range(5)
    ]
    rows[3][6] = "焊工(中级)"
    fill(folder, "web_training_roster_12col", 4, rows, A2="培训机构：泰山职业培训学校", E2="工种等级：电焊工（初级）", I2="班次：", J2="第3期",
         K2="开班日期：2015年3月5日")  # fmt: skip
    result = read()
    assert result.account == (8, 1, 2, 5, 0)
    got = result.rows("enrolments")
    assert [r["row"] for r in got] == [4, 5, 6, 7, 8]
    assert got[0]["provider"] == "泰山职业培训学校" and "3" in got[0]["class_no"] and got[0]["trade"] == "电焊工"
    assert got[0]["class_starts_on"] == dt.date(2015, 3, 5) and got[0]["level"] == 5
    assert got[3]["trade"] == "焊工" and got[3]["ethnic"] == "汉"
    head = result.rows("class_heads")
    assert len(head) == 1 and head[0]["starts_on"] == dt.date(2015, 3, 5) and head[0]["row"] == 4


def test_attendance_book_by_its_own_legend(folder: Path, read: Callable[..., Any]) -> None:
    marks = ["/", "○", "×", "¢", "△", "", "病假", "§"]
    fill(folder, "gov_qingdao_attendance_book", 5, [[name(i), *marks] for i in range(3)], N2="2015 年 3 月")
    result = read()
    got = [r for r in result.rows("attendance") if r["row"] == 5]
    assert [(r["marked_on"].day, r["status"]) for r in got] == [
        (1, "present"), (2, "absent"), (3, "leave"), (4, "late"), (5, "left_early"), (7, "sick")]  # fmt: skip
    assert got[0]["marked_on"] == dt.date(2015, 3, 1)
    assert [(u["kind"], u["row"], u["column"], u["value"]) for u in result.unread] == [
        ("cell", 5 + i, "8", "§") for i in range(3)
    ]
    assert result.account == (7, 1, 3, 3, 0)


def test_leave_summary_is_a_month_form(folder: Path, read: Callable[..., Any]) -> None:
    rows = [[i + 1, "工程部", name(i), 1, 2, None, None, None, None, 3] for i in range(4)]
    fill(folder, "attendance_summary_3row_merged_header", 5, rows, A1="某单位2016年5月考勤汇总")
    result = read()
    got = result.rows("attendance")
    assert [(r["month"], r["leave_days"], r["sick_days"], r["late_times"]) for r in got] == [
        (dt.date(2016, 5, 1), 1, 2, 3)
    ] * 4
    assert result.account == (8, 3, 1, 4, 0)


def test_scores_with_signature_below(folder: Path, read: Callable[..., Any]) -> None:
    wb = openpyxl.load_workbook(TEMPLATES / "gov_qingdao_exam_scores.xlsx")
    ws = wb.active
    assert ws is not None
    ws.insert_rows(4, 3)
    for i in range(3):
        for c, v in enumerate([i + 1, f"A{i}", name(i), 80 + i, 70 + i, ""], start=1):
            ws.cell(4 + i, c, v)
    wb.save(folder / "a.xlsx")
    result = read()
    assert [(r["theory"], r["practice"]) for r in result.rows("exams")] == [(80, 70), (81, 71), (82, 72)]
    assert result.account == (8, 1, 4, 3, 0)


def test_site_payroll_takes_month_employer_from_its_title(folder: Path, read: Callable[..., Any]) -> None:
    rows: list[list[Any]] = [[i + 1, name(i), "男", None, "钢筋工", number(i), 20, 200, 4000] for i in range(3)]
    rows.append(["合计", None, None, None, None, None, None, None, 12100])
    fill(folder, "web_construction_payroll_9col", 3, rows, A1="泰安某建筑有限公司2016年5月建筑工地工人工资表")
    result = read()
    got = result.rows("payroll")
    assert [(r["month"], r["employer"], r["due_fen"], r["paid_fen"]) for r in got] == [
        (dt.date(2016, 5, 1), "泰安某建筑有限公司", 400000, None)] * 3  # fmt: skip
    total = result.reading.totals[0]
    assert (total["stated_fen"], total["summed_fen"], total["rows"], total["row"]) == (1210000, 1200000, 3, 6)
    assert result.account == (6, 1, 2, 3, 0)


def test_employee_master_bilingual(folder: Path, read: Callable[..., Any]) -> None:
    row: list[Any] = [None] * 34
    row[0], row[1], row[30] = name(1), number(1), dt.datetime(2015, 3, 5)
    fill(folder, "import_employee_master_bilingual_header", 4, [row])
    assert [(r["number"], r["starts_on"]) for r in read().rows("filings")] == [(number(1), dt.date(2015, 3, 5))]


@pytest.mark.parametrize("stem", ["import_certificates_bilingual_header"])
def test_certificates(folder: Path, read: Callable[..., Any], stem: str) -> None:
    fill(folder, stem, 4, [[name(1), number(1), "职业资格", "焊工", "", "初级", "2015.6.1", "Z001", None]])
    got = read().rows("certificates")
    assert got[0]["certificate_number"] == "Z001" and got[0]["issued_on"] == dt.date(2015, 6, 1)
