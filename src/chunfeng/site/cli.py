"""The command `chunfeng`: audit a folder, build the demo city, look at the policy and the rules."""

from __future__ import annotations

import signal
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chunfeng.site.account_commands import app as account_app
from chunfeng.site.backup_commands import register as register_backup
from chunfeng.site.doctor_commands import register as register_doctor
from chunfeng.site.keys_commands import app as keys_app
from chunfeng.site.ledger_commands import app as ledger_app
from chunfeng.site.log_commands import app as log_app
from chunfeng.site.platform_commands import register
from chunfeng.site.policy_commands import app as policy_app
from chunfeng.site.process_commands import app as process_app
from chunfeng.site.retention_commands import app as retention_app
from chunfeng.site.rules_commands import app as rules_app
from chunfeng.site.snapshot_commands import snapshot

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="春风：核查一个材料夹，造演示市，查看政策和规则。先试：chunfeng audit 材料夹 --out 结果",
)
app.add_typer(policy_app, name="policy")
app.add_typer(rules_app, name="rules")
app.add_typer(process_app, name="process")
app.add_typer(ledger_app, name="ledger")
app.add_typer(log_app, name="log")
app.add_typer(account_app, name="account")
app.add_typer(retention_app, name="retention")
register(app)
app.command()(snapshot)
register_backup(app)
register_doctor(app)
app.add_typer(keys_app, name="keys")


class Engine(StrEnum):
    duckdb = "duckdb"
    spark = "spark"


class Severity(StrEnum):
    block = "block"
    high = "high"
    medium = "medium"
    low = "low"


class Size(StrEnum):
    small = "small"
    city_year = "city-year"


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise typer.BadParameter(f"{text} 不是日期，请写成 2016-12-31") from error


@app.command()
def audit(
    folder: Annotated[Path, typer.Argument(help="材料夹：表格所在的文件夹")],
    out: Annotated[Path, typer.Option(help="结果文件夹，在材料夹以外")],
    pack: Annotated[str, typer.Option(help="政策包")] = "taian_2014_33",
    as_of: Annotated[str | None, typer.Option(help="截至哪天，如 2016-12-31；不写即今天")] = None,
    engine: Annotated[Engine, typer.Option(help="计算引擎")] = Engine.duckdb,
    rules: Annotated[Path | None, typer.Option(help="本市规则的文件夹（.sql）")] = None,
    decisions: Annotated[list[Path] | None, typer.Option(help="填好的 findings.xlsx，可多个")] = None,
    show_personal: Annotated[bool, typer.Option("--show-personal", help="不遮盖姓名和号码")] = False,
    fail_on: Annotated[Severity | None, typer.Option(help="有这一级及以上疑点时退出码为 3")] = None,
) -> None:
    """核查一个文件夹的表格：哪些钱不该发，为什么。

    结果：report.html 先看，可打印存档；findings.xlsx 逐笔核对；unread.csv 没读到的行和格；summary.json 各项计数。
    --decisions 用上次的 findings.xlsx：在“认定”一列选“属实”“已说明”或“数据有误”，另存到别处；
    也可用三列的 .csv：fingerprint,decision,note。
    退出码：0 完成，1 程序出错，2 参数不能用或没有认出任何表格，3 达到 --fail-on，130 被 Ctrl+C 停止。
    """
    from chunfeng.site.audit import Options, run

    # Told to end, it removes its working folder, which holds names and numbers, as after Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = Options(
        folder=folder,
        out=out,
        pack=pack,
        as_of=_day(as_of) if as_of else date.today(),
        engine=engine.value,
        rules=rules,
        decisions=tuple(decisions or ()),
        show_personal=show_personal,
        fail_on=fail_on.value if fail_on else None,
    )
    raise typer.Exit(run(options))


@app.command("demo-data")
def demo_data(
    out: Annotated[Path, typer.Argument(help="写到哪个文件夹：OUT/in 和 OUT/truth.csv")],
    size: Annotated[Size, typer.Option(help="small 或 city-year")] = Size.small,
    seed: Annotated[int, typer.Option(help="随机种子：同种子同结果")] = 2016,
) -> None:
    """造一个演示市的材料夹（全部是虚构的人），内有设下的疑点和相似而清白的情形。"""
    from chunfeng.site.demo import generate

    if out.exists() and any(out.iterdir()):
        typer.echo(f"{out} 不是空文件夹，换一个地方", err=True)
        raise typer.Exit(2)
    generate(out, size.value, seed)
    typer.echo(f"材料夹：{out / 'in'}    答案：{out / 'truth.csv'}", err=True)


def main() -> None:
    """Exit codes: 0 done, 1 our failure, 2 nothing recognised or unusable arguments, 3 when --fail-on is met."""
    try:
        app()
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
