"""`chunfeng init | migrate | serve | worker | demo`: the running platform."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

WEB = "chunfeng.site.wsgi:application"
#: Processes of the demo that may end within a minute before it gives up.
RESTARTS = 6


def register(app: typer.Typer) -> None:
    for command in (init, migrate, serve, worker, demo):
        app.command()(command)


def init() -> None:
    """建库：密钥、数据库、行政区划。可以重复运行。"""
    _start()
    from django.core.management import call_command

    from chunfeng.base.keys.seal import file_keeper
    from chunfeng.base.places.actions import load
    from chunfeng.base.policy.values import pack

    file_keeper().create()
    call_command("migrate", verbosity=0)
    loaded = load(pack())
    typer.echo(
        f"已就绪：新增 {loaded.added} 个行政区划。下一步：chunfeng account create 用户名 --name 姓名 --role system_admin"
    )


def migrate() -> None:
    """把数据库升到本版本的结构。先备份。"""
    _start()
    from django.core.management import call_command

    call_command("migrate", verbosity=1)


def serve(
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    workers: Annotated[int, typer.Option(help="进程数")] = 2,
) -> None:
    """启动网站。数据库结构落后于程序时不启动，并说明怎么办。"""
    _start()
    if said := _behind():
        typer.echo(said, err=True)
        raise typer.Exit(1)
    _gather()
    from chunfeng.site.request_counts import clear

    clear()
    raise typer.Exit(_granian(host, port, workers).wait())


def worker() -> None:
    """启动后台：到期、封存、消息、报送。可以随时停，可以同时开几个。"""
    _start()
    from chunfeng.site.jobs import JOBS
    from chunfeng.site.worker import Worker

    Worker(JOBS).run()


def demo(
    home: Annotated[Path, typer.Option(help="放在哪个文件夹")] = Path("demo/platform"),
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    fresh: Annotated[bool, typer.Option("--fresh", help="重新造一个演示市")] = False,
) -> None:
    """造一个演示市并启动网站和后台：选一个岗位进去看。全部人物和单位都是虚构的。"""
    os.environ.update(CHUNFENG_HOME=str(home.absolute()), CHUNFENG_DEMO="1", CHUNFENG_HTTPS="0")
    os.environ.pop("DATABASE_URL", None)
    done = home / "seeded"
    if fresh or not done.exists():
        if home.exists() and any(home.iterdir()) and not (home / "keys").exists():
            typer.echo(f"{home} 里有别的东西，换一个文件夹", err=True)
            raise typer.Exit(2)
        shutil.rmtree(home, ignore_errors=True)
        _prepare(done)
    else:
        _start()
    _gather()
    starts = (
        lambda: _granian("127.0.0.1", port, 1),
        lambda: subprocess.Popen([sys.executable, "-m", "chunfeng.site.cli", "worker"]),
    )
    running = [start() for start in starts]
    # Told to end, it ends its two processes as well.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _wait_for(port, running[0])
        typer.echo(
            f"\n打开 http://127.0.0.1:{port}/demo/posts/ ，选一个岗位进入；公开网站是 http://127.0.0.1:{port}/ 。Ctrl+C 停止。"
        )
        _keep(starts, running)
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _keep(starts: Sequence[Callable[[], subprocess.Popen[bytes]]], running: list[subprocess.Popen[bytes]]) -> None:
    """Starts again what ends, as systemd does for a city; where that does not help within a minute, it gives up."""
    ends: list[float] = []
    while len(ends) < RESTARTS:
        time.sleep(1)
        now = time.monotonic()
        ends = [at for at in ends if now - at < 60]
        for at, process in enumerate(running):
            if process.poll() is not None:
                ends.append(now)
                running[at] = starts[at]()
    typer.echo("网站或后台一再停止，看上面的说明", err=True)
    raise typer.Exit(1)


def _prepare(done: Path) -> None:
    from rich.console import Console

    _start()
    from django.core.management import call_command

    from chunfeng.base.keys.seal import file_keeper
    from chunfeng.site.demo.platform import seed

    with Console(stderr=True).status("造演示市……") as status:
        file_keeper().create()
        call_command("migrate", verbosity=0)
        seed(say=lambda text: status.update(f"造演示市：{text}"))
    done.write_text("", "ascii")


def _start() -> None:
    from chunfeng.site.django_setup import start

    start()


def _behind() -> str:
    """What keeps the site from starting, in a sentence."""
    from chunfeng.site.backup.schema import behind

    steps = behind()
    return f"数据库结构落后 {steps} 步：先备份，再运行 chunfeng migrate（新装运行 chunfeng init）" if steps else ""


def _gather() -> None:
    """Static files, compressed and fingerprinted, into the home; only what has changed is written."""
    environment = os.environ | {"CHUNFENG_GATHER": "1"}
    command = [
        sys.executable,
        "-m",
        "chunfeng.site.manage",
        "collectstatic",
        "--noinput",
        "-v",
        "0",
        "--ignore",
        "*.map",
    ]
    subprocess.run(command, env=environment, check=True)


def _granian(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
               "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
               # One process that dies must not take the site down: a new one comes in its place.
               "--respawn-failed-workers", "--respawn-interval", "1", WEB]  # fmt: skip
    return subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "chunfeng.site.settings"})


def _wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    import socket

    for _ in range(150):
        if web.poll() is not None:
            typer.echo("网站没有起来：端口可能被占用，换一个 --port", err=True)
            raise typer.Exit(1)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
