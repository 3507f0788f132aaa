"""An installation of its own with real processes: database, website, worker. Each can be killed without notice."""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

#: Seconds within which a process must be up, on a machine with much else to do.
_PATIENCE = 120
#: The jobs of a worker that are at work here, without their long pauses.
_WORKER = """
from dataclasses import replace
from chunfeng.site.django_setup import start
start()
from chunfeng.site.jobs import JOBS
from chunfeng.site.worker import Worker
Worker(tuple(replace(job, every=0.05) for job in JOBS if job.code in ("seal", "messages", "uploads"))).run()
"""


def server_of_postgres() -> Path | None:
    """The folder of the newest server's programs, or None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Installation:
    """postgres: with a server of its own; SQLite lives within website and worker and dies with them."""

    def __init__(self, *, postgres: bool) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="chunfeng-killed-"))
        self.names = (*(("database",) if postgres else ()), "website", "worker")
        self.port = _free_port()
        self._data = Path(tempfile.mkdtemp(prefix="chunfeng-pg-")) if postgres else None
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        # The server refuses to run as root, and then needs a folder its own user may enter.
        self._as = pwd.getpwnam("postgres") if os.getuid() == 0 and postgres else None
        self.env = os.environ | {
            "CHUNFENG_HOME": str(self.home), "CHUNFENG_HTTPS": "0", "DJANGO_SETTINGS_MODULE": "chunfeng.site.settings",
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "DATABASE_URL": f"sqlite:///{self.home / 'city.sqlite3'}",
        }  # fmt: skip
        if self._data:
            self.env["DATABASE_URL"] = f"postgres://postgres@{str(self._data).replace('/', '%2F')}/postgres"

    def __enter__(self) -> Installation:
        if self._data:
            if self._as:
                os.chown(self._data, self._as.pw_uid, self._as.pw_gid)
            made = ["-D", str(self._data / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
            self._postgres("initdb", *made).wait(_PATIENCE)
            self.start("database")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for name in reversed(self.names):
            self.kill(name)
        for folder in (self.home, self._data):
            if folder:
                shutil.rmtree(folder, ignore_errors=True)

    def start(self, name: str) -> None:
        """Starts a process that is not running; `ready` waits for it."""
        if name in self._running:
            return
        if name == "database":
            self._running[name] = self._postgres(
                "postgres", "-D", str(self._data and self._data / "data"), "-c", "listen_addresses=", "-c",
                f"unix_socket_directories={self._data}", "-c", "max_connections=120",
            )  # fmt: skip
            return
        python = [sys.executable, "-c", _WORKER]
        if name == "website":
            python = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1",
                      "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "chunfeng.site.wsgi:application"]  # fmt: skip
        self._running[name] = subprocess.Popen(
            python, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def ready(self) -> None:
        """Returns when all that was started serves; raises when it does not within its time."""
        end = time.monotonic() + _PATIENCE
        while not (self._answers("database") and self._answers("website")):
            if time.monotonic() > end:
                raise RuntimeError("the installation does not come up")
            time.sleep(0.02)

    def kill(self, name: str) -> None:
        """SIGKILL to the process and whatever it has started, and nothing said to it before."""
        process = self._running.pop(name, None)
        if process is None:
            return
        family = [process.pid, *_descendants(process.pid)]
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it followed its parent by itself
        process.wait(_PATIENCE)
        end = time.monotonic() + _PATIENCE
        while any(Path(f"/proc/{pid}").exists() and _state(pid) != "Z" for pid in family[1:]):
            if time.monotonic() > end:
                raise RuntimeError(f"{name} outlives its death")
            time.sleep(0.01)

    def _postgres(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        folder = server_of_postgres()
        assert folder and self._data
        user = {"user": self._as.pw_uid, "group": self._as.pw_gid, "extra_groups": ()} if self._as else {}
        return subprocess.Popen(
            [str(folder / program), *arguments], cwd=self._data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user
        )  # type: ignore[call-overload]  # fmt: skip

    def _answers(self, name: str) -> bool:
        if name not in self._running:
            return True
        if self._running[name].poll() is not None:
            raise RuntimeError(f"{name} ended by itself with {self._running[name].returncode}")
        if name == "database":
            import psycopg

            try:
                psycopg.connect(host=str(self._data), user="postgres", dbname="postgres").close()
            except psycopg.OperationalError:
                return False
            return True
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            line.request("GET", "/health")
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _fields(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, todo = [], [pid]
    while todo:
        more = children.get(todo.pop(), [])
        found += more
        todo += more
    return found


def _fields(pid: int) -> list[str]:
    """What /proc says after the name: state, parent, …; nothing of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    return next(iter(_fields(pid)), "Z")
