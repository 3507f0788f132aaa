"""A database of an earlier release comes to the present structure, and its log proves that nothing was touched."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

RELEASES = Path(__file__).parent / "releases"
DUMPS = sorted(RELEASES.glob("*.sql.gz"))


def _installation(dump: Path, home: Path) -> None:
    (home / "keys").mkdir(parents=True, mode=0o700)
    ring = home / "keys" / "ring.json"
    shutil.copyfile(RELEASES / dump.name.replace(".sql.gz", ".ring.json"), ring)
    ring.chmod(0o600)
    with closing(sqlite3.connect(home / "chunfeng.sqlite3")) as database:
        database.executescript(gzip.decompress(dump.read_bytes()).decode())


def _run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CHUNFENG_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "chunfeng.site.cli", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name.removesuffix(".sql.gz"))
def test_it_is_refused_as_it_is_and_serves_after_migrate(dump: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    _installation(dump, home)
    with closing(sqlite3.connect(home / "chunfeng.sqlite3")) as database:
        events = database.execute("select count(*) from audit_event").fetchone()[0]
    early = _run(home, "serve")
    assert early.returncode == 1
    assert "先备份，再运行 chunfeng migrate" in early.stderr
    assert _run(home, "migrate").returncode == 0
    verified = _run(home, "log", "verify")
    assert verified.returncode == 0, verified.stderr
    assert "0 处不符" in verified.stdout
    found = json.loads(_run(home, "doctor", "--json").stdout)
    assert any(line["check"] == "数据库结构" and "结构版本" in line["said"] for line in found)
    assert not any(line["check"] == "密钥" and line["level"] == "bad" for line in found)
    look = (
        "import django; django.setup()\n"
        "from chunfeng.base.people.models import Person\n"
        "from chunfeng.base.audit.models import Event\n"
        "from chunfeng.base.governance.models import DataRequest\n"
        "print(Person.objects.get().name.clear(), DataRequest.objects.get().case.due_on, Event.objects.count())\n"
    )
    environment = {**os.environ, "CHUNFENG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "chunfeng.site.settings"}
    environment.pop("DATABASE_URL", None)
    seen = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True)
    name, due, count = seen.stdout.split()
    assert (name, int(count)) == ("王小春", events)
    assert due > "2016-03-01"


def test_there_is_a_release_to_come_from() -> None:
    assert DUMPS
