"""The worked examples beside a rule, run on an engine: the rule's test and the table on its page."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import yaml

from chunfeng.base.policy.declarations import Facts
from chunfeng.base.policy.sources import SafeLoader
from chunfeng.engines.screening.duckdb_engine import connect, result_types
from chunfeng.engines.screening.results import hit_select, lists_first, sql_type, typed
from chunfeng.engines.screening.rule import Rule, RuleFault, load_rule
from chunfeng.engines.screening.vocabulary import teach_duckdb

DEFAULT_AS_OF = date(2016, 12, 31)

#: (subject, severity, other, said, evidence)
Found = tuple[str, str, str | None, str, str]


@dataclass(frozen=True)
class Example:
    name: str
    as_of: date
    #: table → rows, every row holding all columns of its table in their order.
    tables: Mapping[str, Sequence[tuple[Any, ...]]]
    #: subject → severity, or None where only the hit is asked for.
    hits: Mapping[str, str | None]


@dataclass
class Book:
    path: Path
    examples: list[Example] = field(default_factory=list)


class Engine(Protocol):
    """Runs one rule over the rows of several examples; the answer holds one list of hits for each."""

    def find(self, rule: Rule, examples: Sequence[Example]) -> list[list[Found]]: ...


def read_book(rule_path: Path, facts: Sequence[Facts], answers: str = "hits") -> Book:
    """The examples beside a rule file; raises RuleFault with every fault. answers: how a file calls what must come out."""
    path = rule_path.with_suffix(".examples.yaml")
    if not path.is_file():
        raise RuleFault([f"{path}:1 没有例子：每条规则旁边要有 {path.name}"])
    try:
        book = yaml.load(path.read_text(encoding="utf-8-sig"), SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RuleFault([f"{path}:{mark.line + 1 if mark else 1} 不是合法的 YAML"]) from error
    if not isinstance(book, dict) or not isinstance(book.get("examples"), list):
        raise RuleFault([f"{path}:1 应有 examples 列表"])
    by_table = {f.table: f for f in facts}
    faults: list[str] = []
    result = Book(path)
    names: set[str] = set()
    for key in book:
        if key not in ("parameters", "as_of", "examples"):
            faults.append(f"{path}:1 不认识的项 {key}")
    for number, given in enumerate(book["examples"], 1):
        if not isinstance(given, dict) or answers not in given:
            faults.append(f"{path}:1 第 {number} 个例子没有 {answers}")
            continue
        name = str(given.get("name") or "")
        if not name or name in names:
            faults.append(f"{path}:1 第 {number} 个例子没有名称或重名")
        names.add(name)
        as_of: date = given.get("as_of") or book.get("as_of") or DEFAULT_AS_OF
        tables: dict[str, list[tuple[Any, ...]]] = {}
        rows_of = {"parameters": book.get("parameters") or []}
        rows_of |= {k: v for k, v in given.items() if k not in ("name", answers, "as_of", "why")}
        for table, rows in rows_of.items():
            if table not in by_table:
                faults.append(f"{path}:1 例子“{name}”：没有这张表 {table}")
                continue
            columns = by_table[table].columns
            tables[table] = []
            for row in rows or []:
                unknown = [c for c in row if c not in columns]
                if unknown:
                    faults.append(f"{path}:1 例子“{name}”：表 {table} 没有列 {'、'.join(map(str, unknown))}")
                try:
                    tables[table].append(tuple(_value(row.get(c), kind) for c, kind in columns.items()))
                except (TypeError, ValueError) as error:
                    faults.append(f"{path}:1 例子“{name}”：表 {table} 的值不合类型：{error}")
        hits = given[answers]
        wanted = {str(k): v for k, v in hits.items()} if isinstance(hits, dict) else {str(k): None for k in hits or []}
        result.examples.append(Example(name, as_of, tables, wanted))
    if faults:
        raise RuleFault(faults)
    return result


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "text":
        # YAML reads 08:30 without quotes as minutes in base sixty.
        return str(value)
    if kind in ("int", "bigint"):
        return int(value)
    if kind == "bool":
        return bool(value)
    if kind == "date":
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return datetime.fromisoformat(str(value))


class DuckdbExamples:
    """All facts tables, empty, in one connection; an example's rows come and go."""

    def __init__(self, facts: Sequence[Facts]) -> None:
        self.db: duckdb.DuckDBPyConnection = connect()
        self.facts = {f.table: f for f in facts}
        self._as_of: date | None = None
        teach_duckdb(self.db, None)
        for declared in lists_first(facts):
            if declared.query:
                self.db.execute(f'create view "{declared.table}" as {typed(declared, declared.query, "varchar")}')
                continue
            columns = ", ".join(f'"{c}" {sql_type(k)}' for c, k in declared.columns.items())
            self.db.execute(f'create table "{declared.table}" ({columns})')

    def find(self, rule: Rule, examples: Sequence[Example]) -> list[list[Found]]:
        found = []
        for example in examples:
            with self.given(example, rule.reads):
                query = hit_select(rule, rule.sql, result_types(self.db, rule), "varchar")
                hits = self.db.execute(f"select subject, severity, other, said, evidence from ({query})").fetchall()
                found.append(sorted(((r[0], r[1], r[2], r[3], r[4]) for r in hits), key=str))
        return found

    @contextmanager
    def given(self, example: Example, reads: Iterable[str]) -> Iterator[None]:
        """The rows of an example stand in their tables. It gives lists; what follows from them is worked out."""
        read = {source for table in reads for source in (self.facts[table].reads or (table,))}
        if example.as_of != self._as_of:
            teach_duckdb(self.db, example.as_of)
            self._as_of = example.as_of
        for table, rows in example.tables.items():
            if rows and table in read:
                marks = ", ".join("?" * len(self.facts[table].columns))
                self.db.executemany(f'insert into "{table}" values ({marks})', rows)
        try:
            yield
        finally:
            for table in example.tables:
                self.db.execute(f'delete from "{table}"')


