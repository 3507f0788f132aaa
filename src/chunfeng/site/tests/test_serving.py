"""The web server as it really runs."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import typer

from chunfeng.base.keys.ring import FileKeeper
from chunfeng.site.platform_commands import RESTARTS, _granian, _keep

#: Seconds after which a server that does not answer is dead.
PATIENCE = 60


def status(port: int) -> int | None:
    """Of a page that is not there, which needs no database; None while nobody answers."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", "/nothing/")
            with connection.getresponse() as answer:
                return answer.status
    except (OSError, http.client.HTTPException):
        return None


def answers(port: int) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if status(port) == 404:
            return True
        time.sleep(0.1)
    return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_the_death_of_a_web_process_leaves_the_site_standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUNFENG_HOME", str(tmp_path))
    FileKeeper(tmp_path / "keys" / "ring.json").create()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = _granian("127.0.0.1", port, 1)
    try:
        assert answers(port)
        before = children(web.pid)
        for child in before:
            os.kill(child, signal.SIGKILL)
        end = time.monotonic() + PATIENCE
        while (set(children(web.pid)) <= set(before)) and time.monotonic() < end:
            time.sleep(0.1)
        assert answers(port) and web.poll() is None
    finally:
        web.terminate()
        web.wait(PATIENCE)


def test_the_demo_starts_again_what_ends_until_it_does_not_help() -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", ""]))
        return started[-1]

    lasting = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with pytest.raises(typer.Exit):
            _keep((start, lambda: lasting), [start(), lasting])
    finally:
        lasting.communicate(b"\n")
        for process in started:
            process.wait()
    assert len(started) == RESTARTS + 1
