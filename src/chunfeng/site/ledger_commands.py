"""`chunfeng ledger check`: whether the books hold, for auditors."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="资金账簿：核对")


@app.callback()
def ledger() -> None:
    """资金账簿。"""


@app.command()
def check() -> None:
    """逐笔核对：不平的分录、与各笔之和不符的余额、与封存的日志不符的分录都会列出。没有问题退出码为 0，否则为 1。"""
    from chunfeng.site.django_setup import start

    start()
    from chunfeng.engines.ledger.checking import faults
    from chunfeng.engines.ledger.models import Entry

    found = 0
    for said in faults():
        typer.echo(said, err=True)
        found += 1
    typer.echo(f"核对 {Entry.objects.count()} 笔，{found} 处不符")
    if found:
        raise typer.Exit(1)
