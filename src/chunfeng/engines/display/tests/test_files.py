"""The files an audit leaves behind: equal bytes, openable, safe to open, nothing personal."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from chunfeng.engines.display.audit_data import FINDING_COLUMNS, AuditResult, Unread
from chunfeng.engines.display.findings_csv import write_findings_csv
from chunfeng.engines.display.report import write_report
from chunfeng.engines.display.summary import write_summary
from chunfeng.engines.display.sums import Sums, summed
from chunfeng.engines.display.tests.sample import ACCOUNT, CLASS, OVERLAP, RULES, findings, sample, unread_lines
from chunfeng.engines.display.unread import write_unread
from chunfeng.engines.display.workbook import sheet_name, write_workbook


def _all(folder: Path, result: AuditResult | None = None) -> tuple[AuditResult, Sums]:
    folder.mkdir()
    result = result or sample(folder)
    sums = summed(result)
    write_findings_csv(folder / "findings.csv", result.findings)
    write_workbook(folder / "findings.xlsx", result, sums)
    write_report(folder / "report.html", result, sums)
    write_unread(folder / "unread.csv", unread_lines())
    write_summary(folder / "summary.json", {"b": 1, "a": {"泰": [1, 2]}})
    return result, sums


def test_same_result_same_bytes_from_table_and_parquet(tmp_path: Path) -> None:
    result, _ = _all(tmp_path / "one")
    pq.write_table(result.findings, tmp_path / "findings.parquet")
    _all(tmp_path / "two", replace(result, findings=tmp_path / "findings.parquet"))
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_csv_has_its_columns_and_cannot_run_formulas(tmp_path: Path) -> None:
    write_findings_csv(tmp_path / "f.csv", findings())
    assert (tmp_path / "f.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as lines:
        read = list(csv.DictReader(lines))
    assert tuple(read[0]) == FINDING_COLUMNS
    assert len(read) == findings().num_rows
    attack = next(line for line in read if line["rule"] == ACCOUNT)
    assert attack["person"].startswith("'=cmd")
    assert attack["row"] == "400"
    assert json.loads(attack["evidence"]) == {"shared": 4}


def test_unread_is_masked_and_grouped(tmp_path: Path) -> None:
    told = write_unread(tmp_path / "u.csv", iter(unread_lines()))
    text = (tmp_path / "u.csv").read_text(encoding="utf-8-sig")
    assert "370902199001011234" not in text
    assert "13805381234" not in text
    assert "'=不是日期" in text
    assert "'@x" in text
    assert told.counts == {"file": 2, "sheet": 1, "row": 2, "cell": 2}
    assert [g.count for g in told.groups] == [2, 1, 1]
    write_unread(tmp_path / "s.csv", unread_lines(), show_personal=True)
    assert "370902199001011234" in (tmp_path / "s.csv").read_text(encoding="utf-8-sig")


def test_money_is_counted_once_and_adds_up(tmp_path: Path) -> None:
    result = sample(tmp_path)
    sums = summed(result)
    # Rows 180 to 203 stand under two rules: only the six beyond are money of the second.
    assert sums.by_rule[OVERLAP].fen == 104 * 80000
    assert sums.total.fen == (104 + 6 + 12) * 80000
    for parts in (sums.by_rule.values(), sums.by_provider, sums.by_county):
        for measure in ("hits", "fen", "paid", "lines"):
            assert sum(getattr(p, measure) for p in parts) == getattr(sums.total, measure)
    assert sums.severities[CLASS, "low"] == 1
    assert [len(lines) for lines in sums.first.values()].count(20) == 2


def test_what_was_paid_twice_is_at_risk_whole(tmp_path: Path) -> None:
    lines = findings(2).slice(0, 2).to_pylist()
    lines[0] |= {"paid_fen": 160000, "money_key": "a"}
    lines[1] |= {"paid_fen": 160000, "money_key": "a"}
    total = summed(sample(tmp_path, pa.Table.from_pylist(lines))).total
    assert (total.fen, total.paid, total.lines, total.hits) == (160000, 160000, 1, 2)


def test_workbook_opens_and_holds_every_finding(tmp_path: Path) -> None:
    _, sums = _all(tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx")
    assert book.sheetnames[0] == "汇总"
    assert book.properties.created.isoformat() == "2016-12-31T00:00:00"
    sheets = [name for name in book.sheetnames if name[:2].isdigit()]
    assert len(sheets) == len(sums.by_rule)
    lines = 0
    for name in sheets:
        sheet = book[name]
        assert sheet.freeze_panes == "E7"
        assert sheet.auto_filter.ref
        for row in sheet.iter_rows(min_row=7):
            lines += 1
            assert all(cell.data_type != "f" for cell in row)
            assert row[1].value in ("冻结", "高", "中", "低")
    assert lines == findings().num_rows
    asked = book["该问谁"]
    lines = [[cell.value for cell in row] for row in asked.iter_rows(min_row=2)]
    assert sum(line[5] for line in lines[:-2]) == lines[-1][5] == sums.total.hits
    risk = sum(line[7] for line in lines[:-2] if line[7] != "--")
    assert round(risk * 100) == round(lines[-1][7] * 100) == sums.total.fen
    attack = book[next(name for name in sheets if "银行卡" in name)]
    assert attack["D7"].value == "=cmd|' /C calc'!A0"
    assert attack["D7"].data_type == "s"


def test_a_rule_with_more_lines_than_a_sheet_takes_goes_on_in_the_next(tmp_path: Path) -> None:
    result = sample(tmp_path)
    write_workbook(tmp_path / "f.xlsx", result, summed(result), sheet_rows=56)
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    parts = [book[name] for name in book.sheetnames if "重叠" in name]
    assert [part.max_row - 6 for part in parts] == [50, 50, 4]
    assert parts[2]["A10"].value == 104


def test_sheet_names_are_legal_and_unique() -> None:
    taken: set[str] = set()
    long = "规则" * 30 + "𠮷" * 20
    names = [
        sheet_name(title, n % 2, taken, n % 3)
        for n, title in enumerate(["'a[b]:*?/\\'", long, long, long, "", "", long, long])
    ]
    assert len({n.casefold() for n in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_nothing_found_and_nothing_read_still_makes_all_files(tmp_path: Path) -> None:
    result = AuditResult(sample(tmp_path).as_of, sample(tmp_path).pack, RULES[:1], findings().slice(0, 0))
    _all(tmp_path / "out", result)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "都没有命中" in page
    assert openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx").sheetnames == ["汇总"]


@pytest.mark.parametrize("value", [None, "x" * 40_000])
def test_missing_and_overlong_values(tmp_path: Path, value: str | None) -> None:
    lines = findings(1).slice(0, 1).to_pylist()
    lines[0] |= {
        "said": value,
        "evidence": value,
        "provider": value,
        "sheet": None,
        "other_file": None,
        "other_row": None,
    }
    table = findings(1).slice(0, 1).from_pylist(lines, schema=findings(1).schema)
    _all(tmp_path / "out", sample(tmp_path, table))
    openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx")


def test_unread_needs_no_list(tmp_path: Path) -> None:
    told = write_unread(tmp_path / "u.csv", (Unread("cell", "a", "b", n, "c", str(n), "w", "m") for n in range(5000)))
    assert told.groups[0].count == 5000
    assert told.groups[0].first_row == 0


def test_a_sheet_is_headed_by_what_its_findings_are_not_by_what_its_rule_may_say(tmp_path: Path) -> None:
    table = findings()
    rule = RULES[0]
    assert rule.severity == "block"
    lowered = [
        "high" if r == rule.code else s
        for r, s in zip(table["rule"].to_pylist(), table["severity"].to_pylist(), strict=True)
    ]
    result = sample(tmp_path, table.set_column(table.column_names.index("severity"), "severity", pa.array(lowered)))
    write_workbook(tmp_path / "f.xlsx", result, summed(result))
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    told = next(s["A2"].value for s in book if rule.code in str(s["A2"].value))
    assert told.startswith("高　")
