"""Placed hits → the lines of findings.csv: ordered, masked unless asked, with a fingerprint, decided ones left out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from chunfeng.engines.feeds.worker import ROOM, limit
from chunfeng.engines.screening.place import SEVERITIES
from chunfeng.kernel import masking

#: As a person writes it, in the workbook or by hand → the decision.
DECISIONS = {
    "confirmed": "confirmed",
    "explained": "explained",
    "data_error": "data_error",
    "属实": "confirmed",
    "已说明": "explained",
    "数据有误": "data_error",
}
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("rule", "patterns", "severity", "subject_kind", "person", "file", "sheet")]
    + [("row", pa.int32()), ("other_file", pa.string()), ("other_sheet", pa.string()), ("other_row", pa.int32())]
    + [(name, pa.string()) for name in ("said", "evidence", "provider", "county")]
    + [
        ("amount_fen", pa.int64()),
        ("paid_fen", pa.int64()),
        ("fingerprint", pa.string()),
        ("money_key", pa.string()),
        ("person_key", pa.string()),
    ]
)
#: The people of the run: key → (name, number). Asked for in batches, so a million persons never stand in memory.
_ORDERED = """
    select f.rule, f.severity, f.subject_kind, f.person, f.class, f.file, f.sheet, f.row, f.other_file, f.other_sheet,
           f.other_row, f.said, f.evidence, f.roster_file, f.roster_sheet, f.roster_row, f.amount_fen, f.paid_fen,
           f.provider, f.area, f.by_name, f.together, p.name, p.number, u.name as bad_name, u.number_raw as bad_number
      from findings as f left join people as p on p.person = f.person
      left join {unidentified} as u on u.unidentified = f.subject
     order by f.grave, f.rule, f.file, f.sheet, f.row
