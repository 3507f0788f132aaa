"""The rules on DuckDB: one connection, one rule after another, everything that grows goes to disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.results import (
    HIT_COLUMNS,
    ORDER,
    UNTESTABLE,
    RunResult,
    Settings,
    Untestable,
    broken,
    hit_select,
    lists_first,
    looked_for,
    not_run,
    sql_type,
    typed,
)
from chunfeng.engines.screening.rule import Rule
from chunfeng.engines.screening.vocabulary import teach_duckdb

HITS = f"create table hits ({', '.join(f'{column} varchar' for column in HIT_COLUMNS)})"
Progress = Callable[[str, int, int], None]


def connect(settings: Settings | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that fetches nothing from anywhere."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if settings is not None:
        settings.temp_directory.mkdir(parents=True, exist_ok=True)
        config |= {
            "memory_limit": settings.memory_limit,
            "threads": settings.threads,
            "temp_directory": str(settings.temp_directory),
            "preserve_insertion_order": False,
        }
    return duckdb.connect(config=config)


def quoted(path: Path | str) -> str:
    return "'" + str(path).replace("'", "''") + "'"


#: A table is one Parquet file, or several of which later ones bring the rows of earlier ones up to date.
Files = Path | tuple[Path, ...]


def source_of(files: Files, key: str) -> str:
    """FROM-clause of a table. Of several files the newest row of an `_id` counts, and none where it has lost its key."""
    if isinstance(files, Path):
        return f"read_parquet({quoted(files)})"
    first, *later = (f"read_parquet({quoted(path)})" for path in files)
    if not later:
        return first
    told = []
    for n, source in enumerate([first, *later]):
        newer = " union all ".join(f"select _id from {after}" for after in later[n:])
        old = f"select * from {source}" + (f" where _id not in ({newer})" if newer else "")
        told.append(f'select * from ({old}) where "{key}" is not null' if n else old)
    return f"({' union all by name '.join(told)})"


def open_views(db: duckdb.DuckDBPyConnection, tables: Mapping[str, Files], facts: Sequence[Facts]) -> None:
    """A view for every facts table; one that is missing is empty (worked out if it follows from others), a column that
    is missing is null. The words of the rules must be known."""
    for declared in lists_first(facts):
        columns = {c: sql_type(k) for c, k in declared.columns.items()}
        path = tables.get(declared.table)
        if path is None and declared.query:
            db.execute(f'create or replace view "{declared.table}" as {typed(declared, declared.query, "varchar")}')
            continue
        if path is None:
            picked = ", ".join(f'cast(null as {k}) as "{c}"' for c, k in columns.items())
            db.execute(f'create or replace view "{declared.table}" as select {picked} where false')
            continue
        source = source_of(path, declared.key)
        held = {r[0]: r[1] for r in db.execute(f"describe select * from {source}").fetchall()}
        picked = ", ".join(
            f'"{c}"' if held.get(c, "").lower() == k else _cast(c, k, c in held) for c, k in columns.items()
        )
        db.execute(f'create or replace view "{declared.table}" as select {picked} from {source}')


def _shut(db: duckdb.DuckDBPyConnection, folders: set[Path]) -> None:
    """Nothing but these folders can be read or written from here on, whatever the text of a rule says."""
    listed = ", ".join(sorted(quoted(folder.resolve()) for folder in folders))
    db.execute(f"set allowed_directories = [{listed}]")
    db.execute("set enable_external_access = false")


def _cast(column: str, kind: str, held: bool) -> str:
    quoted_name = f'"{column}"'
    return f"cast({quoted_name if held else 'null'} as {kind}) as {quoted_name}"


def missing_needs(
    db: duckdb.DuckDBPyConnection, rule: Rule, facts: Sequence[Facts], known: dict[str, bool]
) -> list[str]:
    """Those of the rule's needs that nothing in this run meets: `table`, `table.kind`, `table.column`; | for either."""
    columns = {f.table: f.columns for f in facts}

    def met(choice: str) -> bool:
        if choice not in known:
            table, _, narrower = choice.partition(".")
            where = ""
            if narrower:
                held = narrower in columns[table]
                where = f'where "{narrower}" is not null' if held else f"where kind = {quoted(narrower)}"
            known[choice] = bool(db.execute(f'select 1 from "{table}" {where} limit 1').fetchall())
        return known[choice]

    return [need for need in rule.needs if not any(met(choice) for choice in need.split("|"))]


def result_types(db: duckdb.DuckDBPyConnection, rule: Rule) -> dict[str, str]:
    return {r[0].lower(): r[1] for r in db.execute(f"describe {rule.sql}").fetchall()}


def run(
    rules: Sequence[Rule],
    tables: Mapping[str, Files],
    as_of: date,
    settings: Settings,
    facts: Sequence[Facts],
    out: Path,
    progress: Progress | None = None,
) -> RunResult:
    """Runs every rule whose needs are met over these Parquet files and writes the raw hits to `out`."""
    result = RunResult(out)
    db = connect(settings)
    try:
        teach_duckdb(db, as_of)
        open_views(db, tables, facts)
        folders = {path.parent for files in tables.values() for path in ([files] if isinstance(files, Path) else files)}
        _shut(db, {*folders, out.parent, settings.temp_directory})
        known = looked_for(facts, tables)
        db.execute(HITS)
        ordered = sorted(rules, key=lambda r: r.code)
        for done, rule in enumerate(ordered):
            if progress:
                progress(rule.code, done, len(ordered))
            missing = missing_needs(db, rule, facts, known)
            if missing:
                result.not_run.append(not_run(rule, missing, facts))
                continue
            began = time.monotonic()
            try:
                query = hit_select(rule, rule.sql, result_types(db, rule), "varchar")
                inserted = db.execute(f"insert into hits {query}").fetchone()
            except (duckdb.DataError, duckdb.ProgrammingError, duckdb.PermissionException, RecursionError) as error:
                result.not_run.append(broken(rule, error))
                continue
            result.seconds[rule.code] = time.monotonic() - began
            result.ran.append((rule.code, int(inserted[0]) if inserted else 0))
        finish(db, result)
        if progress:
            progress("", len(ordered), len(ordered))
    finally:
        db.close()
    return result


def finish(db: duckdb.DuckDBPyConnection, result: RunResult) -> None:
    """From the table `hits`: lines that cannot be tested are counted apart, the hits written in their total order."""
    lines = db.execute(
        f"select rule, said, count(*) from hits where severity = '{UNTESTABLE}' group by all order by rule, said"
    ).fetchall()
    result.untestable = [Untestable(*line) for line in lines]
    apart: dict[str, int] = {}
    for line in result.untestable:
        apart[line.rule] = apart.get(line.rule, 0) + line.count
    result.ran = [(code, number - apart.get(code, 0)) for code, number in result.ran]
    result.hits.parent.mkdir(parents=True, exist_ok=True)
    # One thread and kept order: the same bytes for the same hits.
    db.execute("set preserve_insertion_order = true")
    db.execute(
        f"copy (select rule, severity, subject, other, said, evidence from hits where severity <> '{UNTESTABLE}' "
        f"order by {ORDER}) to {quoted(result.hits)} (format parquet, compression zstd)"
    )
