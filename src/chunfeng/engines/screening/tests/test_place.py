"""Where a hit stands: once on its line, with the office that answers for it and the county it is in."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from chunfeng.engines.screening.place import Placing, place

_ADDRESS = "'f.xlsx' as file, 's' as sheet, {row} as row, {row} as pos"


@pytest.fixture
def db(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A class of a provider of 岱岳区 with one claimed place, and a site whose attendance line holds three days."""
    db = duckdb.connect()
    db.execute(
        f"""
        create table providers as select 'school' as provider, '370911' as area, {_ADDRESS.format(row=1)};
        create table employers as select 'builder' as employer, '370982' as area, {_ADDRESS.format(row=2)};
        create table projects as select null::text as employer, null::text as area where false;
        create table classes as select 'k1' as class, 'school' as provider, null::text as area, {_ADDRESS.format(row=3)};
        create table enrolments as select 'e1' as enrolment, 'p1' as person, 'k1' as class, false as by_name,
               {_ADDRESS.format(row=4)};
        create table claims as select 'c1' as claim, 'p1' as person, 'k1' as class, 'school' as provider, 120000 as amount_fen,
               {_ADDRESS.format(row=5)};
        create table payments as select 'y1' as payment, 'p1' as person, 'k1' as class, 50000 as amount_fen,
               'paid' as state, {_ADDRESS.format(row=7)}
          union all select 'y2', 'p1', 'k1', 70000, 'returned', {_ADDRESS.format(row=8)};
        create table attendance as select 'm1' as mark, 'p2' as person, null::text as class, 'builder' as employer,
               day as marked_on, {_ADDRESS.format(row=6)} from generate_series(1, 3) as d(day);
        """
    )
    return db


def placed(
    db: duckdb.DuckDBPyConnection, tmp_path: Path, hits: list[tuple[str, str, str]], kinds: dict[str, str]
) -> list:
    rows = ", ".join(
        f"('{rule}', '{severity}', '{subject}', null::text, '有疑点', '{json.dumps({})}')"
        for rule, severity, subject in hits
    )
    path = tmp_path / "hits.parquet"
    db.execute(f"copy (select * from (values {rows}) as t(rule, severity, subject, other, said, evidence)) to '{path}'")
    place(db, str(path), [Placing(rule, kind, kind) for rule, kind in kinds.items()])
    return db.execute(
        "select rule, subject_kind, row, provider, area, amount_fen, paid_fen, together from findings order by rule"
    ).fetchall()


def test_an_attendance_line_of_many_days_is_accused_once_and_its_employer_answers(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = placed(db, tmp_path, [("w.unpaid", "high", "m1")], {"w.unpaid": "attendance"})
    assert found == [("w.unpaid", "attendance", 6, "builder", "370982", None, None, 1)]


def test_a_roster_fault_stands_at_the_claim_in_the_county_of_its_provider(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = placed(db, tmp_path, [("t.dead", "block", "e1")], {"t.dead": "enrolment"})
    assert found == [("t.dead", "claim", 5, "school", "370911", 120000, 50000, 1)]


def test_what_was_paid_is_at_stake_where_no_list_says_what_was_claimed(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    db.execute("delete from claims")
    found = placed(db, tmp_path, [("t.dead", "block", "e1")], {"t.dead": "enrolment"})
    assert found == [("t.dead", "enrolment", 4, "school", "370911", 50000, 50000, 1)]


def test_of_an_accused_payment_only_its_own_money_is_at_stake(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    db.execute("update payments set state = 'paid'")
    found = placed(db, tmp_path, [("c.paid", "high", "y2")], {"c.paid": "payment"})
    assert found == [("c.paid", "payment", 8, "school", "370911", 70000, 70000, 1)]
