"""The rules on Spark, for a province: the same text, translated; the same hits, in the same order.

pyspark is imported only when asked for: it is an extra, and needs Java.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.counting import Counted, Heads, heads_sql, is_reported, read_rows, rows_sql
from chunfeng.engines.screening.duckdb_engine import HITS, Progress, connect, finish, missing_needs, open_views, quoted
from chunfeng.engines.screening.figure import Figure
from chunfeng.engines.screening.results import (
    RunResult,
    Settings,
    hit_select,
    lists_first,
    looked_for,
    not_run,
    sql_type,
    typed,
)
from chunfeng.engines.screening.rule import Rule
from chunfeng.engines.screening.vocabulary import teach_duckdb, to_spark

_TYPES = {"varchar": "string", "integer": "int"}
#: Bytes of Parquet up to which planning is all the work: a county's folder, not a province.
_TINY = 64 * 2**20


class SparkMissing(Exception):
    """Spark cannot be used here; the sentence says what to install."""


def missing_for_spark() -> str | None:
    """What keeps Spark from running on this machine, as a sentence; None if nothing does."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    version = 0
    if java:
        try:
            text = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False).stderr
            found = re.search(r'version "(\d+)', text)
            version = int(found.group(1)) if found else 0
        except (OSError, subprocess.TimeoutExpired):
            version = 0
    if version < 17:
        return "Spark 引擎需要 Java 17 或更高版本：apt-get install openjdk-17-jre-headless"
    try:
        import pyspark  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return "Spark 引擎需要 pyspark：pip install 'chunfeng[spark]'"
    new = int(pyspark.__version__.split(".")[0]) >= 4
    return None if new else "Spark 引擎需要 pyspark 4：pip install 'chunfeng[spark]'"


def start_session(temp_directory: Path | None = None, *, tiny: bool = False) -> Any:
    """One local session. tiny: for few rows, where planning costs more than they do."""
    missing = missing_for_spark()
    if missing:
        raise SparkMissing(missing)
    from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

    # Without a name of its own the driver asks the network for one.
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    folder = str(temp_directory) if temp_directory else tempfile.mkdtemp(prefix="chunfeng-spark-")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder + "/warehouse",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
        "spark.sql.parquet.compression.codec": "snappy",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.shuffle.partitions": "1" if tiny else "4",
        "spark.sql.sources.default": "parquet",
    }
    if tiny:
        settings |= {
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.adaptive.enabled": "false",
            # Each side of a join reserves a page, 32 MiB in this heap, for its handful of rows: forty at once filled it.
            "spark.buffer.pageSize": "1m",
            # Planning is all the work: constraints save no rows here, and a JVM this short-lived is not worth optimising.
            "spark.sql.constraintPropagation.enabled": "false",
            # A view is understood once, not wherever it is named.
            "spark.sql.legacy.storeAnalyzedPlanForView": "true",
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        }
    builder = SparkSession.builder.master("local[2]").appName("chunfeng")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def spark_type(kind: str) -> str:
    return _TYPES.get(sql_type(kind), sql_type(kind))


def spark_text(rule: Rule, as_of: date, renamed: Mapping[str, str] | None = None) -> str:
    """The rule's query in Spark's dialect; renamed: facts tables under other names."""
    if rule.query is None:
        raise ValueError(rule.code)
    return to_spark(_renamed(rule.query, renamed) if renamed else rule.query, as_of)


def figure_text(figure: Figure, as_of: date, renamed: Mapping[str, str] | None = None) -> str:
    """The rows that a figure counts, in Spark's dialect."""
    query = sqlglot.parse_one(figure.sql, read="duckdb")
    return to_spark(_renamed(query, renamed) if renamed else query, as_of)


def derived_text(facts: Facts, renamed: Mapping[str, str] | None = None) -> str:
    """The query of a table that follows from others, in Spark's dialect."""
    query = sqlglot.parse_one(facts.query, read="duckdb")
    return typed(facts, to_spark(_renamed(query, renamed) if renamed else query, None), "string")


def result_types(session: Any, text: str) -> dict[str, str]:
    return {f.name.lower(): f.dataType.simpleString() for f in session.sql(text).schema.fields}


