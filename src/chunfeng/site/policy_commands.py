"""`chunfeng policy`: is the pack sound, how much of the notice is built, what are its clauses."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any

import typer
import yaml

from chunfeng.base.policy.coverage import NEEDS_SAID, Declaration, citations, coverage, unknown
from chunfeng.base.policy.declarations import Feed
from chunfeng.base.policy.pack import Pack, PackFaults, load

app = typer.Typer(no_args_is_help=True, help="政策包：检查、覆盖情况、条款")

DEFAULT = "taian_2014_33"
PackOption = Annotated[str, typer.Option("--pack", help="政策包代码或文件夹")]
JsonOption = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
PLANS = {"general": "通知正文", "training": "技能提升", "rights": "权益保障", "services": "公共服务"}
KINDS = {"indicator": "指标", "process": "程序", "parameter": "参数", "register": "台账", "mechanism": "机制"}


def _loaded(code: str) -> Pack:
    try:
        return load(code)
    except PackFaults as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        typer.echo(f"政策包 {error.pack} 有 {len(error.faults)} 处问题", err=True)
        raise typer.Exit(1) from None


def _sql_files(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda found: found.name):
        if item.is_dir():
            yield from _sql_files(item)
        elif item.name.endswith(".sql") and folder.name == "screens":
            yield item


def _headers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Code and header of the screens of all apps; a header is YAML between /* --- and --- */."""
    for item in _sql_files(files("chunfeng")):
        text = item.read_text(encoding="utf-8")
        start, end = text.find("/* ---"), text.find("--- */")
        header = yaml.safe_load(text[start + 6 : end]) if 0 <= start < end else None
        if isinstance(header, dict):
            yield str(header.get("code") or item.name.removesuffix(".sql")), header


def screens() -> Iterator[Declaration]:
    for code, header in _headers():
        if header.get("clause"):
            yield Declaration("screen", code, str(header["clause"]))


def missing_parameters(pack: Pack) -> Iterator[tuple[str, str]]:
    """(screen, parameter) where a screen names a parameter that the pack does not have."""
    for code, header in _headers():
        for parameter in (header.get("params") or {}).values():
            if parameter not in pack.parameters:
                yield code, str(parameter)


def feeds() -> Iterator[Declaration]:
    from chunfeng.site.registry import FEEDS

    for feed in FEEDS:
        if isinstance(feed, Feed):
            yield Declaration("feed", feed.kind, feed.clause)


def declarations() -> list[Declaration]:
    return [*screens(), *feeds()]


@app.command()
def check(pack: PackOption = DEFAULT) -> None:
    """整包检查：列出全部问题及其文件和行号；有问题时退出码为 1。"""
    found = _loaded(pack)
    astray = unknown(found, declarations())
    for declaration in astray:
        typer.echo(f"{declaration.kind} {declaration.code} 引用了通知里没有的条款 {declaration.clause}", err=True)
    lacking = list(missing_parameters(found))
    for screen, parameter in lacking:
        typer.echo(f"规则 {screen} 用到的参数 {parameter} 不在政策包里", err=True)
    if astray or lacking:
        raise typer.Exit(1)
    typer.echo(
        f"{found.code}：{found.notice['number']}，{len(found.clauses)} 个条款，{len(found.parameters)} 个参数，"
        f"{len(found.divisions)} 个行政区划，{len(set(found.trades.values()))} 个工种，没有问题"
    )


@app.command("coverage")
def coverage_command(pack: PackOption = DEFAULT, as_json: JsonOption = False) -> None:
    """通知的条款里，有多少已由系统实现。"""
    counts = coverage(_loaded(pack), declarations())
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False, indent=2))
        return
    typer.echo(f"条款 {counts['clauses']}，已实现 {counts['covered']}")
    for group, names in (("by_plan", PLANS), ("by_kind", KINDS)):
        for key, count in counts[group].items():
            typer.echo(f"  {names[key]}\t{count['covered']}/{count['clauses']}")
    missing: dict[str, list[str]] = {}
    for row in counts["uncovered"]:
        missing.setdefault(row["needs"], []).append(row["clause"])
    for needs, clauses in missing.items():
        typer.echo(f"缺{NEEDS_SAID[needs]}：{'、'.join(clauses)}")


@app.command("list")
def list_command(pack: PackOption = DEFAULT, as_json: JsonOption = False) -> None:
    """通知的全部条款。"""
    found = _loaded(pack)
    cited = citations(found, declarations())
    rows: list[dict[str, Any]] = [
        {
            "clause": c.id,
            "plan": c.plan,
            "kind": c.kind,
            "title": c.title,
            "lead": list(c.lead),
            "partners": list(c.partners),
            "period": c.period,
            "cited_by": [f"{d.kind}:{d.code}" for d in cited.get(c.id, [])],
        }
        for c in found.clauses.values()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not sys.stdout.isatty():
        for row in rows:
            cells = [
                row["clause"],
                row["kind"],
                row["plan"],
                row["title"],
                ",".join(row["lead"]),
                ",".join(row["cited_by"]),
            ]
            typer.echo("\t".join(" ".join(cell.split()) for cell in cells))
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table("条款", "类别", "计划", "内容", "牵头", "实现")
        for row in rows:
            units = "、".join(found.agencies[unit]["title"] for unit in row["lead"])
            table.add_row(
                row["clause"], KINDS[row["kind"]], PLANS[row["plan"]], row["title"], units, str(len(row["cited_by"]))
            )
        Console().print(table)
