"""A run over Parquet: what is written, in which order, what is not run; and the same on Spark."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from chunfeng.engines.screening import duckdb_engine
from chunfeng.engines.screening.found import all_facts
from chunfeng.engines.screening.results import RunResult, Settings
from chunfeng.engines.screening.rule import Rule, load_rules
from chunfeng.engines.screening.spark_engine import missing_for_spark
from chunfeng.engines.screening.vocabulary import teach_duckdb

FACTS = all_facts()
RULES = {
    "words": """select c.claim as subject, null as other, '元 ' || yuan(c.amount_fen) as said,
      add_months(c.submitted_on, 1) as later,
      add_months(c.submitted_on, -12) as before, days_between(c.submitted_on, as_of()) as days,
      month_of(c.submitted_on) as month,
      year_of(c.submitted_on) as y, quarter_of(c.submitted_on) as q, c.amount_fen // 7 as seventh, c.fund, c.employed,
      sum(c.amount_fen) over (partition by c.person) as together, c.amount_fen / 7 as ratio,
      case when c.amount_fen < 0 then 'low' when c.amount_fen > 100000 then 'block' else null end as severity
      from claims as c""",
    "marks": """select m.mark as subject, null as other, '在场分钟' as said,
      minutes_between(m.in_at, m.out_at) as minutes,
      day_of(m.in_at) as day, m.in_at, case when m.out_at is null then 'untestable' else 'high' end as severity
      from attendance as m""",
    "dead": """select e.enrolment as subject, r.entry as other, '身故' as said
      from enrolments as e, registers as r where e.person = r.person""",
}
HEADER = """/* ---
code: city.{name}
title: 样例
asks: 问什么
clause: T-3.4.b
patterns: [F-15]
severity: high
reads: [{reads}]
needs: [{needs}]
subject: {subject}
not_for: 无
--- */
"""
SHAPES = {
    "words": ("claims", "claims", "claim"),
    "marks": ("attendance", "attendance", "mark"),
    "dead": ("enrolments, registers", "enrolments, registers.deceased", "enrolment"),
}


@pytest.fixture
def rules(tmp_path: Path) -> tuple[Rule, ...]:
    folder = tmp_path / "rules"
    folder.mkdir()
    for name, query in RULES.items():
        reads, needs, subject = SHAPES[name]
        text = HEADER.format(name=name, reads=reads, needs=needs, subject=subject) + query
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return load_rules([folder], FACTS)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    db = duckdb.connect()
    made = {
        "claims": """select * from (values
          ('c1', 'p1', '失业"保险\\基金', 120050::bigint, date '2016-01-31', true),
          ('c2', 'p1', null, -5, date '2016-02-29', false), ('c3', 'p2', 'x', 7, null, null))
          as t(claim, person, fund, amount_fen, submitted_on, employed)""",
        "attendance": """select * from (values
          ('m1', timestamp '2016-03-01 08:00:30', timestamp '2016-03-01 11:59:59'),
          ('m2', timestamp '2016-03-01 08:00:00', null)) as t(mark, in_at, out_at)""",
        "enrolments": "select 'e1' as enrolment, 'p1' as person",
        "registers": "select 'r1' as entry, 'p1' as person, 'student' as kind",
    }
    paths = {}
    for name, query in made.items():
        paths[name] = tmp_path / f"{name}.parquet"
        db.execute(f"copy ({query}) to '{paths[name]}' (format parquet)")
    return paths


def rows(result: RunResult) -> list[dict[str, str]]:
    read = duckdb.connect().execute(f"select * from read_parquet('{result.hits}')")
    names = [d[0] for d in read.description or ()]
    return [dict(zip(names, row, strict=True)) for row in read.fetchall()]


def run(rules: tuple[Rule, ...], tables: dict[str, Path], work: Path) -> RunResult:
    return duckdb_engine.run(rules, tables, date(2016, 12, 31), Settings(work / "temp"), FACTS, work / "hits.parquet")


def test_a_run_gives_hits_in_order_and_says_what_it_could_not_do(
    rules: tuple[Rule, ...], tables: dict[str, Path], tmp_path: Path
) -> None:
    result = run(rules, tables, tmp_path)
    hits = rows(result)
    assert [(h["rule"], h["subject"], h["severity"]) for h in hits] == [
        ("city.marks", "m1", "high"),
        ("city.words", "c1", "high"),
        ("city.words", "c2", "low"),
        ("city.words", "c3", "high"),
    ]
    assert result.ran == [("city.marks", 1), ("city.words", 3)]
    assert [(u.rule, u.said, u.count) for u in result.untestable] == [("city.marks", "在场分钟", 1)]
    assert [n.rule for n in result.not_run] == ["city.dead"]
    assert "死亡人员" in result.not_run[0].said
    first = next(h for h in hits if h["subject"] == "c1")
    assert first["severity"] == "high", "a column never raises the header's severity"
    assert first["said"] == "元 1,200.50"
    evidence = json.loads(first["evidence"])
    assert evidence["later"] == "2016-02-29"
    assert evidence["before"] == "2015-01-31"
    assert evidence["days"] == 335
    assert evidence["fund"] == '失业"保险\\基金'
    assert evidence["together"] == 120045
    assert evidence["employed"] is True
    assert list(evidence)[:2] == ["later", "before"]
    assert json.loads(next(h for h in hits if h["subject"] == "m1")["evidence"])["minutes"] == 239
    assert next(h for h in hits if h["subject"] == "c2")["said"] == "元 -0.05"


def test_the_same_input_gives_the_same_bytes(rules: tuple[Rule, ...], tables: dict[str, Path], tmp_path: Path) -> None:
    first = run(rules, tables, tmp_path / "a").hits.read_bytes()
    assert run(rules, tables, tmp_path / "b").hits.read_bytes() == first


def test_months_clamp_to_the_end_of_the_month() -> None:
    db = duckdb.connect()
    teach_duckdb(db, date(2016, 12, 31))
    got = db.execute("select add_months(date '2016-02-29', 12), add_months(date '2016-01-31', 1), as_of()").fetchone()
    assert got == (date(2017, 2, 28), date(2016, 2, 29), date(2016, 12, 31))


@pytest.mark.spark
def test_spark_gives_the_same_bytes(rules: tuple[Rule, ...], tables: dict[str, Path], tmp_path: Path) -> None:
    missing = missing_for_spark()
    if missing:
        pytest.skip(missing)
    from chunfeng.engines.screening import spark_engine

    ours = run(rules, tables, tmp_path)
    theirs = spark_engine.run(
        rules, tables, date(2016, 12, 31), Settings(tmp_path / "spark"), FACTS, tmp_path / "spark.parquet"
    )
    assert rows(theirs) == rows(ours)
    assert (theirs.ran, theirs.not_run, theirs.untestable) == (ours.ran, ours.not_run, ours.untestable)
    assert theirs.hits.read_bytes() == ours.hits.read_bytes()


def test_a_rule_that_cannot_be_carried_out_stops_no_other_and_quotes_nobody(
    tables: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    head = HEADER.format(name="{name}", reads="claims", needs="claims", subject="claim")
    query = "select c.claim as subject, cast(null as varchar) as other, {said} as said from claims as c"
    for name, said in (("wrong", "cast(cast(c.person as integer) as varchar)"), ("right", "'说'")):
        (folder / f"{name}.sql").write_text(head.replace("{name}", name) + query.format(said=said), encoding="utf-8")
    result = run(load_rules([folder], FACTS), tables, tmp_path)
    assert [code for code, _ in result.ran] == ["city.right"] and result.total == 3
    (idle,) = result.not_run
    assert idle.rule == "city.wrong" and "wrong.sql" in idle.said and "p1" not in idle.said
