"""Tables that follow from others: bound as rules are, and the same whether written beforehand or worked out on the spot."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.derived import write_derived
from chunfeng.engines.screening.duckdb_engine import open_views
from chunfeng.engines.screening.found import all_facts
from chunfeng.engines.screening.query import check_derived
from chunfeng.engines.screening.results import Settings
from chunfeng.engines.screening.vocabulary import teach_duckdb

FACTS = {f.table: f for f in all_facts()}
DERIVED = [f for f in FACTS.values() if f.query]


@pytest.mark.parametrize("facts", DERIVED, ids=[f.table for f in DERIVED])
def test_declared_tables_are_sound(facts: Facts) -> None:
    assert check_derived(facts, FACTS) == []


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("select mark from attendance where marked_on <= as_of()", "不能用 as_of()"),
        ("select mark from unpaid_months", "也是推出来的表"),
        ("select mark, person from attendance", "结果的列应依次是 mark"),
        ("select mark from payroll", "列名不明"),
        ("select mark from attendance where random() > 0", "不能用函数"),
    ],
)
def test_what_a_derived_table_may_not_be(query: str, wrong: str) -> None:
    source = query.split("from ")[1].split(maxsplit=1)[0]
    made = Facts("odd", "样例", "推出", {"mark": "text"}, query=query, reads=(source,))
    assert any(wrong in fault for fault in check_derived(made, FACTS))


def test_written_and_worked_out_are_the_same(tmp_path: Path) -> None:
    pairs = Facts(
        "pairs", "样例", "推出", {"person": "text", "months": "bigint"},
        query="select person, count(distinct month) as months from payroll group by person", reads=("payroll",),
    )  # fmt: skip
    facts = [pairs, FACTS["payroll"]]
    payroll = tmp_path / "payroll.parquet"
    duckdb.execute(
        f"copy (select 'p' || i % 3 as person, date '2016-01-01' + cast(i as int) as month from range(9) t(i)) "
        f"to '{payroll}' (format parquet)"
    )
    rows = write_derived({"payroll": payroll}, facts, tmp_path, Settings(tmp_path / "temp"))
    assert rows == {"pairs": 3}
    found = []
    for tables in ({"payroll": payroll}, {"payroll": payroll, "pairs": tmp_path / "pairs.parquet"}):
        db = duckdb.connect()
        teach_duckdb(db, None)
        open_views(db, tables, facts)
        found.append(db.execute("select * from pairs order by person").fetchall())
    assert found[0] == found[1] == [("p0", 3), ("p1", 3), ("p2", 3)]
