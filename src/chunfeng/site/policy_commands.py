"""`chunfeng policy`: is the pack sound, how much of the notice is built, what are its clauses, does the notice's own
text say what the pack says."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from chunfeng.base.policy.attached import folder_for, store
from chunfeng.base.policy.coverage import NEEDS_SAID, Declaration, citations, coverage, unknown
from chunfeng.base.policy.declarations import Feed
from chunfeng.base.policy.notice.attach import Attachment
from chunfeng.base.policy.notice.attach import attach as hold_against
from chunfeng.base.policy.notice.reading import NotANotice, read
from chunfeng.base.policy.notice.skeleton import draft, write
from chunfeng.base.policy.pack import Pack, PackFaults, load
from chunfeng.base.policy.sources import TO_FILL, SafeLoader

app = typer.Typer(no_args_is_help=True, help="政策包：检查、覆盖情况、条款、通知原文")

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


def headers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Code and header of the screens of all apps; a header is YAML between /* --- and --- */."""
    for item in _sql_files(files("chunfeng")):
        text = item.read_text(encoding="utf-8")
        start, end = text.find("/* ---"), text.find("--- */")
        header = yaml.load(text[start + 6 : end], SafeLoader) if 0 <= start < end else None
        if isinstance(header, dict):
            yield str(header.get("code") or item.name.removesuffix(".sql")), header


def screens() -> Iterator[Declaration]:
    for code, header in headers():
        if header.get("clause"):
            yield Declaration("screen", code, str(header["clause"]))


def missing_parameters(pack: Pack) -> Iterator[tuple[str, str]]:
    """(screen, parameter) where a screen names a parameter that the pack does not have."""
    for code, header in headers():
        for parameter in (header.get("params") or {}).values():
            if parameter not in pack.parameters:
                yield code, str(parameter)


def feeds() -> Iterator[Declaration]:
    from chunfeng.site.registry import FEEDS

    for feed in FEEDS:
        if isinstance(feed, Feed):
            yield Declaration("feed", feed.kind, feed.clause)


def registers() -> Iterator[Declaration]:
    from chunfeng.plans.training.registers.feeds import REGISTERS

    for register in REGISTERS.values():
        yield Declaration("table", register.code, register.clause)


def figures() -> Iterator[Declaration]:
    from chunfeng.engines.screening.figure import load_figures
    from chunfeng.site.figures import folders
    from chunfeng.site.registry import FACTS

    for figure in load_figures(folders(), FACTS):
        for clause in figure.clauses:
            yield Declaration("figure", figure.code, clause)


def procedures() -> list[Declaration]:
    """Known to the platform alone, which has to be started for them."""
    from chunfeng.site.django_setup import start

    start(installed=False)
    from chunfeng.base.workflow.registry import citing

    return citing()


def declarations() -> list[Declaration]:
    return [*screens(), *figures(), *feeds(), *registers()]


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
    counts = coverage(_loaded(pack), [*declarations(), *procedures()])
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


@app.command("attach")
def attach_command(
    file: Annotated[Path, typer.Argument(help="通知全文：纯文本或网页，UTF-8 或 GB18030")],
    pack: PackOption = DEFAULT,
    out: Annotated[Path | None, typer.Option(help="存到哪个文件夹；不写即 CHUNFENG_HOME/policy/政策包")] = None,
    as_json: JsonOption = False,
) -> None:
    """附上通知原文：标题对条款，数字对目标，并与政策包和原文自己的算式核对。

    退出码：0 已核对并存好（不一致之处逐条列出），1 政策包有问题，2 文件读不了或不是这份通知。
    """
    found = _loaded(pack)
    try:
        made = hold_against(found, read(file))
        home = Path(os.environ.get("CHUNFENG_HOME", "chunfeng-home"))
        stored = store(out or folder_for(found, home), found, made.passages, made.result())
    except NotANotice as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except OSError as error:
        typer.echo(f"存不到 {error.filename}：{error.strerror}；用 --out 换一个文件夹", err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(made.result(), ensure_ascii=False, indent=2))
    else:
        _told(made, len(found.clauses), stored)


def _told(made: Attachment, clauses: int, stored: Path) -> None:
    typer.echo(
        f"标题 {made.headings} 个，对上条款 {len(made.aligned)}/{clauses}；"
        f"数字 {len(made.numbers)} 个，对上 {len(made.links)} 个"
    )
    for repair in made.repairs:
        typer.echo(f"第 {repair['line']} 行：“{repair['raw']}”丢了连接号，读作“{repair['read']}”")
    for one in made.disagreements:
        typer.echo(f"不一致　{one.said}")
    typer.echo(f"不一致 {len(made.disagreements)} 处。已存到 {stored}")


@app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="另一个城市的通知全文")],
    out: Annotated[Path, typer.Option(help="新政策包的文件夹")],
    like: Annotated[str, typer.Option(help="全国统一的表和参数抄自哪个政策包")] = DEFAULT,
) -> None:
    """由通知原文生成政策包的骨架：读得出的写好，要人定的写“待填”，policy check 逐处指出。"""
    example = _loaded(like)
    code = out.resolve().name
    try:
        skeleton = draft(read(file), code if re.fullmatch("[a-z][a-z0-9_]*", code) else TO_FILL, example)
        write(skeleton, out, example, {declaration.clause for declaration in declarations()})
    except NotANotice as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except OSError as error:
        typer.echo(f"写不到 {error.filename}：{error.strerror}", err=True)
        raise typer.Exit(2) from None
    try:
        load(out)
    except PackFaults as error:
        typer.echo(
            f"{out}：{len(skeleton.clauses)} 个条款，{len(skeleton.targets)} 个数，{len(skeleton.agencies)} 个部门；"
            f"还有 {len(error.faults)} 处待填，逐处请看 chunfeng policy check --pack {out}"
        )
