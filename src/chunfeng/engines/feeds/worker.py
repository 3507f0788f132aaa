"""The reading process: takes a batch of files at a time from its pipe. Whatever a file does to it is one line of the report."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import sys
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

#: Address space beyond what the bare process needs: one sheet's cells and their Arrow copies.
ROOM = 1100 << 20
#: The same for a sheet read while the other worker waits.
BIG_ROOM = 1400 << 20


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ImportError(fullname)


def limit(room: int) -> None:
    with Path("/proc/self/statm").open(encoding="ascii") as statm:
        now = int(statm.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    want = now + room
    if hard != resource.RLIM_INFINITY:
        want = min(want, hard)
    resource.setrlimit(resource.RLIMIT_AS, (want, hard))


def main(descriptor: int) -> None:
    pipe = Connection(descriptor)
    # Millions of row lists make the cyclic collector run for nothing: nothing in a sheet is cyclic.
    gc.disable()
    # Arrow looks whether a list is a pandas object and would load all of pandas for that: a second, and 60 MB.
    sys.meta_path.insert(0, _NoPandas())
    # Arrow's own threads would reserve address space that the limit counts, and the second worker needs the core.
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with contextlib.suppress(NotImplementedError):
        pa.set_memory_pool(pa.system_memory_pool())
    from chunfeng.engines.feeds.jobs import BATCH
    from chunfeng.engines.feeds.onefile import FileReader

    feeds, words, work = pickle.loads(pipe.recv_bytes())

    big = False

    def ask() -> None:
        nonlocal big
        if not big:
            pipe.send(("big", None))
            pipe.recv()
            big = True
            limited(BIG_ROOM)

    def limited(room: int) -> None:
        with contextlib.suppress(OSError, ValueError):
            limit(room)

    reader = FileReader(feeds, words, Path(work), ask)
    # What the collector is called for after a long file is that file's: the libraries stay.
    gc.freeze()
    pipe.send(("ready", None))
    limited(ROOM)
    while True:
        try:
            batch = pipe.recv()
        except EOFError:
            return
        if batch is None:
            # All it knew is handed over: taking a heap of parsed values apart would only keep the parent waiting.
            os._exit(0)
        big = False
        answer: tuple[str, Any]
        try:
            answer = ("done", reader.read(batch))
        except MemoryError:
            answer = ("memory", None)
        except Exception:
            answer = ("failed", traceback.format_exc(limit=-6))
        if big:
            limited(ROOM)
        if batch.size > BATCH:
            gc.collect()
        pipe.send(answer)
        if answer[0] == "memory":
            os._exit(3)


if __name__ == "__main__":
    main(int(sys.argv[1]))
