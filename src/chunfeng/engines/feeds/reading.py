"""What reading a folder yields. Plain data: it is pickled between processes and written into summary.json."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

#: One line of unread.csv before masking: kind file|sheet|row|cell, and how the value must be masked.
UNREAD_FIELDS = ("kind", "file", "sheet", "row", "column", "value", "wrong", "mend", "personal")

#: The singular of each facts table, as findings name their subject.
SINGULAR = {
    "providers": "provider",
    "teachers": "teacher",
    "rooms": "room",
    "trades": "trade",
    "standards": "standard",
    "classes": "class",
    "sessions": "session",
    "enrolments": "enrolment",
    "attendance": "attendance",
    "visits": "visit",
    "exams": "exam",
    "certificates": "certificate",
    "claims": "claim",
    "payments": "payment",
    "employers": "employer",
    "filings": "filing",
    "contracts": "contract",
    "projects": "project",
    "payroll": "payroll",
    "insurance": "insurance",
    "registers": "register",
}


def singular(kind: str) -> str:
    return SINGULAR.get(kind, kind)


def unread_line(
    kind: str,
    *,
    file: str,
    sheet: str = "",
    row: int | None = None,
    column: str = "",
    value: object = "",
    wrong: str,
    mend: str,
    personal: str | None = None,
) -> dict[str, Any]:
    text = "" if value is None else str(value)
    return {
        "kind": kind,
        "file": file,
        "sheet": sheet,
        "row": row,
        "column": column,
        "value": text if len(text) <= 200 else text[:200] + "…",
        "wrong": wrong,
        "mend": mend,
        "personal": personal,
    }


#: f00012.jsonl, f00012_name.jsonl: what stands before the rest of the name is the input file's number.
_NO = len("f00012")


class UnreadLines:
    """Everything that could not be read, in order of path, sheet and row.

    A million bad cells do not fit in memory, so the lines stay in one JSON-lines file per input file and are streamed.
    """

    def __init__(self, paths: list[Path], count: int) -> None:
        self._paths = paths
        self._count = count

    def __len__(self) -> int:
        return self._count

    def add(self, path: Path, lines: list[dict[str, Any]]) -> None:
        """Lines of one input file that became known after it was read; path is named after the file like its others."""
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        path.write_text(text, encoding="utf-8")
        self._paths.insert(bisect_right(self._paths, path.name[:_NO], key=lambda p: p.name[:_NO]), path)
        self._count += len(lines)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for path in self._paths:
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    yield json.loads(line)


@dataclass
class Reading:
    """files: no, file, sha256, size, state (read, copy, unread), copy_of. parts: paths of Parquet files.

    sheets: rows = header + set_aside + rows_in and rows_in = accepted + rejected hold for each, asserted when built.
    """

    files: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    unread: UnreadLines = field(default_factory=lambda: UnreadLines([], 0))
    totals: list[dict[str, Any]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    #: Tracebacks of our own failures, for the terminal only: they name paths of this machine.
    failures: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return sorted({kind for sheet in self.sheets for kind in sheet["kinds"]})

    def check(self) -> None:
        for sheet in self.sheets:
            if sheet["rows"] != sheet["header"] + sheet["set_aside"] + sheet["rows_in"]:
                raise AssertionError(f"rows unaccounted for: {sheet}")
            if sheet["rows_in"] != sheet["accepted"] + sheet["rejected"]:
                raise AssertionError(f"rows neither accepted nor rejected: {sheet}")

    def as_json(self) -> dict[str, Any]:
        plain = asdict(self, dict_factory=lambda pairs: {k: v for k, v in pairs if k not in ("unread", "failures")})
        return plain | {"unread_count": len(self.unread)}
