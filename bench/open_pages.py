"""Stored open pages against bare views that send the same bytes: same server, same middleware, same run, in turns.

`python -m bench.open_pages REQUESTS` starts the server with an empty city, asks each pair in turns over one connection,
and ends it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.measure import ROOT
from bench.serving import ask, in_turns, p95, serving

#: Kind of page → its names: a short page, a long one, a list, a guide.
PAGES: dict[str, dict[str, str]] = {
    "home": {},
    "policy": {},
    "list": {"code": "providers"},
    "guide": {"code": "training.provider_admission"},
}
_ADDRESSES = {
    "home": "/",
    "policy": "/policy/",
    "list": "/lists/providers/",
    "guide": "/guides/training.provider_admission/",
}
_COMPRESSED = {"Accept-Encoding": "br"}


def measure(requests: int) -> dict[str, Any]:
    """Page → p95 of ours and of the bare view in seconds, bytes on the wire with style sheets."""
    import brotli

    from chunfeng.desks.ui import __file__ as ui

    styles = sum(len(brotli.compress(file.read_bytes())) for file in (Path(ui).parent / "static" / "ui").glob("*.css"))
    with tempfile.TemporaryDirectory(prefix="chunfeng-bench-") as home:
        environment = os.environ | {
            "CHUNFENG_HOME": home, "CHUNFENG_HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.open_settings",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
            # Not of another database, whatever the environment names.
            "DATABASE_URL": f"sqlite:///{home}/chunfeng.sqlite3",
        }  # fmt: skip
        # The worker would look every five seconds; here nothing happens, and a look is a query every minute.
        subprocess.run(
            [sys.executable, "-m", "bench.open_settings"], cwd=ROOT, env=environment, check=True, timeout=600
        )
        found = {}
        with serving(environment) as connection:
            for code, address in _ADDRESSES.items():
                for _ in range(20):
                    ours, bare = (ask(connection, path, _COMPRESSED)[1] for path in (address, f"/bare/{code}/"))
                if ours != bare:
                    raise RuntimeError(f"{code}: the bytes differ")
                times = in_turns(connection, address, f"/bare/{code}/", requests, _COMPRESSED)
                found[code] = {"ours": p95(times[0]), "bare": p95(times[1]), "bytes": len(ours) + styles}
        return found


def main() -> None:
    print(json.dumps(measure(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
