"""How many requests ended how, and how long they took: counted by every process, added up by whichever is asked.

Each process writes whole numbers into a mapped file of its own under CHUNFENG_HOME/run, at the cost of a memory write.
Files of processes that have ended stay, so that the sums never fall; `chunfeng serve` clears them when it starts.
"""

from __future__ import annotations

import mmap
import os
import struct
from pathlib import Path
from threading import Lock
from typing import Final

from django.conf import settings

#: Upper bounds in seconds; one more bucket holds the rest.
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
#: First digit of the status.
CLASSES: Final = (1, 2, 3, 4, 5)
_PLACES: Final = len(CLASSES) * (len(BOUNDS) + 1)
#: Counts, then the sum of microseconds.
_LAYOUT: Final = struct.Struct(f"<{_PLACES + 1}Q")


def folder() -> Path:
    return Path(settings.HOME) / "run"


class Counts:
    def __init__(self) -> None:
        self._lock, self._pid = Lock(), 0
        self._map: mmap.mmap | None = None
        self._held = [0] * (_PLACES + 1)

    def add(self, status: int, seconds: float) -> None:
        kind = min(max(status // 100, 1), 5) - 1
        bucket = next((n for n, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        with self._lock:
            held, page = self._held, self._mapped()
            held[kind * (len(BOUNDS) + 1) + bucket] += 1
            held[_PLACES] += int(seconds * 1e6)
            _LAYOUT.pack_into(page, 0, *held)

    def _mapped(self) -> mmap.mmap:
        if self._map is None or self._pid != os.getpid():
            # A forked child counts from nothing in a file of its own.
            self._pid, self._held = os.getpid(), [0] * (_PLACES + 1)
            folder().mkdir(parents=True, exist_ok=True, mode=0o700)
            with (folder() / f"requests-{self._pid}").open("w+b") as file:
                file.truncate(_LAYOUT.size)
                self._map = mmap.mmap(file.fileno(), _LAYOUT.size)
        return self._map


COUNTS = Counts()


def clear() -> None:
    for file in folder().glob("requests-*"):
        file.unlink(missing_ok=True)


def lines() -> list[str]:
    """All processes together, in the text form of Prometheus."""
    total = [0] * (_PLACES + 1)
    for file in sorted(folder().glob("requests-*")):
        content = file.read_bytes()
        if len(content) == _LAYOUT.size:
            total = [a + b for a, b in zip(total, _LAYOUT.unpack(content), strict=True)]
    buckets = len(BOUNDS) + 1
    found = ["# TYPE chunfeng_requests_total counter"]
    for n, kind in enumerate(CLASSES):
        count = sum(total[n * buckets : (n + 1) * buckets])
        found.append(f'chunfeng_requests_total{{status="{kind}xx"}} {count}')
    found.append("# TYPE chunfeng_request_seconds histogram")
    running = 0
    for n, bound in enumerate((*(str(b) for b in BOUNDS), "+Inf")):
        running += sum(total[k * buckets + n] for k in range(len(CLASSES)))
        found.append(f'chunfeng_request_seconds_bucket{{le="{bound}"}} {running}')
    found.append(f"chunfeng_request_seconds_sum {total[_PLACES] / 1e6:.6f}")
    found.append(f"chunfeng_request_seconds_count {running}")
    return found
