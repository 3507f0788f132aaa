"""A tenth of what `./dev bench --only kills` does, always the same tenth, on the kind of database of this run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from chunfeng.site.tests.installation import server_of_postgres

MOMENTS, SEED = 20, 3


def test_whoever_is_killed_nothing_is_half_done_or_lost() -> None:
    if connection.vendor == "postgresql" and server_of_postgres() is None:
        pytest.skip("needs a server to kill: apt-get install postgresql")
    # An installation of its own: that of the tests must live.
    clean = {k: v for k, v in os.environ.items() if k not in ("CHUNFENG_HOME", "DATABASE_URL")}
    command = [sys.executable, "-m", "chunfeng.site.tests.kills", str(MOMENTS), str(SEED), connection.vendor]
    done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == []
    assert sum(found["killed"].values()) == MOMENTS
    # Everything died at least once, and there was work to lose.
    assert found["killed"].keys() == {"website", "worker"} | (
        {"database"} if connection.vendor == "postgresql" else set()
    )
    assert found["steps"] and found["imports"] and found["unfinished imports"]
