"""`chunfeng snapshot`: the facts out of the database, the rules over them, the findings onto the desk."""

from __future__ import annotations

from typing import Annotated

import typer


def snapshot(
    full: Annotated[bool, typer.Option("--full", help="全部重取，不只取变动")] = False,
    only: Annotated[bool, typer.Option("--only", help="只取快照，不核查")] = False,
    check: Annotated[bool, typer.Option("--check", help="只核对最近一次快照的文件有没有被动过")] = False,
) -> None:
    """从数据库取快照，按规则核查，疑点进入待办。每夜由后台自动做一次。

    退出码：0 完成，1 快照文件缺失或被改动，2 另一个快照正在生成。
    """
    from chunfeng.site.django_setup import start

    start()
    from chunfeng.engines.snapshot import kept
    from chunfeng.site import figures, screening

    if check:
        _check()
        return
    try:
        taken = screening.take_snapshot(full=full)
    except kept.Busy as busy:
        typer.echo(str(busy), err=True)
        raise typer.Exit(2) from busy
    names = {"全取": taken.whole, "取变动": taken.changed, "未变": taken.same}
    typer.echo(f"快照 {taken.kept.folder.name}")
    for how, tables in names.items():
        if tables:
            typer.echo(f"  {how}：{'、'.join(tables)}")
    if only:
        return
    typer.echo(f"指标：{len(figures.publish(taken.kept))} 项")
    run = screening.judge(taken.kept)
    typer.echo(f"规则：执行 {len(run.ran)} 条，未执行 {len(run.not_run)} 条")
    typer.echo(f"疑点：新 {run.new} 件，仍在 {run.seen} 件，已消失 {run.gone} 件")


def _check() -> None:
    from chunfeng.engines.snapshot import kept
    from chunfeng.site.screening import root

    last = kept.latest(root())
    if last is None:
        typer.echo("还没有快照")
        return
    faults = kept.faults(last)
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo(f"{last.folder.name} 完整，{sum(map(len, last.tables.values()))} 个文件")
