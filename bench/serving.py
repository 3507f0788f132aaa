"""The site behind a real server on a free port of this machine, and one client that asks two addresses in turns."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.measure import ROOT


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[http.client.HTTPConnection]:
    """One worker of granian under the settings that `environment` names; ended when the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--no-ws", "--log-level", "error", "chunfeng.site.wsgi:application",
    ]  # fmt: skip
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment | paths)
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise RuntimeError("the server did not start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def ask(
    connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]
) -> tuple[float, bytes, http.client.HTTPMessage]:
    """Seconds until the last byte, the body and the headers of a page that must be there."""
    start = time.perf_counter()
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    spent = time.perf_counter() - start
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return spent, body, answer.headers


def in_turns(
    connection: http.client.HTTPConnection, ours: str, bare: str, requests: int, headers: Mapping[str, str]
) -> tuple[list[float], list[float]]:
    """Seconds of each request of both. Whoever comes second finds warmer caches: in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(requests):
        for which in (0, 1) if n % 2 else (1, 0):
            times[which].append(ask(connection, (ours, bare)[which], headers)[0])
    return times


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
