"""The yardstick of reading: every file of a folder read and thrown away, with the same number of processes as the audit.

Workbooks by calamine into Python values, text by the standard csv reader. Nothing is recognised, parsed or kept.
"""

from __future__ import annotations

import csv
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench.measure import Clock

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}


def read(path: Path) -> int:
    """Rows in the file; 0 when it cannot be read."""
    try:
        if path.suffix.lower() in WORKBOOKS:
            book = CalamineWorkbook.from_path(str(path))
            return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
        head = path.open("rb").read(4096)
        encoding = "utf-8-sig" if _is_utf8(head) else "gb18030"
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            return sum(1 for _ in csv.reader(file))
    except Exception:
        return 0


def _is_utf8(head: bytes) -> bool:
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def main(folder: Path, processes: int) -> None:
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in WORKBOOKS | {".csv"})
    clock = Clock()
    if processes == 1:
        rows = sum(map(read, paths))
    else:
        with ProcessPoolExecutor(processes) as pool:
            rows = sum(pool.map(read, paths))
    clock.report(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
