"""`chunfeng backup | restore`: one file for the data, one for the keys, and a look whether they rise again."""

from __future__ import annotations

import getpass
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    for command in (backup, restore):
        app.command()(command)


Passphrase = Annotated[Path | None, typer.Option(help="口令文件（第一行）；不写则当面输入")]


def backup(
    file: Annotated[Path, typer.Argument(help="写到这个文件，不能已存在")],
    keys: Annotated[Path | None, typer.Option(help="密钥写到哪里；默认在旁边的 .keys，应另外存放")] = None,
    passphrase_file: Passphrase = None,
    check: Annotated[bool, typer.Option("--check/--no-check", help="恢复到另一处核对一遍")] = True,
) -> None:
    """备份数据库、附件和页面，另把密钥写成一个文件，都用口令加密；再恢复到另一处核对日志和附件。

    网站和后台不必停。退出码：0 备份好且核对无误，1 核对有不符，2 没有备份成。
    """
    from chunfeng.site.django_setup import start

    start()
    from django.db import connection

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.audit.record import record
    from chunfeng.site.backup.database import Failed, spare
    from chunfeng.site.backup.making import make
    from chunfeng.site.backup.restoring import examine
    from chunfeng.site.backup.restoring import restore as restored
    from chunfeng.site.backup.schema import behind
    from chunfeng.site.backup.sealed import SHORTEST_PASSPHRASE, Unreadable

    keys = keys or file.with_name(f"{file.name}.keys")
    for name in (file, keys):
        if name.exists():
            _stop(f"{name} 已存在，换一个名字")
    if behind():
        _stop("数据库结构落后于程序：用原来的版本备份，再升级")
    words = _words(passphrase_file, twice=True)
    if len(words) < SHORTEST_PASSPHRASE:
        _stop(f"口令至少 {SHORTEST_PASSPHRASE} 个字符")
    try:
        manifest = make(file, keys, words)
        wrong: list[str] = []
        if check:
            with ExitStack() as stack:
                place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=file.absolute().parent))) / "home"
                database = stack.enter_context(spare()) if connection.vendor == "postgresql" else ""
                wrong = examine(place, restored(file, keys, place, words, database), database)
    except (Failed, Unreadable) as failed:
        _stop(str(failed))
    record(
        "backup.make",
        Actor(None, f"控制台 {getpass.getuser()}"[:50]),
        "backup",
        file.name[:64],
        bytes=file.stat().st_size,
        checked=check and not wrong,
    )
    typer.echo(f"已备份 {file}（{file.stat().st_size:,} 字节），密钥 {keys}：请把两者分开存放")
    for path in manifest["missing"]:
        typer.echo(f"备份时已缺附件 {path}", err=True)
    _tell(wrong, manifest["events"], check)


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    home: Annotated[Path, typer.Argument(help="恢复到哪个空文件夹，今后的 CHUNFENG_HOME")],
    keys: Annotated[Path | None, typer.Option(help="密钥文件；默认在备份旁边的 .keys")] = None,
    database: Annotated[str, typer.Option(help="PostgreSQL：空数据库的地址；默认 DATABASE_URL")] = "",
    passphrase_file: Passphrase = None,
) -> None:
    """把备份恢复到一个空的地方，并核对日志、附件和密钥。

    退出码：0 恢复好且核对无误，1 核对有不符，2 没有恢复：口令不对、文件损坏或地方不空，什么也没有改动。
    """
    # The settings of this process are those of an empty place, which is made and left behind by nobody.
    with tempfile.TemporaryDirectory() as nowhere:
        url = database or os.environ.pop("DATABASE_URL", "")
        os.environ["CHUNFENG_HOME"] = nowhere
        from chunfeng.site.django_setup import start

        start()
        from chunfeng.site.backup.database import Failed
        from chunfeng.site.backup.restoring import examine
        from chunfeng.site.backup.restoring import restore as restored
        from chunfeng.site.backup.sealed import Unreadable

        words = _words(passphrase_file, twice=False)
        place = home.absolute()
        try:
            manifest = restored(file, keys or file.with_name(f"{file.name}.keys"), place, words, url)
        except (Failed, Unreadable) as failed:
            _stop(str(failed))
        typer.echo(f"已恢复到 {place}：{manifest['made_at']} 的状态，附件 {manifest['files']} 个")
        _tell(examine(place, manifest, url if manifest["vendor"] == "postgresql" else ""), manifest["events"], True)


def _tell(wrong: list[str], events: int, checked: bool) -> None:
    for said in wrong:
        typer.echo(said, err=True)
    if checked:
        typer.echo(f"核对：日志 {events} 条，{len(wrong)} 处不符")
    if wrong:
        raise typer.Exit(1)


def _words(file: Path | None, *, twice: bool) -> str:
    if file:
        try:
            return (file.read_text("utf-8").splitlines() or [""])[0]
        except OSError:
            _stop(f"读不到口令文件 {file}")
    words = getpass.getpass("口令：")
    if twice and getpass.getpass("再输一遍：") != words:
        _stop("两遍不一样")
    return words


def _stop(said: str) -> None:
    typer.echo(said, err=True)
    raise typer.Exit(2)
