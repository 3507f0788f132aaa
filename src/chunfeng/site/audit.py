"""`chunfeng audit`: a folder of spreadsheets in, findings out. Ties the engines together; knows no rule and no list."""

from __future__ import annotations

import csv
import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb

from chunfeng.base.policy.pack import Pack, PackFaults, folder_of, load
from chunfeng.engines.display import terminal
from chunfeng.engines.feeds import Reading, read_folder
from chunfeng.engines.feeds.reading import unread_line
from chunfeng.engines.screening import duckdb_engine
from chunfeng.engines.screening.derived import write_derived
from chunfeng.engines.screening.linkage import link
from chunfeng.engines.screening.place import SEVERITIES, Placing, place
from chunfeng.engines.screening.results import RunResult, Settings
from chunfeng.engines.screening.rule import Rule, RuleFault, load_rules
from chunfeng.engines.snapshot import identity
from chunfeng.engines.snapshot.build import Snapshot, build_snapshot
from chunfeng.engines.snapshot.days import undated_heads
from chunfeng.site import result
from chunfeng.site.findings import Decided, write_findings
from chunfeng.site.registry import FACTS, FEEDS, SCREEN_FOLDERS, staged_types, words_of
from chunfeng.site.rules_commands import misquoted

#: What an earlier run may have left in OUT; anything else there is somebody's and the run refuses to touch it.
OURS = {"findings.csv", "findings.xlsx", "report.html", "unread.csv", "summary.json", "tables"}
#: What the reader says of a total row, in the order in which the snapshot takes it.
TOTALS = ("subject_kind", "field", "stated_fen", "summed_fen", "rows", "file_no", "sheet_no", "row")
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
    decisions: Sequence[Path] = ()
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
        _sweep()
        work = Path(tempfile.mkdtemp(prefix=f"chunfeng-{os.getpid()}-"))
        return _audit(options, pack, decided, work)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    except PackFaults as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, duckdb.InterruptException, RuntimeError) as stopped:
        # DuckDB turns Ctrl+C into an error of its own, which reaches us as one of three kinds.
        if not isinstance(stopped, KeyboardInterrupt) and "interrupt" not in str(stopped).lower():
            raise
        print("已停止。再运行一次即从头做起", file=sys.stderr)
        return 130
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _sweep() -> None:
    """Working folders hold names and numbers: those of runs that were killed are removed by the next run."""
    for left in Path(tempfile.gettempdir()).glob("chunfeng-*-*"):
        pid = left.name.split("-")[1]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left, ignore_errors=True)


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
        tables = {f"{facts.table}.parquet" for facts in FACTS} | {"manifest.json"} | PASSED_OVER
        if (out / "tables").is_dir():
            foreign = sorted(p.name for p in (out / "tables").iterdir() if p.name not in tables)
            if foreign:
                raise Unusable(f"{options.out}/tables 里有别的文件（{'、'.join(foreign[:3])}），换一个空文件夹")
        linked = sorted(name for name in OURS if (out / name).is_symlink())
        if linked:
            raise Unusable(f"{options.out} 里的 {'、'.join(linked)} 是链接，会写到别处去。换一个空文件夹")
        if not os.access(out, os.W_OK):
            raise Unusable(f"不能写入 {options.out}：没有权限")
    try:
        folder_of(options.pack)
    except PackFaults as missing:
        raise Unusable(f"--pack {options.pack}：{missing.faults[0].said}") from missing
    if options.rules is not None and not options.rules.is_dir():
        raise Unusable(f"--rules 应是放 .sql 的文件夹：{options.rules}")
    if options.rules is not None and not any(options.rules.glob("*.sql")):
        raise Unusable(f"--rules 文件夹里没有 .sql 文件：{options.rules}")


def _decided(options: Options) -> Decided:
    """What earlier rounds decided; of two decisions on one finding the one in the later file holds."""
    found: dict[str, str] = {}
    for path in options.decisions:
        if options.out.resolve() in path.resolve().parents:
            raise Unusable(f"--decisions {path} 在结果文件夹里，会被这次的结果覆盖：先另存到别处")
        try:
            found |= Decided.read(path).by_fingerprint
        except ValueError as error:
            raise Unusable(f"--decisions：{error}") from error
        except (OSError, csv.Error) as error:
            raise Unusable(f"--decisions：{path} 读不出来，请核对文件后再用") from error
    return Decided(found)


