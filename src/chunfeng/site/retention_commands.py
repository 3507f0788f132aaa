"""`chunfeng retention show | run`: what is over its time, and its end."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="保存期限：查看、到期删除或化名")
AsOf = Annotated[str | None, typer.Option(help="截至哪天，如 2030-01-31；不写即今天")]


@app.command()
def show() -> None:
    """每类资料保存多久、到期怎样、依据什么。"""
    from chunfeng.base.policy.retention import RETENTIONS

    ends = {"erase": "删除", "pseudonymise": "改为化名", "keep": "保留"}
    for rule in RETENTIONS.values():
        term = "长期" if rule.term is None else f"{rule.since}后{rule.term.months}个月"
        typer.echo(f"{rule.code}\t{rule.title}\t{term}\t{ends[rule.then]}\t{rule.reference}")


@app.command()
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只数，不改")] = False,
    as_of: AsOf = None,
) -> None:
    """删除或化名到期的行，每批在日志里留一条。后台每天自己运行；中断了再运行就接着做。"""
    from chunfeng.site.django_setup import start

    start()
    from django.utils import timezone

    from chunfeng.base.governance import retention

    today = timezone.localdate()
    if as_of:
        try:
            day = datetime.strptime(as_of, "%Y-%m-%d").date()
        except ValueError:
            raise typer.BadParameter(f"{as_of} 不是日期") from None
        if day > today and not dry_run:
            raise typer.BadParameter("以后的日期只能和 --dry-run 一起用")
        today = day
    if dry_run:  # noqa: SIM108
        done = {found.model._meta.label: count for found in retention.due(today) if (count := found.rows.count())}
    else:
        done = retention.run(today)
    for label, count in sorted(done.items()):
        typer.echo(f"{label}\t{count}")
    typer.echo(f"{'到期' if dry_run else '已处理'} {sum(done.values())} 行")
