"""Hundreds of damaged and hostile files through the real reader with its two processes: what crashed, hung or got lost."""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from bench.measure import Clock
from chunfeng.base.policy.pack import load
from chunfeng.engines.feeds import read_folder
from chunfeng.engines.feeds.tests.damaged import Damaged, damaged, faults, million_blank
from chunfeng.site.registry import FEEDS, words_of


def main(count: int) -> None:
    files = [*damaged(count), Damaged("blank", "million-补贴申领.csv", million_blank(), 3)]
    words = words_of(load("taian_2014_33"))
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "in"
        folder.mkdir()
        for one in files:
            (folder / one.file).write_bytes(one.data)
        answers = [time.monotonic()]
        clock = Clock()
        reading = read_folder(
            folder, FEEDS, words, Path(work) / "work", workers=2, progress=lambda *_: answers.append(time.monotonic())
        )
        # No file was in work for longer than the longest silence of both processes together.
        silence = max(b - a for a, b in pairwise(answers))
        ended = sum("进程中止" in u["wrong"] for u in reading.unread)
        lost = faults(files, reading)
        for line in lost:
            print(line)
        clock.report(
            f"{len(files)} files, {len(reading.failures)} crashes, longest silence {silence:.1f} s, {len(lost)} losses, "
            f"{ended} refused because they ended their reading process"
            f"{'; met' if not reading.failures and not lost and silence <= 10 else ''}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
