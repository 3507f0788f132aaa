"""Runs one piece of work in a process of its own and says how long it took and how much memory it held at most."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """seconds: wall time of the work itself, without starting Python; busy: processor time of it, of the process and its
    children, in seconds; mib: peak resident memory of the process (and of its children, each counted at its own peak);
    said: what the work printed last."""

    seconds: float
    busy: float
    mib: float
    said: str


def cost(module: str, *arguments: str, limit: int = 1800) -> Cost:
    """Runs `python -m module arguments`, which must end by calling report(). Raises when it fails or takes too long."""
    # A library is compiled once and kept, as it is where it is installed: not anew in every process.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{module} {' '.join(arguments)}: {done.stderr[-2000:]}")
    last = json.loads(done.stdout.strip().splitlines()[-1])
    return Cost(last["seconds"], last["busy"], last["mib"], last["said"])


def best(module: str, *arguments: str, runs: int = 3) -> Cost:
    """The quickest of some runs: what else the machine does only ever slows one down."""
    return min((cost(module, *arguments) for _ in range(runs)), key=lambda c: c.seconds)


class Clock:
    """Started when the imports are done; report() prints the line that cost() reads."""

    def __init__(self) -> None:
        self.start, self.busy = time.perf_counter(), sum(os.times()[:4])

    def report(self, said: object = "") -> None:
        seconds, busy = time.perf_counter() - self.start, sum(os.times()[:4]) - self.busy
        # Not ru_maxrss: a process inherits that of the one it was forked from, even across exec.
        status = Path("/proc/self/status").read_text()
        own = int(status.split("VmHWM:")[1].split()[0])
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(json.dumps({"seconds": seconds, "busy": busy, "mib": (own + children) / 1024, "said": str(said)}))


def digest(subjects: Iterable[str]) -> str:
    """How many and which, so that two sides can be compared without handing over their lists."""
    listed = sorted(subjects)
    return f"{len(listed)} hits {hashlib.sha256(chr(10).join(listed).encode()).hexdigest()[:12]}"


def machine() -> str:
    model = "unknown processor"
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
        total = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    except OSError:
        total = 0
    return f"{model}, {os.cpu_count()} cores, {total} GiB, Python {sys.version.split()[0]}"