def _audit(options: Options, pack: Pack, decided: Decided, work: Path) -> int:
    began = time.monotonic()
    try:
        rules = load_rules(SCREEN_FOLDERS, FACTS, options.rules)
    except RuleFault as fault:
        raise Unusable(str(fault)) from fault
    if wrong := misquoted(rules, pack):
        raise Unusable("\n".join(wrong))
    with terminal.Bars() as bars:
        with bars.stage("读入", unit="行") as stage:
            reading = read_folder(options.folder, FEEDS, words_of(pack), work, progress=_rows_read(stage))
        if not reading.kinds:
            raise Unusable(_nothing_recognised(reading))
        with bars.stage("合成", unit="步") as stage:
            snapshot = _snapshot(options, pack, reading, work, stage)
        with bars.stage("规则", total=len(rules), unit="条") as stage:
            ran = _judge(options, rules, snapshot, work, stage)
        with bars.stage("写结果", unit="笔") as stage:
            db = snapshot.store.db
            place(db, str(ran.hits), [Placing(rule.code, rule.subject, rule.other) for rule in rules])
            lines = work / "findings.parquet"
            patterns = {rule.code: tuple(rule.patterns) for rule in rules}
            counts, skipped = write_findings(
                db, lines, patterns, result.county_names(pack), decided, options.show_personal
            )
            stage.advance(sum(counts.values()))
            said = result.Said(options.as_of, pack, skipped, options.show_personal)
            with _alone(options.out):
                audit_result, sums = result.write(options.out, said, reading, snapshot, rules, ran, lines, counts)
            snapshot.store.close()
    if missed := len(decided.by_fingerprint) - skipped:
        print(f"--decisions 里有 {missed} 条没有对上这次的疑点：原表改过，或是别的材料夹的", file=sys.stderr)
    terminal.closing(audit_result, sums, options.out / "report.html", seconds=time.monotonic() - began)
    if options.fail_on is None:
        return 0
    grave = SEVERITIES[: SEVERITIES.index(options.fail_on) + 1]
    return 3 if any(counts[severity] for severity in grave) else 0


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Two runs into one folder write one after the other: files of both side by side would be nobody's result."""
    out.mkdir(parents=True, exist_ok=True)
    held = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _rows_read(stage: terminal.Stage) -> Callable[[int, int, int], None]:
    seen = 0

    def told(done: int, files: int, rows: int) -> None:
        nonlocal seen
        stage.advance(rows - seen)
        seen = rows

    return told


def _steps(stage: terminal.Stage) -> Callable[[str, int, int], None]:
    seen = 0

    def told(what: str, done: int, of: int) -> None:
        nonlocal seen
        stage.total(of)
        stage.advance(done - seen)
        seen = done

    return told


def _snapshot(options: Options, pack: Pack, reading: Reading, work: Path, stage: terminal.Stage) -> Snapshot:
    snapshot = build_snapshot(
        work,
        work / "tables",
        FACTS,
        staged_types(),
        [(s["file_no"], s["sheet_no"], s["file"], s["sheet"]) for s in reading.sheets],
        [(p["code"], p["area"], p["valid_from_on"], p["valid_to_on"], p["value"]) for p in pack.parameter_rows()],
        [tuple(total[name] for name in TOTALS) for total in reading.totals],
        options.as_of,
        progress=_steps(stage),
    )
    _tell_undated(reading, snapshot, work)
    persons, unidentified = identity.identities(snapshot.store, work)
    identity.load_links(snapshot.store, link(persons, unidentified, snapshot.folder, work))
    snapshot.rows["links"] = snapshot.store.rows("links")
    settings = Settings(temp_directory=work / "derived-temp")
    snapshot.rows.update(write_derived(snapshot.tables(), FACTS, snapshot.folder, settings))
    return snapshot


def _tell_undated(reading: Reading, snapshot: Snapshot, work: Path) -> None:
    """Day heads that neither their sheet nor their class dates: no rule about days sees the marks below them."""
    for no, heads in groupby(undated_heads(snapshot.store), key=lambda head: head.file_no):
        lines = [
            unread_line(
                "cell",
                file=head.file,
                sheet=head.sheet,
                row=head.row,
                column="考勤日期",
                value=head.text,
                wrong="日期不全，按班期也推不出是哪一天" if head.has_year else "日期没有年份，按班期也推不出来",
                mend="在表头上方写明考勤年月，如“2016年3月”，或在开班名单中补填开班、结业日期",
            )
            for head in heads
        ]
        reading.unread.add(work / "unread" / f"f{no:05d}_days.jsonl", lines)


def _judge(options: Options, rules: Sequence[Rule], snapshot: Snapshot, work: Path, stage: terminal.Stage) -> RunResult:
    settings, hits = Settings(temp_directory=work / "spill"), work / "hits.parquet"
    tables = snapshot.tables()
    if options.engine == "duckdb":
        return duckdb_engine.run(rules, tables, options.as_of, settings, FACTS, hits, _steps(stage))
    from chunfeng.engines.screening import spark_engine

    try:
        return spark_engine.run(rules, tables, options.as_of, settings, FACTS, hits, _steps(stage))
    except spark_engine.SparkMissing as missing:
        raise Unusable(str(missing)) from missing


def _nothing_recognised(reading: Reading) -> str:
    lines = ["没有认出任何表格。"]
    lines += [
        f"  {u['file']} {u['sheet']}：{u['wrong']}；{u['mend']}"
        for u, _ in zip(reading.unread, range(20), strict=False)
    ]
    return "\n".join(lines) if len(lines) > 1 else "文件夹里没有表格文件（.xlsx .xlsm .xls .ods .csv）"
