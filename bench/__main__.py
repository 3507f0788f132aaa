"""`./dev bench`: measures, prints a table, and writes bench/RESULTS.md after every piece of work."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.desks import filled
from bench.measure import ROOT, best, cost, machine

CACHE = ROOT / ".cache" / "bench"
Line = tuple[str, str, str, bool]


def city(name: str, scale: float) -> str:
    from bench.city import make
    from chunfeng.base.policy.pack import load
    from chunfeng.site.registry import FACTS

    # Tables of another schema are made anew.
    schema = hashlib.sha256(repr([(f.table, f.columns) for f in FACTS]).encode()).hexdigest()[:12]
    folder = CACHE / f"{name}-{schema}"
    if not (folder / "visits.parquet").exists():
        names = ("code", "area", "valid_from_on", "valid_to_on", "value")
        rows = [tuple(p[n] for n in names) for p in load("taian_2014_33").parameter_rows()]
        make(folder, FACTS, rows, scale)
    return str(folder)


def demo_city(size: str) -> Path:
    """The demo city, made anew, which takes minutes, when what it is made from has changed."""
    from chunfeng.site.demo import generate

    code = ROOT / "src" / "chunfeng"
    sources = sorted(
        path
        for part in ("site/demo", "kernel", "packs")
        for path in (code / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "tests" not in path.parts
    )
    told = hashlib.sha256()
    for path in sources:
        told.update(f"{path.relative_to(code)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    folder = CACHE / f"{size}-{told.hexdigest()[:12]}"
    # The answers are written last.
    if not (folder / "truth.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        generate(folder, size, 2016)
    return folder


def all_rules(quick: bool) -> list[Line]:
    small = cost("bench.ours", "rules", city("eighth", 1 / 8))
    where = city("eighth", 1 / 8) if quick else city("full", 1)
    ours = small if quick else cost("bench.ours", "rules", where)
    bare = cost("bench.ours", "bare", where)
    ratio = ours.seconds / bare.seconds
    lines = [
        ("all rules: peak memory", "≤ 1536 MiB", f"{ours.mib:.0f} MiB in {ours.seconds:.1f} s", ours.mib <= 1536),
        ("all rules: against bare DuckDB", "≤ 1.5 ×", f"{ratio:.2f} × ({bare.seconds:.1f} s)", ratio <= 1.5),
    ]
    if not quick:
        exponent = math.log(ours.seconds / small.seconds) / math.log(8)
        lines.append(("growth from 1/8 to 1: exponent", "≤ 1.1", f"{exponent:.2f}", exponent <= 1.1))
    return lines


def against_pandas(quick: bool) -> list[Line]:
    from bench.pandas_rules import RULES

    where = city("eighth", 1 / 8) if quick else city("full", 1)
    lines = []
    for code in RULES:
        ours = best("bench.ours", "rules", where, code)
        theirs = best("bench.pandas_rules", where, code)
        if ours.said != theirs.said or ours.said.startswith("0 "):
            raise RuntimeError(f"{code}: {ours.said} here, {theirs.said} in pandas")
        time, memory = theirs.seconds / ours.seconds, theirs.mib / ours.mib
        hits = ours.said.rpartition(" ")[0]
        figure = f"{time:.1f} × ({ours.seconds:.2f} s), {memory:.1f} × ({ours.mib:.0f} MiB), the same {hits}"
        lines.append((f"{code} against pandas", "≥ 3 × time and memory", figure, time >= 3 and memory >= 3))
    return lines


def linkage(quick: bool) -> list[Line]:
    """No bar of its own: the issue asks for its line."""
    from bench.linkage import make

    persons = 125_000 if quick else 1_000_000
    folder = CACHE / f"linkage-{persons}"
    if not (folder / "unidentified.parquet").exists():
        make(folder, persons)
    spent = best("bench.linkage", str(folder))
    figure = f"{spent.seconds:.1f} s, {spent.mib:.0f} MiB, {spent.said} links"
    return [(f"linkage over {persons:,} persons", "≤ 1536 MiB", figure, spent.mib <= 1536)]


def damaged_inputs(quick: bool) -> list[Line]:
    spent = cost("bench.damaged", "60" if quick else "540")
    bar = "≥ 500: no crash, no hang over 10 s, no loss"
    return [("damaged inputs", bar, f"{spent.said} ({spent.seconds:.0f} s)", "met" in spent.said)]


def roster(quick: bool) -> list[Line]:
    import xlsxwriter

    from chunfeng.kernel.citizen_id import check_digit

    rows = 10_000 if quick else 80_000
    folder = CACHE / f"roster-{rows}"
    if not folder.exists():
        folder.mkdir(parents=True)
        book = xlsxwriter.Workbook(str(folder / "学员名册.xlsx"), {"constant_memory": True})
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, ["姓名", "身份证号", "手机号", "班次", *(f"备注{i}" for i in range(16))])
        for i in range(rows):
            first = f"37090219{60 + i % 40:02d}{1 + i // 40 % 12:02d}{1 + i // 480 % 28:02d}{i // 13440:03d}"
            person = ["王小明", first + check_digit(first), f"138{i:08d}", f"第{i // 50}期"]
            sheet.write_row(i + 1, 0, [*person, *(f"项{i % 97}" for _ in range(16))])
        book.close()
    ours, bare = cost("bench.ours", "reading", str(folder), "1"), cost("bench.bare", str(folder), "1")
    ratio = ours.seconds / bare.seconds
    figure = f"{ratio:.2f} × ({ours.seconds:.1f} s against {bare.seconds:.1f} s)"
    return [(f"reading a {rows:,} × 20 roster", "≤ 2 × calamine", figure, ratio <= 2)]


def year(quick: bool) -> list[Line]:
    """The whole folder of a city year; --quick leaves it out: it takes minutes to make."""
    if quick:
        return []
    folder = demo_city("city-year")
    bare, ours = best("bench.bare", str(folder / "in"), "2"), best("bench.ours", "reading", str(folder / "in"), "2")
    ratio = ours.seconds / bare.seconds
    figure = f"{ratio:.1f} × ({ours.seconds:.1f} s against {bare.seconds:.1f} s), {ours.said} rows, {ours.mib:.0f} MiB"
    return [("reading the city-year folder", "≤ 2 × bare reading, ≤ 2 GiB", figure, ratio <= 2 and ours.mib <= 2048)]


def truth(quick: bool) -> list[Line]:
    """The whole audit of the demo city against what was planted in it."""
    size = "small" if quick else "city-year"
    spent = cost("bench.ours", "truth", str(demo_city(size)))
    bar = "block 1.0 / 1.0, high 0.95 / 0.9, no near miss"
    return [(f"demo truth, {size}", bar, spent.said, "met" in spent.said)]


def open_pages(quick: bool) -> list[Line]:
    from bench.open_pages import measure

    lines = []
    for page, spent in measure(300 if quick else 2000).items():
        ratio, kilobytes = spent["ours"] / spent["bare"], spent["bytes"] / 1000
        figure = f"{ratio:.2f} × ({spent['ours'] * 1000:.2f} ms), {kilobytes:.1f} kB"
        met = ratio <= 1.5 and kilobytes <= 60
        lines.append(
            (f"open page {page}: p95 against a bare view of its bytes", "≤ 1.5 ×, ≤ 60 kB with styles", figure, met)
        )
    return lines


def lists_by_web(quick: bool) -> list[Line]:
    """On a PostgreSQL of its own. CPU time of client and server: wall time would measure what else the machine does."""

    def run(what: str) -> dict[str, Any]:
        command = [str(ROOT / "tests" / "with_postgres.sh"), sys.executable, "-m", "bench.rosters", what]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    roster = run("roster")
    said = f"{roster['ratio_cpu']:.2f} × of CPU ({roster['commit']}), {roster['ratio']:.2f} × of wall time"
    lines = [("committing a roster of 80,000", "≤ 3 × (COPY + SM4 + HMAC-SM3)", said, roster["ratio_cpu"] <= 3)]
    if not quick:
        few = run("import_export")
        said = f"{few['times']:.1f} × ({few['ours']:.1f} s against {few['theirs']:.1f} s)"
        lines.append(("5,000 rows against django-import-export", "≥ 20 ×", said, few["times"] >= 20))
    return lines


def snapshot(quick: bool) -> list[Line]:
    """Out of PostgreSQL, which has the bar, and out of SQLite, which is told beside it."""
    lines: list[Line] = []
    for name, within in (("PostgreSQL", ["tests/with_postgres.sh"]), ("SQLite", [])):
        with tempfile.TemporaryDirectory(prefix="chunfeng-bench-") as home:
            command = [*within, sys.executable, "-m", "bench.snapshot", "all", "0.2" if quick else "1"]
            done = subprocess.run(
                command, cwd=ROOT, env=os.environ | {"CHUNFENG_HOME": home}, capture_output=True, text=True, check=False
            )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        spent = json.loads(done.stdout.strip().splitlines()[-1])
        ratio, share = spent["full"] / spent["bare"], spent["changed"] / spent["full"]
        full = f"{ratio:.2f} × ({spent['full']:.2f} s against {spent['bare']:.2f} s)"
        lines.append((f"full snapshot out of {name}", "≤ 1.5 × bare", full, ratio <= 1.5))
        part = f"{share:.1%} ({spent['changed']:.2f} s)"
        lines.append((f"snapshot of 1 % changed, {name}", "≤ 5 % of full", part, share <= 0.05))
    return lines


def clients_at_once(quick: bool) -> list[Line]:
    """Through the website a tenth: it draws the whole page for each of the 63 who are told why not."""
    lines: list[Line] = []
    count = 50 if quick else 500
    for database in ("sqlite", "postgresql"):
        for way, cases in (("door", count), ("http", count // 10)):
            found = _told("bench.clients", str(cases), way, database)
            figure = f"{len(found['faults'])} faults in {cases * 64:,} attempts ({found['seconds']} s)"
            name = f"64 clients at one step of {cases} cases, {way}, {database}"
            lines.append((name, "one succeeds, all others are told why", figure, not found["faults"]))
    return lines


def ledger(quick: bool) -> list[Line]:
    """On a PostgreSQL of its own."""

    def run(*what: str) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="chunfeng-bench-") as home:
            return _told("bench.ledger", *what, within=["tests/with_postgres.sh"], environment={"CHUNFENG_HOME": home})

    month = run("posting", "3000")
    lines = []
    for name in ("commit", "send"):
        ratio = month[name] / month["bare"]
        figure = f"{ratio:.2f} × ({month[name]:.2f} s against {month['bare']:.2f} s)"
        lines.append((f"posting a month of 3,000 claim lines: {name}", "≤ 3 × a bare bulk insert", figure, ratio <= 3))
    count = 1_000 if quick else 10_000
    found = run("walks", str(count))
    figure = f"{len(found['faults'])} faults; {found['refused']:,} refused ({found['seconds']} s)"
    lines.append(
        (f"{count:,} random walks through the books", "balanced, never below nothing", figure, not found["faults"])
    )
    return lines


def kills(quick: bool) -> list[Line]:
    lines: list[Line] = []
    for database in ("sqlite", "postgresql"):
        found = _told("chunfeng.site.tests.kills", "20" if quick else "200", "3", database)
        died = ", ".join(f"{name} {times}" for name, times in sorted(found["killed"].items()))
        figure = f"{len(found['faults'])} faults; {died}; {found['steps']} steps, {found['imports']} imports ({found['seconds']} s)"
        lines.append(
            (f"kill -9 at random moments, {database}", "nothing half-done, nothing lost", figure, not found["faults"])
        )
    return lines


def punches(quick: bool) -> list[Line]:
    """On a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory(prefix="chunfeng-bench-") as home:
        found = _told(
            "bench.punches", *(("300", "3") if quick else ("2000", "10")), within=["tests/with_postgres.sh"],
            environment={"CHUNFENG_HOME": home, "CHUNFENG_HTTPS": "0"},
        )  # fmt: skip
    share, times = found["single"] / found["bare"], found["rows"] / found["single"]
    tail = found["p99"] / found["median"]
    single = f"{share:.2f} × ({found['single']:,.0f} a second against {found['bare']:,.0f})"
    return [
        ("one punch against a bare view that inserts one row", "≥ 0.5 × as many", single, share >= 0.5),
        ("punches in batches of 2,000", "≥ 20 × single", f"{times:.0f} × ({found['rows']:,.0f} a second)", times >= 20),
        ("one punch: p99", "≤ 10 × median", f"{tail:.1f} × ({found['p99'] * 1000:.1f} ms)", tail <= 10),
        ("punches sent again, and by eight at once", "each kept once", f"{len(found['faults'])} faults", not found["faults"]),
    ]  # fmt: skip


