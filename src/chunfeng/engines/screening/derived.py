"""Tables that follow from others, worked out once before the rules that share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.duckdb_engine import connect, open_views, quoted
from chunfeng.engines.screening.results import Settings
from chunfeng.engines.screening.vocabulary import teach_duckdb


def write_derived(
    tables: Mapping[str, Path],
    facts: Sequence[Facts],
    folder: Path,
    settings: Settings,
    only: Sequence[str] | None = None,
) -> dict[str, int]:
    """Writes every derived table (or only these) as Parquet into `folder`, its rows in a total order; returns row counts."""
    rows = {}
    lists = {name: path for name, path in tables.items() if name in {f.table for f in facts if not f.query}}
    db = connect(settings)
    try:
        teach_duckdb(db, None)
        open_views(db, lists, facts)
        db.execute("set preserve_insertion_order = true")
        for declared in facts:
            if declared.query and (only is None or declared.table in only):
                order = ", ".join(f"{column} nulls first" for column in declared.columns)
                path = quoted(folder / f"{declared.table}.parquet")
                done = db.execute(
                    f"copy (from {declared.table} order by {order}) to {path} (format parquet)"
                ).fetchone()
                rows[declared.table] = int(done[0]) if done else 0
    finally:
        db.close()
    return rows
