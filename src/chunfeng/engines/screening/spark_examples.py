"""Worked examples on Spark: all examples of a rule are one query, because starting a query costs more than its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from threading import Lock
from typing import Any

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.counting import Row, read_rows, rows_sql
from chunfeng.engines.screening.examples import Example, Found
from chunfeng.engines.screening.figure import Figure
from chunfeng.engines.screening.results import hit_select
from chunfeng.engines.screening.rule import Rule
from chunfeng.engines.screening.spark_engine import (
    derived_text,
    figure_text,
    result_types,
    spark_text,
    spark_type,
    start_session,
)


class SparkExamples:
    def __init__(self, facts: Sequence[Facts], session: Any = None) -> None:
        self.facts = {f.table: f for f in facts}
        self.session = session or start_session(tiny=True)
        # Most tables of most examples are empty or alike: one view for each content. Two rules may be tried at once.
        self._views: dict[tuple[str, tuple[tuple[Any, ...], ...]], str] = {}
        self._lock = Lock()

    def find(self, rule: Rule, examples: Sequence[Example]) -> list[list[Found]]:
        queries = []
        types: dict[str, str] | None = None
        for number, example in enumerate(examples):
            names = {table: self._table(table, example) for table in rule.reads}
            text = spark_text(rule, example.as_of, names)
            types = types or result_types(self.session, text)
            hits = hit_select(rule, text, types, "string")
            queries.append(
                f"select {number} as example, subject, severity, other, said, evidence from (\n{hits}\n) as hits"
            )
        found: list[list[Found]] = [[] for _ in examples]
        for row in self.session.sql("\nunion all\n".join(queries)).collect():
            found[row[0]].append((row[1], row[2], row[3], row[4], row[5]))
        return [sorted(hits, key=str) for hits in found]

    def count(self, figure: Figure, examples: Sequence[Example]) -> list[list[Row]]:
        """What a figure counts of each example."""
        queries = []
        for number, example in enumerate(examples):
            text = figure_text(figure, example.as_of, {table: self._table(table, example) for table in figure.reads})
            queries.append(f"select {number} as example, told.* from (\n{rows_sql(f'({text})')}\n) as told")
        found: list[list[Any]] = [[] for _ in examples]
        for row in self.session.sql("\nunion all\n".join(queries)).collect():
            found[row[0]].append(tuple(row)[1:])
        return [sorted(read_rows(figure, rows)) for rows in found]

    def _table(self, table: str, example: Example) -> str:
        facts = self.facts[table]
        if not facts.query:
            return self._view(table, example.tables.get(table, ()))
        names = {source: self._view(source, example.tables.get(source, ())) for source in facts.reads}
        content = (table, tuple(sorted(names.items())))
        with self._lock:
            if content not in self._views:
                name = f"{table}__{len(self._views)}"
                self.session.sql(f"create or replace temp view `{name}` as {derived_text(facts, names)}")
                self._views[content] = name
            return self._views[content]

    def _view(self, table: str, rows: Sequence[tuple[Any, ...]]) -> str:
        content = (table, tuple(rows))
        with self._lock:
            if content not in self._views:
                name = f"{table}__{len(self._views)}"
                self._create(name, self.facts[table], rows)
                self._views[content] = name
            return self._views[content]

    def _create(self, name: str, facts: Facts, rows: Sequence[tuple[Any, ...]]) -> None:
        kinds = {c: spark_type(k) for c, k in facts.columns.items()}
        if rows:
            values = ", ".join("(" + ", ".join(_literal(v) for v in row) + ")" for row in rows)
            picked = ", ".join(f"cast(col{n} as {k}) as `{c}`" for n, (c, k) in enumerate(kinds.items(), 1))
            text = f"select {picked} from values {values}"
        else:
            text = "select " + ", ".join(f"cast(null as {k}) as `{c}`" for c, k in kinds.items()) + " where false"
        self.session.sql(f"create or replace temp view `{name}` as {text}")


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"timestamp '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
