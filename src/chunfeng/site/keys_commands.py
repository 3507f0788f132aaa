"""chunfeng keys: make the ring, look whether it serves, change the keys."""

from __future__ import annotations

import os

import typer

app = typer.Typer(no_args_is_help=True, help="密钥：建立、检查、更换。密钥文件要另行备份：丢了就再也打不开")


def _ready() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chunfeng.site.settings")
    django.setup()


@app.command()
def create() -> None:
    """全新安装时建立密钥；已有的不动。"""
    _ready()
    from chunfeng.base.keys.seal import file_keeper

    file_keeper().create()
    typer.echo(f"密钥文件：{file_keeper().file}")


@app.command()
def check() -> None:
    """密钥是否齐全，有没有还在用旧密钥的行。退出码：0 没有问题，1 有。"""
    _ready()
    from chunfeng.base.keys.queries import faults

    found = faults()
    for fault in found:
        typer.echo(str(fault), err=True)
    raise typer.Exit(1 if found else 0)


@app.command()
def rotate(batch: int = typer.Option(1000, help="每个事务几行")) -> None:
    """更换密钥：新密钥加密所有行，中断了再运行一次就接着做。退出码：0 全部换完，1 还有行没换。"""
    _ready()
    from chunfeng.base.keys.rotation import Resealed, rotate, stale
    from chunfeng.base.keys.seal import file_keeper

    done = Resealed()
    for done in rotate(file_keeper(), batch):
        typer.echo(f"\r已换 {done.rows} 行", nl=False, err=True)
    typer.echo(f"\r已换 {done.rows} 行", err=True)
    for table, row in done.clashes:
        typer.echo(f"{table} 第 {row} 号与另一行其实是同一个，请先合并再运行一次", err=True)
    left = sum(stale().values())
    raise typer.Exit(1 if left else 0)
