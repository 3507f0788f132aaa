"""What a reading process is given at a time: one long file, or a batch of short ones.

A county hands in thousands of lists of fifty rows. Parsing a column costs as much for fifty cells as for a thousand, and
lists of one folder mostly share their columns: they are parsed and staged together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Bytes up to which a file is short, and bytes and files of a batch.
SHORT = 256 << 10
BATCH = 1 << 20
FILES = 64

#: Seconds a file may take: a damaged short file must be given up within ten, a long list may take its time.
BASE_SECONDS = 8.0
SECONDS_PER_MB = 12.0


@dataclass(frozen=True)
class Job:
    no: int
    file: str
    path: Path
    how: str
    size: int

    @property
    def short(self) -> bool:
        return self.size <= SHORT


@dataclass(frozen=True)
class Batch:
    jobs: tuple[Job, ...]

    @property
    def size(self) -> int:
        return sum(job.size for job in self.jobs)

    @property
    def seconds(self) -> float:
        # Honest short files take a fraction of this together, and a batch given up is not lost: it is read apart.
        more = max(0.0, self.size / 1e6 - 0.1) if len(self.jobs) == 1 else 0.0
        return BASE_SECONDS + SECONDS_PER_MB * more

    def apart(self) -> list[Batch]:
        return [Batch((job,)) for job in self.jobs]


def batches(jobs: Iterable[Job]) -> Iterator[Batch]:
    """Long files by themselves, short ones together with their neighbours, in their order."""
    held: list[Job] = []
    size = 0
    for job in jobs:
        if not job.short:
            yield Batch((job,))
            continue
        if held and (size + job.size > BATCH or len(held) == FILES):
            yield Batch(tuple(held))
            held, size = [], 0
        held.append(job)
        size += job.size
    if held:
        yield Batch(tuple(held))
