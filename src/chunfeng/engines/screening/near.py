"""One class against the history of the whole city: the rules over those rows that can say anything of its people.

Before a claim is decided, and again before it is paid, nobody should wait for the night. Taken are the rows of the class, of
its people wherever else they stand, and of whoever shares a phone, an account or a certificate's number with them. What is
then said of the class and its people is what the whole run says; of others it says nothing. Rules that compare a class with
many others (`compares` in the header) are left to the night.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.duckdb_engine import Files, connect, result_types, source_of
from chunfeng.engines.screening.place import KINDS
from chunfeng.engines.screening.results import (
    HIT_COLUMNS,
    UNTESTABLE,
    Settings,
    asking,
    broken,
    hit_select,
    lists_first,
    sql_type,
    typed,
)
from chunfeng.engines.screening.rule import Rule
from chunfeng.engines.screening.vocabulary import teach_duckdb

#: Subjects that belong to one class.
OF_A_CLASS = ("enrolment", "claim", "payment", "certificate", "exam", "session", "class")
#: Columns by which a row is tied to the class or its people; of a table that has neither of the first two, all rows are taken.
_TIES = ("class", "person", "phone_key", "account_key", "address_key", "number")
#: Those that name the people, and those that are looked up by what the others turned out to hold.
_FIRST = ("enrolments", "claims", "certificates")
_LAST = ("classes", "sessions")


@dataclass(frozen=True)
class Whose:
    person: str = ""
    amount_fen: int | None = None


@dataclass
class NearResult:
    """hits: by HIT_COLUMNS. ran: code → how many; not_run: code → which list is missing; broken: code → what went wrong.
    subjects: kind → key of what was judged → whose it is."""

    hits: list[dict[str, Any]] = field(default_factory=list)
    ran: dict[str, int] = field(default_factory=dict)
    not_run: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, dict[str, Whose]] = field(default_factory=dict)


def chosen(rules: Iterable[Rule]) -> list[Rule]:
    """Those that stop money and that one class can answer by itself."""
    found = [r for r in rules if r.severity in ("block", "high") and r.subject in OF_A_CLASS and not r.compares]
    return sorted(found, key=lambda r: r.code)


def screen_class(
    klass: str, rules: Sequence[Rule], tables: Mapping[str, Files], facts: Sequence[Facts], as_of: date, settings: Settings
) -> NearResult:  # fmt: skip
    """klass: key of the class in the facts tables. rules: as `chosen` gives them."""
    db = connect(settings)
    try:
        teach_duckdb(db, as_of)
        _gather(db, klass, facts, tables, _wanted(rules, facts))
        found = NearResult(subjects=_subjects(db, klass, rules, facts))
        known: dict[str, bool] = {}
        asked = [rule for rule in rules if _can_say(db, rule, facts, tables, known, found)]
        unsure = _judge(db, asked, found, settings.threads)
        if unsure and _colleagues(db, klass, facts, tables):
            _judge(db, unsure, found, settings.threads)
        return found
    finally:
        db.close()


def _wanted(rules: Sequence[Rule], facts: Sequence[Facts]) -> set[str]:
    """Tables that are read, those behind a derived one too."""
    of = {f.table: f for f in facts}
    wanted: set[str] = set()
    ahead = [table for rule in rules for table in rule.reads]
    while ahead:
        if (table := ahead.pop()) not in wanted:
            wanted.add(table)
            ahead += of[table].reads
    return wanted | set(_FIRST)


def _gather(
    db: duckdb.DuckDBPyConnection, klass: str, facts: Sequence[Facts], tables: Mapping[str, Files], wanted: set[str]
) -> None:
    """A table for each wanted one, with the rows that are near."""
    lists = {f.table: f for f in facts if not f.query and f.table in wanted}
    for declared in lists.values():
        columns = ", ".join(f'"{c}" {sql_type(k)}' for c, k in declared.columns.items())
        db.execute(f'create table "{declared.table}" ({columns})')
    held = {name: f for name, f in lists.items() if name in tables}
    ties: dict[str, set[str]] = {"class": {klass}} | {column: set() for column in _TIES[1:]}
    for table in [t for t in _FIRST if t in held]:
        for column in [c for c in _TIES[1:] if c in _there(held[table], tables[table])]:
            ties[column] |= _values(db, _rows(held[table], tables[table], "class", ties["class"]), column)
    for name, declared in held.items():
        if name not in _LAST:
            _keep(db, declared, tables[name], ties)
    # A class is known by who sits in it: which those of others are, is known last.
    others = [
        f'select "class" from "{t}"' for t in held if t not in _LAST and {"class", "person"} <= {*held[t].columns}
    ]
    known = {"class": ties["class"] | _values(db, " union ".join(others), "class")}
    # Whoever wants the same teacher or room at the same hour is known by the hours.
    for column in ("teacher", "room"):
        for table in [t for t in _LAST if t in held and column in _there(held[t], tables[t])]:
            used = _values(db, _rows(held[table], tables[table], "class", ties["class"]), column)
            known[column] = known.get(column, set()) | used
    for name in [n for n in reversed(_LAST) if n in held]:
        _keep(db, held[name], tables[name], known)
        known["class"] |= _values(db, f'select "class" from "{name}"', "class")
    for declared in lists_first(facts):
        if declared.query and declared.table in wanted:
            db.execute(f'create table "{declared.table}" as {typed(declared, declared.query, "varchar")}')


def _keep(db: duckdb.DuckDBPyConnection, facts: Facts, files: Files, ties: Mapping[str, set[str]]) -> None:
    """Adds the rows of a table that have one of these ties; of a table without a person, a class is what ties."""
    tied = [c for c in _there(facts, files) if ties.get(c)]
    if "class" not in facts.columns:
        tied = [c for c in tied if c in ("person", "employer") and "person" in facts.columns]
    named = {*facts.columns} & {"class", "person"}
    if named and not tied:
        return
    names = ", ".join(f"'{c}'" for c in facts.columns)
    # Each tie by itself, so that the engine passes over the parts of a file that cannot hold it.
    found = [_rows(facts, files, column, ties[column]) for column in tied] or [
        f"select * from {source_of(files, facts.key)}"
    ]
    kept = f"select columns(lambda c: c in ({names})) from ({' union '.join(found)})"
    db.execute(f'insert into "{facts.table}" by name {kept}')


def _there(facts: Facts, files: Files) -> list[str]:
    """Columns of a table that its files have: a source that cannot tell one leaves it out."""
    held = {*pq.read_schema(files if isinstance(files, Path) else files[0]).names}
    return [column for column in facts.columns if column in held]


def _rows(facts: Facts, files: Files, column: str, values: set[str]) -> str:
    return (
        f'select * from {source_of(files, facts.key)} where "{column}" in ({", ".join(map(_literal, sorted(values)))})'
    )


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _values(db: duckdb.DuckDBPyConnection, query: str, column: str) -> set[str]:
    found = db.execute(f'select distinct "{column}" from ({query})').fetchall() if query else []
    return {row[0] for row in found if row[0] is not None}


def _subjects(
    db: duckdb.DuckDBPyConnection, klass: str, rules: Sequence[Rule], facts: Sequence[Facts]
) -> dict[str, dict[str, Whose]]:
    columns = {f.table: f.columns for f in facts}
    found: dict[str, dict[str, Whose]] = {"class": {klass: Whose()}}
    for kind in sorted({rule.subject for rule in rules} - {"class"}):
        table, key = KINDS[kind]
        picked = ", ".join(name if name in columns[table] else "null" for name in ("person", "amount_fen"))
        rows = db.execute(
            f'select "{key}", {picked} from "{table}" where "class" = {_literal(klass)} order by 1'
        ).fetchall()
        found[kind] = {subject: Whose(person or "", fen) for subject, person, fen in rows}
    return found


def _can_say(
    db: duckdb.DuckDBPyConnection, rule: Rule, facts: Sequence[Facts], tables: Mapping[str, Files], known: dict[str, bool],
    found: NearResult,
) -> bool:  # fmt: skip
    """Whether a rule can say anything here. A list that the city lacks is told; of a register in which none of these people
    stands, a rule that needs it has nothing to say."""
    if not found.subjects[rule.subject]:
        found.ran[rule.code] = 0
        return False
    missing = [n for n in rule.needs if not any(_met(db, choice, facts, tables, known) for choice in n.split("|"))]
    if missing:
        found.not_run[rule.code] = asking(missing, facts)
        return False
    kinds = [need.partition(".")[2] for need in rule.needs if need.startswith("registers.") and "|" not in need]
    listed = ", ".join(map(_literal, kinds))
    if kinds and not db.execute(f"select 1 from registers where kind in ({listed}) limit 1").fetchall():
        found.ran[rule.code] = 0
        return False
    return True


def _met(
    db: duckdb.DuckDBPyConnection, need: str, facts: Sequence[Facts], tables: Mapping[str, Files], known: dict[str, bool]
) -> bool:  # fmt: skip
    """As `missing_needs`, of the whole city: asked only where what is near holds nothing."""
    if need not in known:
        known[need] = _asked(db, need, facts, tables, known)
    return known[need]


def _asked(
    db: duckdb.DuckDBPyConnection, need: str, facts: Sequence[Facts], tables: Mapping[str, Files], known: dict[str, bool]
) -> bool:  # fmt: skip
    name, _, narrower = need.partition(".")
    declared = next(f for f in facts if f.table == name)
    if declared.query:
        return any(_met(db, other, facts, tables, known) for other in declared.reads)
    if name not in tables:
        return False
    where = ""
    if narrower in declared.columns:
        if narrower not in _there(declared, tables[name]):
            return False
        where = f'where "{narrower}" is not null'
    elif narrower:
        where = f"where kind = {_literal(narrower)}"
    sources = (f'"{name}"', source_of(tables[name], declared.key))
    return any(db.execute(f"select 1 from {source} {where} limit 1").fetchall() for source in sources)


#: Columns of a rule's result: the same for every class, and as dear to find out as the rule is to run.
_TYPES: dict[str, dict[str, str]] = {}


def _judge(db: duckdb.DuckDBPyConnection, rules: Sequence[Rule], found: NearResult, threads: int) -> list[Rule]:
    """Adds what these rules say; gives those that could not tell of some. Each has next to nothing to read: what takes time is
    planning it, which the engine does on one thread. Rules are therefore asked side by side."""
    db.execute("set threads = 1")

    def ask(rule: Rule) -> list[tuple[Any, ...]] | str:
        own = db.cursor()
        try:
            types = _TYPES.get(rule.sql) or _TYPES.setdefault(rule.sql, result_types(own, rule))
            return own.execute(hit_select(rule, rule.sql, types, "varchar")).fetchall()
        except (duckdb.DataError, duckdb.ProgrammingError, RecursionError) as error:
            return broken(rule, error).said
        finally:
            own.close()

    unsure = []
    with ThreadPoolExecutor(threads) as pool:
        for rule, rows in zip(rules, pool.map(ask, rules), strict=True):
            if isinstance(rows, str):
                found.broken[rule.code] = rows
                continue
            keys = set(found.subjects[rule.subject])
            own = [hit for row in rows if (hit := dict(zip(HIT_COLUMNS, row, strict=True)))["subject"] in keys]
            told = [hit for hit in own if hit["severity"] != UNTESTABLE]
            if len(told) < len(own):
                unsure.append(rule)
            found.hits = [hit for hit in found.hits if hit["rule"] != rule.code] + told
            found.ran[rule.code] = len(told)
    return unsure


def _colleagues(db: duckdb.DuckDBPyConnection, klass: str, facts: Sequence[Facts], tables: Mapping[str, Files]) -> bool:
    """Brings in whoever else works for the employers of these people: whether an employer keeps a list at all shows only in
    others. They are many, and seldom needed. False where no employer is told."""
    own = (f'select employer from {table} where "class" = {_literal(klass)}' for table in ("enrolments", "claims"))
    employers = _values(db, " union ".join(own), "employer")
    there = {row[0] for row in db.execute("select table_name from duckdb_tables()").fetchall()}
    for declared in facts:
        named = {*declared.columns}
        if not employers or declared.query or declared.table not in there.intersection(tables) or "class" in named:
            continue
        if {"person", "employer"} <= named:
            db.execute(
                f'delete from "{declared.table}" where employer in ({", ".join(map(_literal, sorted(employers)))})'
            )
            _keep(db, declared, tables[declared.table], {"employer": employers})
    return bool(employers)
