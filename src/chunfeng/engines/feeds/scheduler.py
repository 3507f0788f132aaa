"""Two reading processes fed through pipes. A file that kills, starves or stalls its process costs one line, no more."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any

import chunfeng
from chunfeng.engines.feeds.jobs import Batch

#: Bytes of freed memory that a process keeps, and of the largest block that it may keep.
KEPT = 128 << 20


OnAnswer = Callable[[Batch, str, Any], None]


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    batch: Batch | None = None
    deadline: float = 0.0
    ready: bool = False
    waiting: bool = False
    big: bool = False
    seen: float = field(default_factory=time.monotonic)


class Scheduler:
    """on_answer(batch, kind, answer): kind is done, or why there is no answer: memory, died, slow, failed.

    seconds: given to each batch instead of its own, where that is more.
    Its processes start when it is entered, and get ready while the folder is being listed.
    A batch of several files without an answer is read again file by file: on_answer hears of each.
    """

    def __init__(self, feeds: Any, words: Any, work: Path, workers: int, seconds: float | None = None) -> None:
        self._setup = pickle.dumps((feeds, words, str(work)))
        self._count = max(1, workers)
        self._seconds = seconds
        self._workers: list[_Worker] = []

    def __enter__(self) -> Scheduler:
        self._workers = [self._start() for _ in range(self._count)]
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def run(self, batches: Iterable[Batch], on_answer: OnAnswer) -> None:
        # Long files first, so that no process idles at the end; what comes out does not depend on the order.
        queue = sorted(batches, key=lambda b: (b.size, b.jobs[0].no))
        while queue or any(w.batch for w in self._workers):
            self._turn(queue, on_answer)

    def _turn(self, queue: list[Batch], on_answer: OnAnswer) -> None:
        holder = next((w for w in self._workers if w.big), None)
        for worker in self._workers:
            if worker.waiting and not holder:
                worker.waiting, worker.big = False, True
                worker.deadline = time.monotonic() + (self._allowed(worker.batch) if worker.batch else 0)
                worker.pipe.send(True)
                holder = worker
            if worker.ready and worker.batch is None and queue:
                batch = queue.pop()
                worker.batch, worker.deadline = batch, time.monotonic() + self._allowed(batch)
                try:
                    worker.pipe.send(batch)
                except OSError:
                    self._replace(worker, "died", queue, on_answer)
        now = time.monotonic()
        timeouts = [w.deadline - now for w in self._workers if w.batch and not w.waiting]
        for pipe in wait([w.pipe for w in self._workers], timeout=max(0.0, min(timeouts, default=5.0))):
            worker = next(w for w in self._workers if w.pipe is pipe)
            try:
                kind, answer = worker.pipe.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                self._replace(worker, "died", queue, on_answer)
                continue
            if kind == "ready":
                worker.ready = True
            elif kind == "big":
                worker.waiting = True
            elif kind == "memory":
                self._replace(worker, "memory", queue, on_answer)
            elif worker.batch is not None:
                batch, worker.batch, worker.big = worker.batch, None, False
                self._tell(batch, kind, answer, queue, on_answer)
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.batch and not worker.waiting and now > worker.deadline:
                self._replace(worker, "slow", queue, on_answer)

    def _allowed(self, batch: Batch) -> float:
        return batch.seconds if self._seconds is None else min(self._seconds, batch.seconds)

    def _replace(self, worker: _Worker, why: str, queue: list[Batch], on_answer: OnAnswer) -> None:
        self._end(worker)
        if not worker.ready and worker.batch is None:
            raise RuntimeError("the reading process does not start")
        self._workers[self._workers.index(worker)] = self._start()
        if worker.batch is not None:
            self._tell(worker.batch, why, None, queue, on_answer)

    @staticmethod
    def _tell(batch: Batch, kind: str, answer: Any, queue: list[Batch], on_answer: OnAnswer) -> None:
        on_answer(batch, kind, answer)
        if kind != "done" and len(batch.jobs) > 1:
            queue += batch.apart()

    def _start(self) -> _Worker:
        ours, theirs = Pipe()
        root = str(Path(chunfeng.__path__[0]).parent)
        env = dict(os.environ)
        env["PYTHONPATH"] = os.pathsep.join(p for p in (root, env.get("PYTHONPATH", "")) if p)
        # One thread each: thread pools and malloc arenas would use up the address space that is the limit.
        env |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONHASHSEED": "0"}
        # Blocks of a list's size are kept for the next list: handing them back costs a fault a page.
        env |= {"MALLOC_MMAP_THRESHOLD_": str(KEPT), "MALLOC_TRIM_THRESHOLD_": str(KEPT)}
        # Arrow's own allocator takes a gigabyte of address space at once if it gets it.
        env |= {"ARROW_DEFAULT_MEMORY_POOL": "system"}
        process = subprocess.Popen(
            [sys.executable, "-m", "chunfeng.engines.feeds.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        ours.send_bytes(self._setup)
        return _Worker(process, ours)

    def _end(self, worker: _Worker) -> None:
        with contextlib.suppress(OSError):
            worker.pipe.close()
        worker.process.kill()
        worker.process.wait()

    def _stop(self) -> None:
        for worker in self._workers:
            if worker.batch is None and worker.ready:
                with contextlib.suppress(OSError):
                    worker.pipe.send(None)
            else:
                worker.process.kill()
        for worker in self._workers:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(timeout=5)
            self._end(worker)
        self._workers.clear()