def _renamed(query: exp.Expr, names: Mapping[str, str]) -> exp.Expr:
    copy = query.copy()
    ctes = {c.alias.lower() for c in copy.find_all(exp.CTE)}
    for table in list(copy.find_all(exp.Table)):
        name = table.name.lower()
        inside = table.find_ancestor(exp.CTE)
        if name not in names or (name in ctes and not (inside is not None and inside.alias.lower() == name)):
            continue
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
        table.set("this", exp.to_identifier(names[name]))
    return copy


def run(
    rules: Sequence[Rule],
    tables: Mapping[str, Path],
    as_of: date,
    settings: Settings,
    facts: Sequence[Facts],
    out: Path,
    progress: Progress | None = None,
) -> RunResult:
    """As duckdb_engine.run. Needs are looked up, hits gathered and ordered by DuckDB over the Parquet."""
    result = RunResult(out)
    settings.temp_directory.mkdir(parents=True, exist_ok=True)
    read = sum(path.stat().st_size for path in tables.values())
    session = start_session(settings.temp_directory, tiny=read <= _TINY)
    parts = settings.temp_directory / "spark-hits"
    db = connect(settings)
    try:
        teach_duckdb(db, as_of)
        open_views(db, tables, facts)
        for declared in lists_first(facts):
            _view(session, declared, tables.get(declared.table))
        known = looked_for(facts, tables)
        ordered = sorted(rules, key=lambda r: r.code)
        db.execute(HITS)
        for done, rule in enumerate(ordered):
            if progress:
                progress(rule.code, done, len(ordered))
            missing = missing_needs(db, rule, facts, known)
            if missing:
                result.not_run.append(not_run(rule, missing, facts))
                continue
            began = time.monotonic()
            folder = parts / rule.code
            text = spark_text(rule, as_of)
            hits = hit_select(rule, text, result_types(session, text), "string")
            session.sql(hits).write.mode("overwrite").parquet(str(folder))
            inserted = db.execute(
                f"insert into hits select rule, severity, subject, other, said, evidence "
                f"from read_parquet({quoted(folder / '*.parquet')})"
            ).fetchone()
            result.seconds[rule.code] = time.monotonic() - began
            result.ran.append((rule.code, int(inserted[0]) if inserted else 0))
        finish(db, result)
        if progress:
            progress("", len(ordered), len(ordered))
    finally:
        db.close()
        session.stop()
        shutil.rmtree(parts, ignore_errors=True)
    return result


def _view(session: Any, declared: Facts, path: Path | None) -> None:
    columns = {c: spark_type(k) for c, k in declared.columns.items()}
    if path is None and declared.query:
        session.sql(f"create or replace temp view `{declared.table}` as {derived_text(declared)}")
        return
    if path is None:
        picked = ", ".join(f"cast(null as {k}) as `{c}`" for c, k in columns.items())
        session.sql(f"create or replace temp view `{declared.table}` as select {picked} where false")
        return
    frame = session.read.parquet(str(path))
    held = set(frame.columns)
    frame.selectExpr(
        *(f"cast({f'`{c}`' if c in held else 'null'} as {k}) as `{c}`" for c, k in columns.items())
    ).createOrReplaceTempView(declared.table)


def count_figures(
    figures: Sequence[Figure], tables: Mapping[str, Path], facts: Sequence[Facts], as_of: date
) -> dict[str, Counted]:
    """As counting.count. What was reported is looked up, and the answer put in order, as there."""
    session = start_session(tiny=sum(path.stat().st_size for path in tables.values()) <= _TINY)
    db = connect()
    made: dict[str, Counted] = {}
    try:
        teach_duckdb(db, as_of)
        open_views(db, tables, facts)
        for declared in lists_first(facts):
            _view(session, declared, tables.get(declared.table))
        read = {table for figure in figures for table in figure.reads} - tables.keys()
        for declared in facts:
            if declared.query and declared.table in read:
                session.sql(f"cache table `{declared.table}`")
        told: dict[str, bool] = {}
        for figure in figures:
            if not is_reported(db, figure, told):
                continue
            source = f"({figure_text(figure, as_of)})"
            rows = tuple(read_rows(figure, [tuple(row) for row in session.sql(rows_sql(source)).collect()]))
            heads = session.sql(heads_sql(source)).collect() if figure.unit == "person" else ()
            made[figure.code] = Counted(rows, tuple(Heads(*row) for row in heads))
    finally:
        db.close()
        session.stop()
    return made
