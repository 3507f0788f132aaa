"""Every rule's worked examples, on both engines."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from chunfeng.engines.screening.examples import DuckdbExamples, compare, read_book
from chunfeng.engines.screening.found import all_facts, screen_folders
from chunfeng.engines.screening.rule import RuleFault, load_rule, load_rules
from chunfeng.engines.screening.spark_engine import missing_for_spark

FACTS = all_facts()
FILES = [path for folder in screen_folders() for path in sorted(folder.glob("*.sql"))]


@functools.cache
def duckdb_examples() -> DuckdbExamples:
    return DuckdbExamples(FACTS)


@pytest.mark.parametrize("path", FILES, ids=[p.stem for p in FILES])
def test_examples_come_out_on_duckdb(path: Path) -> None:
    try:
        rule = load_rule(path, FACTS)
        book = read_book(path, FACTS)
    except RuleFault as fault:
        pytest.fail(str(fault))
    faults = compare(rule, book, duckdb_examples().find(rule, book.examples))
    assert not faults, "\n".join(faults)


def test_all_rules_load_together() -> None:
    rules = load_rules(screen_folders(), FACTS)
    assert len(rules) == len(FILES)


@pytest.mark.spark
@pytest.mark.parametrize("part", range(6))
def test_examples_come_out_the_same_on_spark(part: int) -> None:
    missing = missing_for_spark()
    if missing:
        pytest.skip(missing)
    from chunfeng.engines.screening.spark_examples import SparkExamples

    spark = SparkExamples(FACTS)
    books = [(rule, read_book(rule.path, FACTS)) for rule in load_rules(screen_folders(), FACTS)[part::6]]
    # Planning is most of the time and is done on one core: other parts go on beside, in a process of their own.
    try:
        found = [spark.find(rule, book.examples) for rule, book in books]
    finally:
        spark.session.stop()
    faults = []
    for (rule, book), on_spark in zip(books, found, strict=True):
        on_duckdb = duckdb_examples().find(rule, book.examples)
        for example, ours, theirs in zip(book.examples, on_duckdb, on_spark, strict=True):
            if ours != theirs:
                faults.append(f"{rule.code} “{example.name}”\n  duckdb {ours}\n  spark  {theirs}")
    assert not faults, "\n".join(faults)
