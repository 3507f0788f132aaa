"""Staged parts → the snapshot: facts tables as Parquet, in a total order, with a manifest.

Nothing here knows a plan: the facts that the apps declare say what is one fact and what must not contradict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chunfeng.base.policy.declarations import ADDRESS, Facts
from chunfeng.engines.snapshot import derive, identity
from chunfeng.engines.snapshot.classes import build_class_keys
from chunfeng.engines.snapshot.days import date_marks
from chunfeng.engines.snapshot.merge import join_by_name, merge_rows, resolve_rows
from chunfeng.engines.snapshot.persons import build_persons
from chunfeng.engines.snapshot.store import Store, Types

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Snapshot:
    """Facts tables in `folder` and the open store that still knows who the persons are. rows: table → row count."""

    folder: Path
    store: Store
    rows: dict[str, int]

    def tables(self) -> dict[str, Path]:
        return {name: self.folder / f"{name}.parquet" for name in self.rows}


def build_snapshot(
    work: Path,
    folder: Path,
    facts: Sequence[Facts],
    staged: Types,
    sheets: Sequence[tuple[int, int, str, str]],
    parameters: Sequence[tuple[object, ...]],
    totals: Sequence[tuple[object, ...]],
    as_of: date,
    memory: str = "1200MB",
    progress: Callable[[str, int, int], None] | None = None,
) -> Snapshot:
    """Builds every declared table from `work`/parts. parameters: rows of the facts table; totals: rows of the reader
    (subject_kind, field, stated_fen, summed_fen, rows, file_no, sheet_no, row). Raises what DuckDB raises."""
    store = Store(work, staged, sheets, memory)
    by_table = {f.table: f for f in facts}
    fed = [f for f in facts if f.table in staged and f.table not in ("unidentified",)]
    steps = len(fed) * 2 + 4
    done = 0

    def step(what: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(what, done, steps)

    store.db.execute("create table sources (fact text, pos bigint, source_pos bigint, file text, sheet text, row int)")
    columns = ", ".join(f'"{n}" {t}' for n, t in by_table["contradictions"].columns.items() if n not in ADDRESS)
    store.db.execute(f"create table contradictions ({columns}, file text, sheet text, row int, pos bigint)")
    build_persons(store)
    step("persons")
    build_class_keys(store)
    step("classes")
    # Day columns without a year are dated by the span of their class, so classes come first.
    for f in sorted(fed, key=lambda f: f.table == "attendance"):
        if f.table == "attendance":
            date_marks(store)
        resolve_rows(store, f)
        step(f.title)
    derive.join_claims_to_classes(store)
    join_by_name(store, fed, "class")
    join_by_name(store, fed, "employer")
    derive.work_by_name(store)
    derive.one_fund(store)
    for f in fed:
        merge_rows(store, f)
        step(f.title)
    derive.persons(store)
    derive.classes(store, by_table["classes"])
    derive.sessions(store, by_table["sessions"])
    derive.registers(store, as_of)
    derive.payments(store)
    identity.name_contradictions(store)
    identity.unidentified(store, by_table["unidentified"])
    derive.totals(store, by_table["totals"], totals)
    derive.parameters(store, parameters)
    step("derive")
    folder.mkdir(parents=True, exist_ok=True)
    rows = {f.table: _write(store, f, folder) for f in facts if f.table != "links" and not f.query}
    step("write")
    return Snapshot(folder, store, rows)


def _write(store: Store, facts: Facts, folder: Path) -> int:
    """One table as Parquet in the total order of the folder's rows; a declared table that no list fed is empty."""
    path = folder / f"{facts.table}.parquet"
    known = {name for (name,) in store.db.execute("select table_name from duckdb_tables()").fetchall()}
    if facts.table not in known:
        empty = ", ".join(f'null::{sql_type} as "{name}"' for name, sql_type in facts.columns.items())
        source = f"select {empty} where false"
    else:
        chosen = ", ".join(f'"{name}"::{sql_type} as "{name}"' for name, sql_type in facts.columns.items())
        order = f'pos, "{facts.key}"'
        if facts.table == "parameters":
            order = '"code", "area", "valid_from_on"'
        elif facts.table == "attendance":
            # A line holds many days at one place; a row of nobody known is not merged, so a day may stand there twice.
            order = "pos, marked_on, in_at, out_at, status"
        source = f"select {chosen} from {facts.table} order by {order}"
    store.db.execute(f"copy ({source}) to '{path}' (format parquet, row_group_size 122880)")
    found = store.db.execute(f"select count(*) from read_parquet('{path}')").fetchone()
    return int(found[0]) if found else 0


def write_manifest(folder: Path, rows: Mapping[str, int], sources: Sequence[Mapping[str, object]]) -> str:
    """manifest.json beside the tables; returns the snapshot's hash over schema, table bytes and sources."""
    tables = {
        name: {"rows": count, "sha256": _sha256(folder / f"{name}.parquet")} for name, count in sorted(rows.items())
    }
    body = {"schema_version": SCHEMA_VERSION, "tables": tables, "sources": list(sources)}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    text = json.dumps({**body, "hash": digest}, sort_keys=True, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return digest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
