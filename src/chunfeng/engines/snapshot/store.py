"""The working database in which a snapshot is built: staged parts as views, one address a row, spill to disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

#: A row's place in the folder as one number: sheet in the order of path and name, row, and slot of a day grid.
POSITION = "sheet_order::bigint * 68719476736 + row::bigint * 256 + {slot}"

Types = Mapping[str, Mapping[str, str]]


class Store:
    """One DuckDB connection and the staged tables in it.

    staged: kind → staged column → SQL type. sheets: (file_no, sheet_no, file, sheet) of everything that was read.
    """

    def __init__(self, work: Path, staged: Types, sheets: Sequence[tuple[int, int, str, str]], memory: str) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self.work = work
        self.staged = staged
        self.db = duckdb.connect(
            str(work / "build.duckdb"),
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "memory_limit": memory,
                "temp_directory": str(work / "spill"),
                "preserve_insertion_order": False,
                "threads": 2,
            },
        )
        self._sheets(sheets)
        for kind, columns in staged.items():
            self._stage(kind, columns)

    def _sheets(self, sheets: Sequence[tuple[int, int, str, str]]) -> None:
        self.db.execute("create table sheets (file_no int, sheet_no int, file text, sheet text, sheet_order int)")
        places = sorted(sheets, key=lambda place: (place[2], place[3], place[1]))
        rows = [(*place, order) for order, place in enumerate(places)]
        self.insert("sheets", rows)

    def _stage(self, kind: str, columns: Mapping[str, str]) -> None:
        folder = self.work / "parts" / kind
        typed = {**columns, "file_no": "int", "sheet_no": "int", "row": "int", "feed": "text", "hint": "text"}
        if kind == "attendance":
            typed["slot"] = "int"
        empty = ", ".join(f'null::{sql_type} as "{name}"' for name, sql_type in typed.items())
        source = f"select {empty} where false"
        if any(folder.glob("*.parquet")):
            parts = f"read_parquet('{folder}/*.parquet', union_by_name = true)"
            held = [name for name, *_ in self.db.execute(f"describe select * from {parts}").fetchall()]
            chosen = ", ".join(f'"{name}"::{typed[name]} as "{name}"' for name in held if name in typed)
            source += f" union all by name select {chosen} from {parts}"
        slot = "coalesce(slot, 0)" if kind == "attendance" else "0"
        position = POSITION.format(slot=slot)
        self.db.execute(
            f"create view staged_{kind} as select s.*, f.file, f.sheet, {position.replace('row::', 's.row::')} as pos "
            f"from ({source}) as s join sheets as f using (file_no, sheet_no)"
        )

    def insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Appends rows in the table's column order. Through Arrow: row-wise inserts are a thousand times slower."""
        if not rows:
            return
        names = [name for name, *_ in self.db.execute(f'describe "{table}"').fetchall()]
        batch = pa.table({name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)})
        self.db.register("batch", batch)
        self.db.execute(f'insert into "{table}" select * from batch')
        self.db.unregister("batch")

    def has(self, kind: str, *columns: str) -> bool:
        """Whether the staged table of this kind declares all these columns."""
        return kind in self.staged and all(name in self.staged[kind] for name in columns)

    def exists(self, table: str) -> bool:
        return bool(
            self.db.execute("select 1 from duckdb_tables() where table_name = ?", [table]).fetchall()
            or self.db.execute("select 1 from duckdb_views() where view_name = ?", [table]).fetchall()
        )

    def columns(self, table: str) -> set[str]:
        """Column names of a table; none where it does not exist."""
        if not self.exists(table):
            return set()
        return {name for name, *_ in self.db.execute(f'describe "{table}"').fetchall()}

    def rows(self, table: str) -> int:
        found = self.db.execute(f'select count(*) from "{table}"').fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        self.db.close()
