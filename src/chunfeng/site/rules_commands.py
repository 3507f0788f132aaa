"""`chunfeng rules`: which rules there are, what one asks, whether they are right, whether a new file is one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer

from chunfeng.base.policy.pack import Pack, PackFaults, load
from chunfeng.engines.display import words
from chunfeng.engines.screening.examples import DuckdbExamples, check_examples, read_book
from chunfeng.engines.screening.found import all_facts, screen_folders
from chunfeng.engines.screening.header import Header, read_header
from chunfeng.engines.screening.rule import Rule, RuleFault, line_of, load_rule, load_rules
from chunfeng.site.policy_commands import DEFAULT

#: The examples that docs/howto/add-a-rule.md asks of every rule.
WANTED = ("命中", "差一点不命中", "正好在界线上", "不适用的情形")
app = typer.Typer(no_args_is_help=True, help="规则：有哪些、问什么、对不对")

JsonOption = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
ExtraOption = Annotated[Path | None, typer.Option("--rules", help="本市自己的规则（.sql 文件夹）")]


class Engine(StrEnum):
    duckdb = "duckdb"
    spark = "spark"


def _loaded(extra: Path | None) -> tuple[Rule, ...]:
    try:
        return load_rules(screen_folders(), all_facts(), extra)
    except RuleFault as fault:
        _refuse(fault.faults)


def _refuse(sentences: Sequence[str]) -> Any:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(1)


def as_data(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "title": rule.title,
        "asks": rule.asks,
        "clause": rule.clause,
        "patterns": list(rule.patterns),
        "severity": rule.severity,
        "reads": list(rule.reads),
        "needs": list(rule.needs),
        "params": dict(rule.params),
        "subject": rule.subject,
        "other": rule.other,
        "not_for": rule.not_for,
        "stands_in_for": rule.stands_in_for,
        "plain": rule.plain,
    }


@app.command("list")
def list_(as_json: JsonOption = False, extra: ExtraOption = None) -> None:
    """全部规则，一行一条：编号、严重程度、问题编号、条款、名称。"""
    rules = _loaded(extra)
    if as_json:
        typer.echo(json.dumps([as_data(rule) for rule in rules], ensure_ascii=False, indent=2))
        return
    if not sys.stdout.isatty():
        for rule in rules:
            typer.echo("\t".join((rule.code, rule.severity, ";".join(rule.patterns), rule.clause, rule.title)))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("编号", "程度", "问题", "条款", "名称", box=None, header_style="bold")
    for rule in rules:
        table.add_row(rule.code, words.SEVERITY[rule.severity], " ".join(rule.patterns), rule.clause, rule.title)
    Console().print(table)


@app.command()
def tables(
    table: Annotated[str | None, typer.Argument(help="表名；不写即列出全部")] = None, as_json: JsonOption = False
) -> None:
    """规则能查的表，一行一张：表名、名称、由谁提供；写了表名即列出它的列和类型。"""
    facts = {f.table: f for f in all_facts()}
    if table is not None and table not in facts:
        _refuse([f"没有这张表：{table}；chunfeng rules tables 列出全部"])
    if as_json:
        listed = [
            {"table": f.table, "title": f.title, "holder": f.holder, "columns": dict(f.columns)}
            for f in facts.values()
            if table in (None, f.table)
        ]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif table is None:
        for f in facts.values():
            typer.echo("\t".join((f.table, f.title, f.holder)))
    else:
        for column, kind in facts[table].columns.items():
            typer.echo(f"{column}\t{kind}")


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="规则编号")], as_json: JsonOption = False, extra: ExtraOption = None
) -> None:
    """一条规则：问什么、依据、不算的情形、例子、SQL。"""
    rules = {rule.code: rule for rule in _loaded(extra)}
    if code not in rules:
        near = [c for c in rules if code.split(".")[-1] in c.split(".")[-1]]
        hint = f"是不是 {'、'.join(near[:5])}？" if near else "chunfeng rules list 列出全部"
        _refuse([f"没有规则 {code}；{hint}"])
    rule = rules[code]
    if as_json:
        typer.echo(json.dumps(as_data(rule) | {"sql": rule.sql}, ensure_ascii=False, indent=2))
        return
    lines = [
        ("编号", rule.code),
        ("名称", rule.title),
        ("问什么", rule.asks),
        ("不算", rule.not_for),
        ("条款", rule.clause),
        ("问题编号", "、".join(rule.patterns)),
        ("严重程度", words.SEVERITY[rule.severity]),
        ("需要", "、".join(rule.needs)),
        ("参数", "、".join(rule.params.values())),
        ("代替", rule.stands_in_for or ""),
        ("不降级的理由", rule.plain or ""),
    ]
    for title, value in lines:
        if value:
            typer.echo(f"{title}：{value}")
    try:
        for example in read_book(rule.path, all_facts()).examples:
            typer.echo(f"例：{example.name} → {'命中' if example.hits else '不命中'}")
    except RuleFault as fault:
        typer.echo(f"例：{fault}")
    typer.echo("\n" + rule.sql)


@app.command()
def test(
    codes: Annotated[list[str] | None, typer.Argument(help="规则编号；不写即全部")] = None,
    engine: Annotated[Engine, typer.Option(help="计算引擎")] = Engine.duckdb,
    extra: ExtraOption = None,
) -> None:
    """运行规则旁边的例子；有不符的，退出码为 1。"""
    rules = {rule.code: rule for rule in _loaded(extra)}
    unknown = [code for code in codes or () if code not in rules]
    if unknown:
        _refuse([f"没有规则 {code}" for code in unknown])
    facts = all_facts()
    machine = _machine(engine)
    failed = 0
    for code in codes or list(rules):
        try:
            faults = check_examples(rules[code], machine, facts)
        except RuleFault as fault:
            faults = list(fault.faults)
        except duckdb.Error as error:
            faults = [f"{rules[code].path}:1 DuckDB 执行不了：{error}"]
        failed += bool(faults)
        typer.echo(f"{code}\t{'不符' if faults else '符合'}")
        for sentence in faults:
            typer.echo(sentence, err=True)
    if failed:
        typer.echo(f"{failed} 条规则的例子不符", err=True)
        raise typer.Exit(1)


def _machine(engine: Engine) -> Any:
    if engine is Engine.duckdb:
        return DuckdbExamples(all_facts())
    from chunfeng.engines.screening.spark_engine import SparkMissing
    from chunfeng.engines.screening.spark_examples import SparkExamples

    try:
        return SparkExamples(all_facts())
    except SparkMissing as missing:
        _refuse([str(missing)])


def misquoted(rules: Sequence[Rule], pack: Pack) -> list[str]:
    """What rules cite that the pack does not have: a clause nobody can look up, a parameter without a value."""
    wrong = [r for r in rules if r.clause not in pack.clauses or not pack.parameters.keys() >= set(r.params.values())]
    return [said for rule in wrong for said in _misquoted(header_of(rule.path), pack)]


def header_of(path: Path) -> Header:
    return read_header(path, path.read_text("utf-8-sig"), {f.table: f for f in all_facts()})


def _misquoted(header: Header, pack: Pack) -> list[str]:
    said = []
    clause = header.text("clause")
    if clause and clause not in pack.clauses:
        where = f"{header.path}:{header.line_of('clause')}"
        said.append(f"{where} 政策包里没有条款 {clause}；chunfeng policy list 列出全部")
    where = f"{header.path}:{header.line_of('params')}"
    said += [f"{where} 政策包里没有参数 {code}" for code in header.params.values() if code not in pack.parameters]
    return said


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="规则文件（.sql）")],
    pack: Annotated[str, typer.Option(help="政策包")] = DEFAULT,
) -> None:
    """一个文件是不是规则：文件头、SQL、例子。有问题逐条说明，退出码为 1。"""
    if not file.is_file():
        _refuse([f"没有这个文件：{file}"])
    facts = all_facts()
    faults: list[str] = []
    few = ""
    try:
        cited = load(pack)
        try:
            rule = load_rule(file, facts)
        except RuleFault as fault:
            faults = list(fault.faults)
        if not any("读不出来" in said for said in faults):
            faults += _misquoted(header_of(file), cited)
        if not faults and _has_examples(file):
            faults += check_examples(rule, DuckdbExamples(facts), facts)
            few = _few(len(read_book(file, facts).examples))
    except RuleFault as fault:
        faults += fault.faults
    except PackFaults as missing:
        faults.append(str(missing))
    except duckdb.Error as error:
        faults.append(f"{file}:1 DuckDB 执行不了：{error}")
    if faults:
        _refuse(sorted(faults, key=line_of))
    tried = "例子全部符合" if _has_examples(file) else "旁边还没有例子文件（.examples.yaml）"
    typer.echo(f"{rule.code}：可以使用，{tried}{few}")


def _few(examples: int) -> str:
    if examples >= len(WANTED):
        return ""
    return f"；只有 {examples} 个例子，应至少有 {len(WANTED)} 个：{'、'.join(WANTED)}"


def _has_examples(file: Path) -> bool:
    return file.with_suffix(".examples.yaml").is_file()
