"""The few words that rules share: one meaning on every engine, where the engines themselves disagree.

DuckDB learns them as macros and runs the text of a rule as it stands; for Spark the parsed rule is rewritten.
"""

from __future__ import annotations

import re
from datetime import date

import duckdb
import sqlglot
from sqlglot import exp

#: name → (parameters, DuckDB, Spark). Months clamp to the month's end; minutes are whole, cut towards zero.
_WORDS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "add_months": (
        ("d", "n"),
        "cast(cast(d as date) + to_months(cast(n as integer)) as date)",
        "add_months(cast($d as date), cast($n as int))",
    ),
    "days_between": (
        ("a", "b"),
        "cast(cast(b as date) - cast(a as date) as integer)",
        "datediff(cast($b as date), cast($a as date))",
    ),
    "minutes_between": (
        ("a", "b"),
        "cast((cast(floor(epoch(b)) as bigint) - cast(floor(epoch(a)) as bigint)) // 60 as integer)",
        "cast((unix_timestamp($b) - unix_timestamp($a)) div 60 as int)",
    ),
    "month_of": (("d",), "cast(date_trunc('month', cast(d as date)) as date)", "trunc(cast($d as date), 'MM')"),
    "year_of": (("d",), "cast(year(cast(d as date)) as integer)", "year(cast($d as date))"),
    "quarter_of": (("d",), "cast(quarter(cast(d as date)) as integer)", "quarter(cast($d as date))"),
    "day_of": (("t",), "cast(t as date)", "cast($t as date)"),
    "yuan": (
        ("f",),
        "(case when f < 0 then '-' else '' end || format('{:,}', abs(cast(f as bigint)) // 100) || '.' "
        "|| lpad(cast(abs(cast(f as bigint)) % 100 as varchar), 2, '0'))",
        "concat(case when $f < 0 then '-' else '' end, format_number(abs(cast($f as bigint)) div 100, 0), '.', "
        "lpad(cast(abs(cast($f as bigint)) % 100 as string), 2, '0'))",
    ),
}

#: How many arguments each word takes.
ARGUMENTS = {"as_of": 0} | {name: len(parameters) for name, (parameters, _, _) in _WORDS.items()}


def teach_duckdb(db: duckdb.DuckDBPyConnection, as_of: date | None) -> None:
    """The words as macros of this connection; as_of() only when there is a day of judgement."""
    for name, (parameters, body, _) in _WORDS.items():
        db.execute(f"create or replace macro {name}({', '.join(parameters)}) as {body}")
    if as_of is not None:
        db.execute(f"create or replace macro as_of() as date '{as_of.isoformat()}'")


def word_of(node: exp.Expr) -> tuple[str, list[exp.Expr]] | None:
    """Name and arguments if the node is one of our words."""
    if isinstance(node, exp.AddMonths):
        return "add_months", [node.this, node.expression]
    if isinstance(node, exp.Anonymous) and str(node.this).lower() in ARGUMENTS:
        return str(node.this).lower(), list(node.expressions)
    return None


def to_spark(query: exp.Expr, as_of: date | None) -> str:
    """The rule in Spark's dialect, our words written out."""
    copied = query.copy()
    # `as materialized` keeps DuckDB from joining by dates before persons; Spark does not know the word.
    for part in copied.find_all(exp.CTE):
        part.set("materialized", None)
    return _expand(copied, as_of).sql(dialect="spark", comments=False)


def _expand(node: exp.Expr, as_of: date | None) -> exp.Expr:
    def write_out(inner: exp.Expr) -> exp.Expr:
        word = word_of(inner)
        if word is None:
            return inner
        name, arguments = word
        if name == "as_of":
            if as_of is None:
                raise ValueError("as_of() without a day of judgement")
            return sqlglot.parse_one(f"cast('{as_of.isoformat()}' as date)", read="duckdb")
        # Arguments first: words may stand inside words.
        done = [_expand(a.copy(), as_of) for a in arguments]
        parameters, _, template = _WORDS[name]
        text = template
        for parameter, value in zip(parameters, done, strict=True):
            written = f"({value.sql(dialect='spark', comments=False)})"
            text = re.sub(rf"\${parameter}\b", lambda _, w=written: w, text)  # type: ignore[misc]
        return sqlglot.parse_one(text, read="spark")

    return node.transform(write_out, copy=False)