def desks(quick: bool) -> list[Line]:
    """A million persons and 200,000 cases, made once, which takes minutes; --quick leaves it out."""
    if quick:
        return []
    lines: list[Line] = []
    for database in ("sqlite", "postgresql"):
        within, environment = filled(database)
        found = _told("bench.desks", "100", within=within, environment=environment)
        for page, spent in found.items():
            ratio = spent["p95"] / spent["bare p95"]
            figure = f"{ratio:.2f} × ({spent['p95'] * 1000:.1f} ms), {spent['queries']} queries, {spent['rows']} rows"
            lines.append((f"{page}, {database}: p95 against a bare view", "≤ 2 ×", figure, ratio <= 2))
    return lines


def _told(
    module: str, *arguments: str, within: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    command = [*within, sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | dict(environment or {}), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    if found.get("faults"):
        print(*found["faults"], sep="\n", file=sys.stderr)
    return found


WORK = {
    "open": open_pages,
    "desks": desks,
    "rules": all_rules,
    "pandas": against_pandas,
    "linkage": linkage,
    "roster": roster,
    "lists": lists_by_web,
    "year": year,
    "truth": truth,
    "damaged": damaged_inputs,
    "snapshot": snapshot,
    "clients": clients_at_once,
    "kills": kills,
    "ledger": ledger,
    "punches": punches,
}


def write(lines: list[Line], path: Path) -> None:
    """Each line stands for the last time its work was measured, and says when and of what."""
    known = {
        row.split(" | ")[0].removeprefix("| "): row for row in path.read_text("utf-8").splitlines() if row[:2] == "| "
    }
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    of = f"{date.today():%Y-%m-%d} {head.stdout.strip()}".strip()
    known |= {
        work: f"| {work} | {bar} | {figure} | {'yes' if met else 'no'} | {of} |" for work, bar, figure, met in lines
    }
    known.pop("work", None)
    text = [f"# Results\n\nMachine: {machine()}\n", "| work | bar | figure | met | measured |", "|---|---|---|---|---|"]
    text += known.values()
    text.append(
        "\nMemory is the peak of the process plus the largest of its children. The bare script runs every rule; ours leaves "
        "out rules whose tables are empty. Both work out the tables that several rules share, and so does a rule that is "
        "measured alone. Against pandas stand the five rules that took most time when the baselines were written; both sides "
        "must name the same subjects, loading included. There, and for the city-year folder, each side is the best of three runs "
        "in a process of its own."
    )
    path.write_text("\n".join(text) + "\n", encoding="utf-8")


def main() -> None:
    options = argparse.ArgumentParser(prog="bench")
    options.add_argument("--quick", action="store_true", help="an eighth of the data; RESULTS.md is left alone")
    options.add_argument("--only", choices=sorted(WORK), action="append", help="one measurement, or several")
    chosen = options.parse_args()
    lines: list[Line] = []
    table = Table("work", "bar", "figure", "met")
    for name, work in WORK.items():
        if not chosen.only or name in chosen.only:
            for line in work(chosen.quick):
                lines.append(line)
                table.add_row(*line[:3], "yes" if line[3] else "no")
            if not chosen.quick:
                write(lines, ROOT / "bench" / "RESULTS.md")
    Console().print(table)


if __name__ == "__main__":
    main()
