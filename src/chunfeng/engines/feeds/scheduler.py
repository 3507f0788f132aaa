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

#: Seconds a file may take: a damaged small file must be given up within ten, a long list may take its time.
BASE_SECONDS = 8.0
SECONDS_PER_MB = 12.0
#: Bytes of freed memory that a process keeps, and of the largest block that it may keep.
KEPT = 128 << 20


@dataclass(frozen=True)
class Job:
    no: int
    file: str
    path: Path
    how: str
    size: int

    @property
    def seconds(self) -> float:
        return BASE_SECONDS + SECONDS_PER_MB * max(0.0, self.size / 1e6 - 0.1)


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    job: Job | None = None
    deadline: float = 0.0
    ready: bool = False
    waiting: bool = False
    big: bool = False
    seen: float = field(default_factory=time.monotonic)


class Scheduler:
    """on_answer(job, kind, report): kind is done, or why there is no report: memory, died, slow, failed."""

    def __init__(self, feeds: Any, words: Any, work: Path, workers: int) -> None:
        self._setup = pickle.dumps((feeds, words, str(work)))
        self._count = max(1, workers)
        self._workers: list[_Worker] = []

    def run(self, jobs: Iterable[Job], on_answer: Callable[[Job, str, Any], None]) -> None:
        # Long files first, so that no process idles at the end; what comes out does not depend on the order.
        queue = sorted(jobs, key=lambda j: (j.size, j.no))
        try:
            for _ in range(min(self._count, len(queue))):
                self._workers.append(self._start())
            while queue or any(w.job for w in self._workers):
                self._turn(queue, on_answer)
        finally:
            self._stop()

    def _turn(self, queue: list[Job], on_answer: Callable[[Job, str, Any], None]) -> None:
        holder = next((w for w in self._workers if w.big), None)
        for worker in self._workers:
            if worker.waiting and not holder:
                worker.waiting, worker.big = False, True
                worker.deadline = time.monotonic() + (worker.job.seconds if worker.job else 0)
                worker.pipe.send(True)
                holder = worker
            if worker.ready and worker.job is None and queue:
                job = queue.pop()
                worker.job, worker.deadline = job, time.monotonic() + job.seconds
                try:
                    worker.pipe.send((job.no, job.file, job.path, job.how, job.size))
                except OSError:
                    self._replace(worker, "died", on_answer)
        now = time.monotonic()
        timeouts = [w.deadline - now for w in self._workers if w.job and not w.waiting]
        for pipe in wait([w.pipe for w in self._workers], timeout=max(0.0, min(timeouts, default=5.0))):
            worker = next(w for w in self._workers if w.pipe is pipe)
            try:
                kind, report = worker.pipe.recv()
            except (EOFError, OSError, pickle.UnpicklingError):
                self._replace(worker, "died", on_answer)
                continue
            if kind == "ready":
                worker.ready = True
            elif kind == "big":
                worker.waiting = True
            elif worker.job is not None:
                job, worker.job, worker.big = worker.job, None, False
                if kind == "memory":
                    worker.job = job
                    self._replace(worker, "memory", on_answer)
                else:
                    on_answer(job, kind, report)
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.job and not worker.waiting and now > worker.deadline:
                self._replace(worker, "slow", on_answer)

    def _replace(self, worker: _Worker, why: str, on_answer: Callable[[Job, str, Any], None]) -> None:
        job = worker.job
        self._end(worker)
        if not worker.ready and job is None:
            raise RuntimeError("the reading process does not start")
        self._workers[self._workers.index(worker)] = self._start()
        if job is not None:
            on_answer(job, why, None)

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
            if worker.job is None and worker.ready:
                with contextlib.suppress(OSError):
                    worker.pipe.send(None)
            else:
                worker.process.kill()
        for worker in self._workers:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(timeout=5)
            self._end(worker)
        self._workers.clear()
