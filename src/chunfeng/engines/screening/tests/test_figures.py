"""Every figure's worked examples, on both engines; persons count once a month and once a year."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path

import duckdb
import pytest

import chunfeng
from chunfeng.engines.screening.counting import NONE, Counted, Heads, Row, count, heads_sql, rows_sql
from chunfeng.engines.screening.examples import DuckdbExamples, read_book
from chunfeng.engines.screening.figure import Figure, load_figure, load_figures
from chunfeng.engines.screening.figure_examples import COUNTS, compare_counts, count_examples
from chunfeng.engines.screening.found import all_facts
from chunfeng.engines.screening.rule import RuleFault
from chunfeng.engines.screening.spark_engine import missing_for_spark

FACTS = all_facts()
FOLDERS = sorted(Path(chunfeng.__file__).parent.glob("plans/*/*/figures"))
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.sql"))]
AS_OF = date(2016, 12, 31)


@functools.cache
def duckdb_examples() -> DuckdbExamples:
    return DuckdbExamples(FACTS)


@pytest.mark.parametrize("path", FILES, ids=[p.stem for p in FILES])
def test_examples_come_out_on_duckdb(path: Path) -> None:
    try:
        figure = load_figure(path, FACTS)
        book = read_book(path, FACTS, COUNTS)
    except RuleFault as fault:
        pytest.fail(str(fault))
    faults = compare_counts(book, count_examples(duckdb_examples(), figure, book.examples))
    assert not faults, "\n".join(faults)


@pytest.mark.spark
@pytest.mark.parametrize("part", range(4))
def test_examples_come_out_the_same_on_spark(part: int) -> None:
    if missing := missing_for_spark():
        pytest.skip(missing)
    from chunfeng.engines.screening.spark_examples import SparkExamples

    spark = SparkExamples(FACTS)
    books = [(figure, read_book(figure.path, FACTS, COUNTS)) for figure in load_figures(FOLDERS, FACTS)[part::4]]
    try:
        found = [spark.count(figure, book.examples) for figure, book in books]
    finally:
        spark.session.stop()
    faults = []
    for (figure, book), on_spark in zip(books, found, strict=True):
        for example, ours, theirs in zip(
            book.examples, count_examples(duckdb_examples(), figure, book.examples), on_spark, strict=True
        ):
            if ours != theirs:
                faults.append(f"{figure.code} “{example.name}”\n  duckdb {ours}\n  spark  {theirs}")
    assert not faults, "\n".join(faults)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    """Two counties, two programmes, two years; p1 is trained twice in March and once more in April."""
    db = duckdb.connect()
    made = {
        "classes": """select * from (values ('k1', '370902', 'EMPLOYMENT_SKILL', date '2016-03-31', 'EMPLOYMENT'),
          ('k2', '370911001', 'STARTUP', date '2016-03-20', 'EMPLOYMENT'), ('k3', '370902', 'EMPLOYMENT_SKILL', date '2016-04-30', 'EDUCATION'),
          ('k4', null, 'SPARK', date '2015-04-30', 'SCIENCE')) as t(class, area, programme, ends_on, fund)""",
        "enrolments": """select 'e' || row_number() over () as enrolment, * from (values ('k1', 'p1'), ('k1', 'p2'), ('k2', 'p1'), ('k3', 'p1'),
          ('k3', 'p3'), ('k4', 'p3')) as t(class, person)""",
        "parameters": "select 'training.employment_window_months' as code, date '1990-01-01' as valid_from_on, 6 as value",
    }
    for name, query in made.items():
        db.execute(f"copy ({query}) to '{tmp_path / name}.parquet' (format parquet)")
    return {name: tmp_path / f"{name}.parquet" for name in made}


def chosen(*names: str) -> list[Figure]:
    return [figure for figure in load_figures(FOLDERS, FACTS) if figure.path.stem in names]


def test_rows_add_up_and_persons_count_once(tables: dict[str, Path]) -> None:
    made = count(chosen("trained_total", "trained_core", "pass_rate"), tables, FACTS, AS_OF)
    total: Counted = made["training.trained_total"]
    assert total.rows == (
        Row("", "2015-04", 1, None, None, "STB"),
        Row("370902", "2016-03", 2, None, None, "HRSS"),
        Row("370911001", "2016-03", 1, None, None, "HRSS"),
        Row("370902", "2016-04", 2, None, None, "EDU"),
    )
    heads = {(one.span, one.area, one.agency): one.persons for one in total.heads}
    assert heads["2016-03", "", ""] == 2 and heads["2016-04", "", ""] == 2
    assert heads["2016", "", ""] == 3, "five places taken by three persons"
    assert heads["2016", "370911", ""] == 1, "towns count with their county"
    assert heads["2016", "", "EDU"] == 2 and heads["2016", "", "HRSS"] == 2
    assert heads["2015", NONE, ""] == 1
    assert all(isinstance(one, Heads) for one in total.heads)
    assert "training.pass_rate" not in made, "without an exam list nobody failed"


def test_no_figure_is_larger_than_its_rows(tables: dict[str, Path], tmp_path: Path) -> None:
    keep = tmp_path / "rows"
    keep.mkdir()
    made = count(load_figures(FOLDERS, FACTS), tables, FACTS, AS_OF, keep)
    assert set(made) == {path.stem for path in keep.glob("*.parquet")} and len(made) > 10
    for code, counted in made.items():
        behind = duckdb.execute(
            f"select coalesce(area, ''), period, coalesce(agency, ''), count(*) from read_parquet('{keep / code}.parquet') group by all"
        ).fetchall()
        told = {(row.area, row.period, row.agency): row.value or row.denominator for row in counted.rows}
        assert told == {(area, period, agency): n for area, period, agency, n in behind}, code


@pytest.mark.spark
def test_spark_counts_to_the_digit(tables: dict[str, Path]) -> None:
    if missing := missing_for_spark():
        pytest.skip(missing)
    from chunfeng.engines.screening.spark_engine import count_figures

    figures = load_figures(FOLDERS, FACTS)
    assert count_figures(figures, tables, FACTS, AS_OF) == count(figures, tables, FACTS, AS_OF)


def test_both_statements_are_one_select() -> None:
    for sql in (rows_sql("counted"), heads_sql("counted")):
        assert sql.startswith("select ") and ";" not in sql
