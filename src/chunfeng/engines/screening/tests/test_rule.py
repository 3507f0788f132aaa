"""What is refused as a rule, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from chunfeng.engines.screening.examples import DuckdbExamples, check_examples
from chunfeng.engines.screening.found import all_facts
from chunfeng.engines.screening.query import one_for_all
from chunfeng.engines.screening.rule import RuleFault, load_rule, load_rules

FACTS = all_facts()
HEADER = """/* ---
code: city.sample
title: 样例
asks: 问什么
clause: T-3.4.b
patterns: [F-15]
severity: high
reads: [claims]
subject: claim
not_for: 已撤回的申领
--- */
"""
QUERY = "select c.claim as subject, cast(null as varchar) as other, '说' as said, c.amount_fen\nfrom claims as c\n"


def write(folder: Path, text: str, name: str = "sample") -> Path:
    path = folder / f"{name}.sql"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(RuleFault) as raised:
        load_rule(write(folder, text), FACTS)
    return str(raised.value)


def test_a_rule_loads(tmp_path: Path) -> None:
    rule = load_rule(write(tmp_path, HEADER + QUERY + ";\n"), FACTS)
    assert rule.code == "city.sample"
    assert rule.needs == ("claims",)
    assert rule.other == "claim"
    assert rule.evidence == ("amount_fen",)
    assert not rule.has_severity


def test_all_faults_of_a_header_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    header = HEADER.replace("severity: high", "severity: grave")
    text = header.replace("subject: claim", "subject: nobody\nextra: 1") + QUERY
    said = faults(tmp_path, text)
    assert "sample.sql:7 severity 应是" in said
    assert "sample.sql:9 subject 应是" in said
    assert "sample.sql:10 不认识的项 extra" in said


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("getenv('HOME')", "getenv"),
        ("hash(c.claim)", "hash"),
        ("random()", "rand"),
        ("now()", "as_of()"),
        ("current_date", "as_of()"),
        ("year(c.submitted_on)", "year_of"),
        ("read_text('/etc/passwd')", "read_text"),
        ("c.submitted_on - c.approved_on", "days_between"),
        ("c.submitted_on + interval 1 month", "add_months"),
        ("row_number() over (partition by c.person)", "order by"),
        ("add_months(c.submitted_on)", "add_months"),
        ("as_of(1)", "as_of"),
        ("[1, 2]", "列表"),
    ],
)
def test_what_engines_answer_differently_or_reaches_outside_is_refused(
    tmp_path: Path, expression: str, word: str
) -> None:
    said = faults(tmp_path, HEADER + QUERY.replace("c.amount_fen", f"{expression} as found"))
    assert word in said
    assert "sample.sql:12 " in said


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("drop table claims", "只能是一个 SELECT"),
        (QUERY + "; select 1", "只能是一个 SELECT"),
        ("pragma database_list", "只能是一个 SELECT"),
        ("with recursive n as (select 1 as i union all select i + 1 from n) " + QUERY, "不能用 with recursive"),
        ("copy claims to 'x.csv'", "只能是一个 SELECT"),
        ("attach 'x.db'", "只能是一个 SELECT"),
        ("", "没有查询语句"),
        ("select from where", "SQL 写法有误"),
        (QUERY.replace("from claims as c", "from read_csv('x.csv') as c"), "只能是事实表"),
        (QUERY.replace("from claims as c", "from 'x.parquet' as c"), "没有这张表"),
        (QUERY.replace("from claims as c", "from other.claims as c"), "不能有库名"),
        (QUERY.replace("c.amount_fen", "c.nothing"), "没有这一列：nothing"),
        (QUERY.replace("c.amount_fen", "nothing"), "nothing"),
        (QUERY.replace("as subject", "as person"), "前三列"),
        (QUERY + "join enrolments as e on e.person = c.person", "reads 中没有写"),
    ],
)
def test_anything_but_one_select_over_known_tables_is_refused(tmp_path: Path, query: str, sentence: str) -> None:
    assert sentence in faults(tmp_path, HEADER + query)


def test_parameters_are_declared(tmp_path: Path) -> None:
    query = (
        QUERY
        + "join parameters as p on p.code = 'training.cap' and p.area is null and p.valid_from_on <= c.submitted_on"
    )
    said = faults(tmp_path, HEADER.replace("[claims]", "[claims, parameters]") + query)
    assert "training.cap" in said
    declared = HEADER.replace("[claims]", "[claims, parameters]\nparams: {cap: training.cap}")
    assert load_rule(write(tmp_path, declared + query), FACTS).params == {"cap": "training.cap"}


def test_whoever_joins_a_parameter_says_of_which_area(tmp_path: Path) -> None:
    """A value of one county must not judge the others."""
    header = HEADER.replace("[claims]", "[claims, parameters]\nparams: {cap: training.cap}")
    joined = "join parameters as p on p.code = 'training.cap' and p.valid_from_on <= c.submitted_on"
    assert "参数 p 要写明用哪个地区的值" in faults(tmp_path, header + QUERY + joined)
    assert one_for_all(QUERY + joined + " and p.area is null") == {"training.cap"}
    assert one_for_all(QUERY + joined + " and p.area = c.area") == frozenset()


def test_a_city_may_not_take_a_code_twice(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write(tmp_path / "a", HEADER + QUERY)
    write(tmp_path / "b", HEADER + QUERY)
    with pytest.raises(RuleFault, match="已被"):
        load_rules([tmp_path / "a"], FACTS, tmp_path / "b")


def test_examples_say_which_did_not_come_out(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + QUERY + "where c.amount_fen > 100\n")
    path.with_suffix(".examples.yaml").write_text(
        "examples:\n"
        "  - {name: 多, claims: [{claim: c1, amount_fen: 101}], hits: {c1: high}}\n"
        "  - {name: 正好, claims: [{claim: c2, amount_fen: 100}], hits: [c2]}\n",
        encoding="utf-8",
    )
    said = check_examples(load_rule(path, FACTS), DuckdbExamples(FACTS), FACTS)
    assert any("“正好”：应命中 c2，实际命中 （无）" in sentence for sentence in said)


@pytest.mark.parametrize("value", ["2015-13-01", "!!int abc", "!!bool abc", "!!timestamp abc", "[" * 900])
def test_a_value_that_yaml_cannot_read_is_a_fault_of_the_header(tmp_path: Path, value: str) -> None:
    assert "文件头不是合法的 YAML" in faults(
        tmp_path, HEADER.replace("not_for: 已撤回的申领", f"not_for: {value}") + QUERY
    )


def test_a_query_nested_too_deep_is_a_sentence(tmp_path: Path) -> None:
    assert "嵌套太深" in faults(
        tmp_path, HEADER + QUERY.replace("c.amount_fen", "(" * 3000 + "c.amount_fen" + ")" * 3000)
    )


@pytest.mark.parametrize(
    "more",
    [
        '(with "/etc/x.csv" as (select c.claim from claims as c) select x.claim from "/etc/x.csv" as x) as y, "/etc/x.csv" as z',
        "(with hits as (select c.claim from claims as c) select x.claim from hits as x) as y, hits as z",
        "(describe claims) as s",
    ],
)
def test_a_name_of_another_with_is_no_table(tmp_path: Path, more: str) -> None:
    assert faults(tmp_path, HEADER + QUERY.rstrip() + f", {more}\n")
