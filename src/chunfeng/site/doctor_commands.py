"""`chunfeng doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

_MARKS = {"ok": "✓", "note": "！", "bad": "✗"}


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="给程序读")] = False) -> None:
    """检查这套系统：配置、密钥、时钟、日历、结构、磁盘、后台、备份。退出码：0 可以用（可能有提醒），1 有问题。"""
    from chunfeng.site.django_setup import start

    start()
    from chunfeng.site.doctor import examine

    found = examine()
    if as_json:
        typer.echo(json.dumps([asdict(line) for line in found], ensure_ascii=False, indent=1))
    else:
        for line in found:
            typer.echo(f"{_MARKS[line.level]} {line.check}：{line.said}")
    raise typer.Exit(1 if any(line.level == "bad" for line in found) else 0)
