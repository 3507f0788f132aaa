"""`chunfeng worker`: what the platform does by itself.

There is no queue of jobs beside the database. Every kind of work is state in a table (a clock that ran out, an event not
sealed, a message not sent, a file not read), each job takes what it finds, in small transactions, and finding nothing
is free. A worker that is killed loses nothing: the next one finds the same state. Two workers do nothing twice.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Flag

from django.db import close_old_connections

log = logging.getLogger("chunfeng.worker")


@dataclass(frozen=True)
class Job:
    """run returns how much it did; as long as it did something it is run again before the next pause."""

    code: str
    every: float
    run: Callable[[], int]


class Worker:
    def __init__(self, jobs: tuple[Job, ...]) -> None:
        self.jobs = jobs
        self.stop = Flag()
        self._next = dict.fromkeys((job.code for job in jobs), 0.0)

    def once(self) -> int:
        """Runs each job that is due; returns how much was done."""
        done = 0
        for job in self.jobs:
            if self.stop.is_set() or time.monotonic() < self._next[job.code]:
                continue
            close_old_connections()
            try:
                made = job.run()
            except Exception:
                # The type and the place tell enough; values of a failing row may be personal and stay out of the log.
                log.exception("job %s failed", job.code)
                made = 0
            done += made
            if not made:
                self._next[job.code] = time.monotonic() + job.every
        return done

    def run(self) -> None:
        """Until SIGTERM or SIGINT; the job at hand is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        while not self.stop.is_set():
            if not self.once():
                self.stop.wait(1)
