"""Our side of the measurements, each in a process of its own: read a folder; run rules over facts tables."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

import chunfeng
from bench.measure import Clock, digest
from chunfeng.engines.screening.figure import Figure
from chunfeng.engines.screening.found import all_facts, screen_folders

AS_OF = date(2017, 12, 31)


def reading(folder: Path, processes: int) -> None:
    from chunfeng.base.policy.pack import load
    from chunfeng.engines.feeds import read_folder
    from chunfeng.site.registry import FEEDS, words_of

    words = words_of(load("taian_2014_33"))
    with tempfile.TemporaryDirectory() as work:
        clock = Clock()
        found = read_folder(folder, FEEDS, words, Path(work), workers=processes)
        clock.report(sum(sheet["rows"] for sheet in found.sheets))


def rules(tables: Path, *codes: str) -> None:
    from chunfeng.engines.screening.derived import write_derived
    from chunfeng.engines.screening.duckdb_engine import run
    from chunfeng.engines.screening.results import Settings
    from chunfeng.engines.screening.rule import load_rules

    facts = all_facts()
    chosen = [rule for rule in load_rules(screen_folders(), facts) if not codes or rule.code in codes]
    paths = {f.table: tables / f"{f.table}.parquet" for f in facts if not f.query}
    read = {table for rule in chosen for table in rule.reads}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        clock = Clock()
        settings = Settings(work / "spill")
        derived = write_derived(paths, facts, work, settings, only=sorted(read))
        paths |= {name: work / f"{name}.parquet" for name in derived}
        found = run(chosen, paths, AS_OF, settings, facts, work / "hits.parquet")
        slowest = sorted(found.seconds.items(), key=lambda item: -item[1])
        if codes:
            hits = duckdb.execute("select subject from read_parquet(?)", [str(found.hits)]).fetchall()
            clock.report(digest(subject for (subject,) in hits))
            return
        clock.report(" ".join(f"{code}:{seconds:.2f}" for code, seconds in slowest[:12]))


def near(tables: Path) -> None:
    """One class after the other against the whole history, as the worker asks: seconds of each after the first, which finds out what
    columns the rules have."""
    from chunfeng.engines.screening.near import chosen, screen_class
    from chunfeng.engines.screening.results import Settings
    from chunfeng.engines.screening.rule import load_rules

    facts = all_facts()
    rules = chosen(load_rules(screen_folders(), facts))
    paths = {f.table: tables / f"{f.table}.parquet" for f in facts if not f.query}
    spent = []
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        for n in range(13):
            began = time.perf_counter()
            screen_class(f"K{n * 367}", rules, paths, facts, AS_OF, Settings(Path(folder) / "spill"))
            spent.append(time.perf_counter() - began)
        clock.report(f"{statistics.median(spent[1:]):.4f} {max(spent[1:]):.4f} {len(rules)}")


def bare_script(tables: Path) -> None:
    """The rules' own SQL in a bare DuckDB script that keeps nothing but the tables that several rules share."""
    from chunfeng.engines.screening.results import Settings, lists_first
    from chunfeng.engines.screening.rule import load_rules
    from chunfeng.engines.screening.vocabulary import teach_duckdb

    facts = all_facts()
    loaded = load_rules(screen_folders(), facts)
    clock = Clock()
    db = duckdb.connect(config={"memory_limit": Settings.memory_limit, "threads": Settings.threads})
    teach_duckdb(db, AS_OF)
    for f in lists_first(facts):
        if f.query:
            db.execute(f"create temp table {f.table} as {f.query}")
        else:
            db.execute(f"create view {f.table} as select * from read_parquet('{tables}/{f.table}.parquet')")
    hits = 0
    for rule in loaded:
        hits += sum(batch.num_rows for batch in db.sql(rule.sql).to_arrow_reader(100_000))
    clock.report(hits)


def _trainings() -> list[Figure]:
    from chunfeng.engines.screening.figure import load_figures

    folders = sorted(Path(chunfeng.__file__).parent.glob("plans/training/*/figures"))
    return list(load_figures(folders, all_facts()))


def figures(tables: Path, keep: str = "") -> None:
    """All figures of the training plan, as after a snapshot. keep: with the rows behind them written."""
    from chunfeng.engines.screening.counting import count

    facts, chosen = all_facts(), _trainings()
    paths = {f.table: tables / f"{f.table}.parquet" for f in facts if not f.query}
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        made = count(chosen, paths, facts, AS_OF, Path(folder) if keep else None)
        clock.report(digest(f"{code} {row}" for code, found in made.items() for row in (*found.rows, *found.heads)))


def bare_figures(tables: Path) -> None:
    """The figures' own SQL in a bare DuckDB script that keeps nothing but the table that they share."""
    from chunfeng.engines.screening.counting import Heads, heads_sql, read_rows, rows_sql
    from chunfeng.engines.screening.vocabulary import teach_duckdb

    facts, chosen = all_facts(), _trainings()
    read = {table for figure in chosen for table in figure.reads}
    clock = Clock()
    db = duckdb.connect()
    teach_duckdb(db, AS_OF)
    for f in facts:
        if not f.query:
            db.execute(f"create view {f.table} as select * from read_parquet('{tables}/{f.table}.parquet')")
    for f in facts:
        if f.table in read and f.query:
            db.execute(f"create temp table {f.table} as {f.query}")
    told = []
    for figure in chosen:
        source = f"({figure.sql})"
        told += [f"{figure.code} {row}" for row in read_rows(figure, db.execute(rows_sql(source)).fetchall())]
        if figure.unit == "person":
            told += [f"{figure.code} {Heads(*row)}" for row in db.execute(heads_sql(source)).fetchall()]
    clock.report(digest(told))


def truth(folder: Path) -> None:
    from bench.truth import score
    from chunfeng.site.audit import Options, run
    from chunfeng.site.demo import AS_OF as DAY

    with tempfile.TemporaryDirectory() as work:
        clock = Clock()
        # The terminal's closing lines belong to a person; the last line printed here is read by the bench.
        run(Options(folder / "in", Path(work) / "out", "taian_2014_33", DAY))
        found = score(folder / "truth.csv", Path(work) / "out" / "findings.csv")
    met = found.recall("block") == found.precision("block") == 1 and found.recall("high") >= 0.95
    met = met and found.precision("high") >= 0.9 and not found.near_hit
    figures = "; ".join(
        f"{s} recall {found.recall(s):.2f} of {found.planted[s]}, precision {found.precision(s):.2f} of {found.findings[s]}"
        for s in ("block", "high", "medium", "low")
    )
    clock.report(f"{figures}; {len(found.near_hit)} near misses hit{'; met' if met else ''}")


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    if what == "reading":
        reading(Path(where), int(rest[0]))
    elif what == "near":
        near(Path(where))
    elif what == "truth":
        truth(Path(where))
    elif what == "figures":
        figures(Path(where), *rest)
    elif what == "bare_figures":
        bare_figures(Path(where))
    elif what == "rules":
        rules(Path(where), *rest)
    else:
        bare_script(Path(where))
