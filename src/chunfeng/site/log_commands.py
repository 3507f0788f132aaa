"""`chunfeng log seal | verify | heads | export`: the sealed log, for auditors and inspectors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="日志：封存、验证、导出")


def _sealing():  # type: ignore[no-untyped-def]
    from chunfeng.site.django_setup import start

    start()
    from chunfeng.base.audit import sealing

    return sealing


@app.command()
def seal() -> None:
    """封存还没有封存的记录。"""
    sealing = _sealing()
    count = 0
    while made := sealing.seal():
        count += made.count
        typer.echo(f"第 {made.number} 次封存 {made.count} 条 {bytes(made.head).hex()}")
    typer.echo(f"共封存 {count} 条")


@app.command()
def verify(
    heads: Annotated[Path | None, typer.Option(help="早先导出的封存值（log heads 的输出）")] = None,
) -> None:
    """逐条核对：改过、删过、插入过的记录都会列出。没有问题退出码为 0，否则为 1。"""
    known = {}
    if heads:
        known = {int(p[0]): p[-1] for line in heads.read_text("utf-8").splitlines() if (p := line.split())}
    checked = 0

    def count(number: int) -> None:
        nonlocal checked
        checked += number

    faults = list(_sealing().verify(known, count))
    for fault in faults:
        typer.echo(fault.said, err=True)
    typer.echo(f"核对 {checked} 条，{len(faults)} 处不符")
    if faults:
        raise typer.Exit(1)


@app.command()
def heads() -> None:
    """每次封存一行：次数、时间、封存值。可打印、寄出或另存，供日后对照。"""
    for number, at, head in _sealing().heads():
        typer.echo(f"{number}\t{at}\t{head}")


@app.command()
def export(out: Annotated[Path, typer.Argument(help="写到这个文件")]) -> None:
    """导出全部记录，供 docs/verify_log.py 在别的机器上核对。"""
    with out.open("w", encoding="utf-8") as file:
        _sealing().export(file.write)
    typer.echo(f"已写 {out}")
