"""`chunfeng process list | show | graph`: the procedures of this installation, as declared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="办事流程：列出、查看、画图")


def _processes() -> dict[str, object]:
    from chunfeng.site.django_setup import start

    start(installed=False)
    from chunfeng.base.workflow.registry import PROCESSES

    return {p.code: p for p in PROCESSES}


@app.command("list")
def list_() -> None:
    """每个流程一行：代码、名称、条款、状态和步骤的个数。"""
    for process in _processes().values():
        typer.echo(
            f"{process.code}\t{process.title}\t{process.clause}\t{len(process.states)} 个状态\t{len(process.steps)} 步"
        )  # type: ignore[attr-defined]


@app.command()
def show(code: Annotated[str, typer.Argument(help="流程代码")]) -> None:
    """一个流程的状态、步骤、权限、条件和期限。"""
    process = _found(code)
    typer.echo(f"{process.title}（{process.code}） 条款 {process.clause}")
    typer.echo("状态：" + "、".join(f"{s.label}（{s.code}{'，终点' if s.final else ''}）" for s in process.states))
    for step in process.steps:
        typer.echo(
            f"  {step.label}（{step.code}）：{'、'.join(str(process.state(s).label) for s in step.sources)} → "
            f"{process.state(step.target).label if step.target else '状态不变'}；权限 {step.may or '系统'}"
            + (
                f"；不得与{'、'.join(str(s.label) for c in step.not_by if (s := process.step(c)))}同一人"
                if step.not_by
                else ""
            )
            + (f"；填写 {'、'.join(str(a.label) for a in step.asks)}" if step.asks else "")
        )
    for clock in process.clocks:
        unit = "工作日" if clock.unit == "workdays" else "日"
        typer.echo(f"  期限 {clock.title}：{clock.term}（{unit}），{clock.legal}")


@app.command()
def graph(
    code: Annotated[str, typer.Argument(help="流程代码")],
    out: Annotated[Path | None, typer.Option(help="写到这个文件；不写即打印")] = None,
) -> None:
    """画成 SVG 图。"""
    from chunfeng.engines.display.process_graph import svg

    drawn = svg(_found(code))
    if out:
        out.write_text(drawn, "utf-8")
    else:
        typer.echo(drawn)


def _found(code: str):  # type: ignore[no-untyped-def]
    processes = _processes()
    if code not in processes:
        typer.echo(f"没有流程 {code}；有：{'、'.join(processes)}", err=True)
        raise typer.Exit(2)
    return processes[code]
