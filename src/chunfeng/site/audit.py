"""`chunfeng audit`: a folder of spreadsheets in, findings out. Ties the engines together; knows no rule and no list."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chunfeng.base.policy.pack import Pack, PackFaults, load
from chunfeng.engines.feeds.read import read_folder
from chunfeng.engines.feeds.reading import Reading
from chunfeng.engines.feeds.values import Words
from chunfeng.engines.screening.place import SEVERITIES, Placing, place
from chunfeng.engines.snapshot.build import Snapshot, build_snapshot, write_manifest
from chunfeng.kernel import masking
from chunfeng.site import result
from chunfeng.site.findings import Decided, write_findings
from chunfeng.site.registry import FACTS, FEEDS, SCREEN_FOLDERS, words_of

#: What an earlier run may have left in OUT; anything else there is somebody's and the run refuses to touch it.
OURS = {"findings.csv", "findings.xlsx", "report.html", "unread.csv", "summary.json", "tables"}
PASSED_OVER = {".DS_Store", "thumbs.db", "Thumbs.db"}


@dataclass(frozen=True)
class Options:
    """What the person asked for. folder: what to read; out: where results go; as_of: the day of judgement."""

    folder: Path
    out: Path
    pack: str
    as_of: date
    engine: str = "duckdb"
    rules: Path | None = None
    decisions: Path | None = None
    show_personal: bool = False
    fail_on: str | None = None


class Unusable(Exception):
    """The arguments cannot be worked with; the message says why and what to do."""


def run(options: Options) -> int:
    """The whole audit. Returns the exit code: 0 done, 1 our failure, 2 unusable or nothing recognised, 3 --fail-on met."""
    work = None
    try:
        _check(options)
        pack = load(options.pack)
        decided = _decided(options)
        work = Path(tempfile.mkdtemp(prefix="chunfeng-"))
        return _audit(options, pack, decided, work)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    except PackFaults as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _check(options: Options) -> None:
    if not options.folder.is_dir():
        raise Unusable(f"没有这个文件夹：{options.folder}")
    folder, out = options.folder.resolve(), options.out.resolve()
    if out == folder or folder in out.parents:
        raise Unusable("结果不能写在材料夹里面：下次核查会把结果当成材料。请把 --out 放到别处")
    if out.exists():
        if not out.is_dir():
            raise Unusable(f"{options.out} 是文件，不是文件夹")
        foreign = sorted(p.name for p in out.iterdir() if p.name not in OURS | PASSED_OVER)
        if foreign:
            raise Unusable(f"{options.out} 里有别的文件（{'、'.join(foreign[:3])}），换一个空文件夹")
        if not os.access(out, os.W_OK):
            raise Unusable(f"不能写入 {options.out}：没有权限")
    if options.rules is not None and not options.rules.is_dir():
        raise Unusable(f"--rules 应是放 .sql 的文件夹：{options.rules}")


def _decided(options: Options) -> Decided:
    try:
        return Decided.read(options.decisions)
    except (OSError, ValueError) as error:
        raise Unusable(f"--decisions：{error}") from error


def _audit(options: Options, pack: Pack, decided: Decided, work: Path) -> int:
    rules = screening.load(options.rules)
    with terminal.Progress() as progress:
        reading = read_folder(options.folder, FEEDS, words_of(pack), work, workers=2, progress=progress.stage("读入"))
        if not reading.kinds:
            _say_nothing_recognised(reading)
            return 2
        snapshot = _snapshot(options, pack, reading, work, progress)
        hits = screening.judge(options, rules, snapshot, work, progress.stage("规则"))
        place(snapshot.store.db, str(work / "hits.parquet"), [Placing(r.code, r.subject, r.other) for r in rules])
        lines = work / "findings.parquet"
        counts, skipped = write_findings(
            snapshot.store.db,
            lines,
            {rule.code: rule.patterns for rule in rules},
            pack.areas,
            decided,
            options.show_personal,
        )
        result.write(options, pack, reading, snapshot, rules, hits, lines, skipped, progress.stage("写结果"))
        snapshot.store.close()
    terminal.closing(options.out, lines, counts)
    if options.fail_on is None:
        return 0
    grave = SEVERITIES[: SEVERITIES.index(options.fail_on) + 1]
    return 3 if any(counts[severity] for severity in grave) else 0
