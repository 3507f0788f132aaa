"""A whole folder: every file listed, read in one of two processes, short ones together, and put together in order of path."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from chunfeng.base.policy.declarations import Feed
from chunfeng.engines.feeds.files import Found, listing
from chunfeng.engines.feeds.jobs import Batch, Job, batches
from chunfeng.engines.feeds.onefile import Answer, FileReader
from chunfeng.engines.feeds.parts import Gathered
from chunfeng.engines.feeds.reading import Reading, UnreadLines, unread_line
from chunfeng.engines.feeds.scheduler import Scheduler
from chunfeng.engines.feeds.values import Words

#: progress(files done, files in all, rows read so far)
Progress = Callable[[int, int, int], None]

SLOW: Final = "读取超过时限，文件可能已损坏"
_WHY = {
    "memory": ("文件太大，读它所需的内存超出限制", "请拆成几个较小的文件，或另存为 csv"),
    "died": ("读取这个文件的进程中止了，文件可能已损坏或过大", "请重新保存或拆成较小的文件"),
    "slow": (SLOW, "请重新保存，或另存为 csv"),
    "failed": ("文件读不出来（程序遇到意外）", "请把这个文件另存为 xlsx 或 csv，并向我们反映"),
}


def read_folder(
    folder: Path,
    feeds: Sequence[Feed],
    words: Words,
    work: Path,
    workers: int = 2,
    progress: Progress | None = None,
    seconds: float | None = None,
) -> Reading:
    """Stages every table of the folder under work/parts and returns the account of what was and was not read.

    workers 0 reads in this process, without limits: for files one has made oneself.
    """
    work = work.absolute()
    for stale in ("parts", "unread"):
        shutil.rmtree(work / stale, ignore_errors=True)
    (work / "parts").mkdir(parents=True)
    (work / "unread").mkdir(parents=True)
    with contextlib.ExitStack() as held:
        readers = held.enter_context(Scheduler(tuple(feeds), words, work, workers, seconds)) if workers else None
        return _read(folder, feeds, words, work, readers, progress)


def _read(
    folder: Path, feeds: Sequence[Feed], words: Words, work: Path, readers: Scheduler | None, progress: Progress | None
) -> Reading:
    found = listing(folder)
    first: dict[str, str] = {}
    states: list[dict[str, Any]] = []
    jobs: list[Job] = []
    refused: dict[int, dict[str, Any]] = {}
    for no, one in enumerate(found, start=1):
        state = {"no": no, "file": one.file, "sha256": one.sha256, "size": one.size, "state": "read", "copy_of": None}
        states.append(state)
        if one.refusal:
            state["state"] = "unread"
            refused[no] = unread_line("file", file=one.file, wrong=one.refusal.wrong, mend=one.refusal.mend)
        elif one.sha256 in first:
            # The same bytes are one list handed in twice; another name does not make them evidence twice.
            state["state"], state["copy_of"] = "copy", first[one.sha256]
        else:
            first[one.sha256] = one.file
            jobs.append(Job(no, one.file, one.path.absolute(), one.how, one.size))
    reports: dict[int, dict[str, Any]] = {}
    tally = {"rows": 0}
    parts: list[str] = []
    gathered = Gathered(work)
    failures: list[str] = []

    def take(batch: Batch, kind: str, answer: Any) -> None:
        if isinstance(answer, Answer):
            reports.update(zip((job.no for job in batch.jobs), answer.reports, strict=True))
            parts.extend(answer.parts)
            gathered.take(answer.parcels)
            tally["rows"] += sum(sheet["rows"] for report in answer.reports for sheet in report["sheets"])
        else:
            _sweep(work, batch)
        if kind != "done" and len(batch.jobs) == 1:
            (job,) = batch.jobs
            wrong, mend = _WHY[kind]
            refused[job.no] = unread_line("file", file=job.file, wrong=wrong, mend=mend)
            states[job.no - 1]["state"] = "unread"
            if kind == "failed":
                failures.append(f"{job.file}: {answer}")
        if progress:
            progress(
                len(found) - len(jobs) + len(reports) + sum(1 for j in jobs if j.no in refused),
                len(found),
                tally["rows"],
            )

    if readers:
        readers.run(batches(jobs), take)
    else:
        reader = FileReader(tuple(feeds), words, work)
        for batch in batches(jobs):
            take(batch, "done", reader.read(batch))
    gathered.flush()
    reading = _together(found, states, reports, refused, work)
    reading.parts = sorted([*parts, *gathered.paths])
    reading.failures = sorted(failures)
    return reading


def _sweep(work: Path, batch: Batch) -> None:
    """Half-written parts of files whose process ended are not evidence."""
    for no in (job.no for job in batch.jobs):
        for path in [*(work / "parts").glob(f"*/f{no:05d}_*"), *(work / "unread").glob(f"f{no:05d}.jsonl")]:
            path.unlink(missing_ok=True)


def _together(
    found: list[Found],
    states: list[dict[str, Any]],
    reports: dict[int, dict[str, Any]],
    refused: dict[int, dict[str, Any]],
    work: Path,
) -> Reading:
    reading = Reading(files=states)
    paths: list[Path] = []
    count = 0
    for no in range(1, len(found) + 1):
        lines = work / "unread" / f"f{no:05d}.jsonl"
        report = reports.get(no)
        note = found[no - 1].note
        if report and note:
            said = work / "unread" / f"f{no:05d}_name.jsonl"
            line = unread_line("file", file=found[no - 1].file, wrong=note.wrong, mend=note.mend)
            said.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
            paths.append(said)
            count += 1
        if report:
            states[no - 1]["state"] = report["state"]
            reading.sheets += report["sheets"]
            reading.totals += report["totals"]
            count += report["unread"]
            if report["unread"]:
                paths.append(lines)
        elif no in refused:
            lines.write_text(json.dumps(refused[no], ensure_ascii=False) + "\n", encoding="utf-8")
            paths.append(lines)
            count += 1
    reading.unread = UnreadLines(paths, count)
    reading.totals.sort(key=lambda t: (t["file_no"], t["sheet_no"], t["row"], t["field"]))
    reading.check()
    return reading