def check_examples(rule: Rule, engine: Engine, facts: Sequence[Facts]) -> list[str]:
    """Sentences for every example that does not come out; nothing is well."""
    return compare(rule, *_find(rule, engine, facts))


def _find(rule: Rule, engine: Engine, facts: Sequence[Facts]) -> tuple[Book, list[list[Found]]]:
    book = read_book(rule.path, facts)
    return book, engine.find(rule, book.examples)


def compare(rule: Rule, book: Book, found: Sequence[Sequence[Found]]) -> list[str]:
    faults = []
    if not any(e.hits for e in book.examples) or all(e.hits for e in book.examples):
        faults.append(f"{book.path}:1 例子里至少要有一个命中和一个不命中")
    for example, hits in zip(book.examples, found, strict=True):
        where = f"{book.path}:1 例子“{example.name}”"
        got: dict[str, set[str]] = {}
        for subject, found_as, _, said, _ in hits:
            got.setdefault(subject, set()).add(found_as)
            if not said:
                faults.append(f"{where}：{subject} 没有 said（或其中一部分为空）")
        if set(got) != set(example.hits):
            faults.append(f"{where}：应命中 {_listed(example.hits)}，实际命中 {_listed(got)}")
        for subject, severity in example.hits.items():
            if subject in got and severity and got[subject] != {severity}:
                faults.append(f"{where}：{subject} 应为 {severity}，实际为 {'、'.join(sorted(got[subject]))}")
            if subject in got and not severity and got[subject] == {"untestable"}:
                faults.append(f"{where}：{subject} 只是不能判断（untestable），例子里应写 {{{subject}: untestable}}")
    return faults


def _listed(keys: Iterable[str]) -> str:
    return "、".join(sorted(keys)) or "（无）"


def main(arguments: Sequence[str]) -> int:
    """python -m chunfeng.engines.screening.examples FILE.sql …: checks rule files and runs their examples on DuckDB."""
    from chunfeng.engines.screening.found import all_facts

    facts = all_facts()
    engine = DuckdbExamples(facts)
    spark = None
    if "--spark" in arguments:
        from chunfeng.engines.screening.spark_examples import SparkExamples

        spark = SparkExamples(facts)
    failed = 0
    for name in arguments:
        if name.startswith("--"):
            continue
        try:
            rule = load_rule(Path(name), facts)
            book, found = _find(rule, engine, facts)
            faults = compare(rule, book, found)
            if spark and not faults:
                on_spark = spark.find(rule, book.examples)
                faults = [
                    f"{book.path}:1 例子“{e.name}”：Spark 的结果不同：\n  duckdb {a}\n  spark  {b}"
                    for e, a, b in zip(book.examples, found, on_spark, strict=True)
                    if a != b
                ]
        except RuleFault as fault:
            faults = list(fault.faults)
        except duckdb.Error as error:
            faults = [f"{name}:1 DuckDB 执行不了：{error}"]
        for sentence in faults:
            print(sentence)
        if faults:
            failed += 1
        else:
            print(f"{rule.code}\t{len(book.examples)} 个例子全部符合")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