"""


@dataclass(frozen=True)
class Decided:
    """What people already decided. by_fingerprint: fingerprint → decision."""

    by_fingerprint: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> Decided:
        """From a filled findings.xlsx, or a .csv with the columns fingerprint, decision, note. Raises ValueError with a
        sentence when it is neither, or a decision is not one of ours."""
        if not path.is_file():
            # A device never ends, and the system's own words are English.
            raise ValueError(f"{path} 不是文件" if path.exists() else f"没有这个文件：{path}")
        found: dict[str, str] = {}
        for place, fingerprint, decision in _alone(path) if path.suffix.lower() == ".xlsx" else _of_csv(path):
            if decision not in DECISIONS:
                raise ValueError(f"{place}：认定写的是“{_brief(decision)}”，只能是 {' / '.join(DECISIONS)}")
            found[fingerprint] = DECISIONS[decision]
        return cls(found)


def _brief(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"


def _of_csv(path: Path) -> Iterator[tuple[str, str, str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel's “CSV” on a Chinese Windows.
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise ValueError(f"{path.name} 读不出来：请另存为 UTF-8 编码的 csv") from error
    with io.StringIO(text, newline="") as file:
        rows = csv.DictReader(file)
        if not {"fingerprint", "decision"} <= set(rows.fieldnames or ()):
            raise ValueError(f"{path.name} 第1行应为 fingerprint,decision,note")
        for row in rows:
            yield (
                f"{path.name} 第{rows.line_num}行",
                (row["fingerprint"] or "").strip(),
                (row["decision"] or "").strip(),
            )


def _alone(path: Path) -> list[tuple[str, str, str]]:
    """As lists are read: in a process of limited memory. The library lays a sheet out as a block, and one stray cell in the
    last corner makes it seventeen thousand million cells."""
    with ProcessPoolExecutor(1, get_context("spawn"), _confined) as process:
        try:
            return process.submit(_lines, path).result()
        except (BrokenProcessPool, MemoryError) as large:
            raise ValueError(f"{path.name} 用到的区域太大，读不了：请删去表格以外的行列，另存后再用") from large


def _confined() -> None:
    limit(ROOM)
    # What the library prints when it dies of it is no use to who reads our sentence.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _lines(path: Path) -> list[tuple[str, str, str]]:
    return list(_of_workbook(path))


def _of_workbook(path: Path) -> Iterator[tuple[str, str, str]]:
    """The lines of the workbook of an earlier run whose 认定 somebody has filled in."""
    try:
        book = CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise ValueError(f"{path.name} 打不开：不是 Excel 工作簿") from error
    headed = False
    for name in book.sheet_names:
        columns: dict[str, int] = {}
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            cells = [str(cell).strip() for cell in row]
            if not columns:
                if {"指纹", "认定"} <= set(cells):
                    columns, headed = {title: cells.index(title) for title in ("指纹", "认定")}, True
            elif cells[columns["认定"]]:
                yield f"{path.name}［{name}］第{number}行", cells[columns["指纹"]], cells[columns["认定"]]
    if not headed:
        raise ValueError(f"{path.name} 里没有“指纹”和“认定”两列：应是填好的 findings.xlsx")


def write_findings(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    patterns: Mapping[str, tuple[str, ...]],
    counties: Mapping[str, str],
    decided: Decided,
    show_personal: bool,
) -> tuple[dict[str, int], int]:
    """Writes the ordered findings to a Parquet file. Returns counts by severity and how many were decided before."""
    has_unidentified = bool(
        db.execute(
            "select 1 from duckdb_columns() where table_name = 'unidentified' and column_name = 'number_raw'"
        ).fetchall()
    )
    nobody = "(select null::text as unidentified, null::text as name, null::text as number_raw where false)"
    cursor = db.execute(_ORDERED.format(unidentified="unidentified" if has_unidentified else nobody))
    counts = dict.fromkeys(SEVERITIES, 0)
    skipped = 0
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for batch in _batches(cursor):
            lines = [_line(row, patterns, counties, show_personal) for row in batch]
            kept = [line for line in lines if line["fingerprint"] not in decided.by_fingerprint]
            skipped += len(lines) - len(kept)
            for line in kept:
                counts[line["severity"]] += 1
            writer.write_table(pa.Table.from_pylist(kept, SCHEMA))
    return counts, skipped


def _batches(cursor: duckdb.DuckDBPyConnection, size: int = 20_000) -> Iterator[list[dict[str, Any]]]:
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(size):
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _line(
    row: dict[str, Any], patterns: Mapping[str, tuple[str, ...]], counties: Mapping[str, str], show_personal: bool
) -> dict[str, Any]:
    evidence = json.loads(row["evidence"] or "{}")
    if row["roster_file"] is not None:
        evidence["rows"] = [
            {"file": row["file"], "sheet": row["sheet"], "row": row["row"]},
            {"file": row["roster_file"], "sheet": row["roster_sheet"], "row": row["roster_row"]},
        ]
    if row["class"] is not None:
        evidence.setdefault("class", row["class"])
    if row["by_name"]:
        evidence["joined_by_name"] = True
    if row["together"] > 1:
        evidence["also"] = row["together"] - 1
    fingerprint = hashlib.sha256(
        "\x1f".join(str(row[k]) for k in ("rule", "file", "sheet", "row", "said")).encode()
    ).hexdigest()[:15]
    # Led by a letter: a digest of digits alone would be taken for a number and masked.
    fingerprint = "f" + fingerprint
    evidence["fingerprint"] = fingerprint
    name, number = row["name"] or row["bad_name"], row["number"] or row["bad_number"]
    said = row["said"] or ""
    text = json.dumps(evidence, ensure_ascii=False, sort_keys=True, default=str)
    if not show_personal:
        name = masking.name(name) if name else name
        number = masking.number(number) if number else number
        said, text = masking.scrub(said), masking.scrub(text)
    return {
        "rule": row["rule"],
        "patterns": ";".join(patterns.get(row["rule"], ())),
        "severity": row["severity"],
        "subject_kind": row["subject_kind"],
        "person": " ".join(part for part in (name, number) if part),
        **{key: row[key] for key in ("file", "sheet", "row", "other_file", "other_sheet", "other_row")},
        "said": said,
        "evidence": text,
        "provider": row["provider"],
        "county": counties.get(row["area"] or "", row["area"]),
        "amount_fen": row["amount_fen"],
        "paid_fen": row["paid_fen"],
        "fingerprint": fingerprint,
        # Two lists of one claim are one sum of money.
        "money_key": f"{row['person']}|{row['class']}" if row["person"] and row["class"] else None,
        "person_key": row["person"],
    }
