"""The main job: a county's folder in; every planted fault found where it stands, nothing else, every row accounted for."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pytest
from bench.truth import SEVERITIES, score

from chunfeng.engines.feeds.tests.damaged import wide
from chunfeng.engines.screening import duckdb_engine
from chunfeng.engines.screening.near import chosen, screen_class
from chunfeng.engines.screening.results import Settings
from chunfeng.engines.screening.rule import load_rules
from chunfeng.engines.screening.spark_engine import missing_for_spark
from chunfeng.site.audit import Options, run
from chunfeng.site.demo import AS_OF, generate
from chunfeng.site.registry import FACTS, FEEDS, SCREEN_FOLDERS

FILES = ("findings.csv", "findings.xlsx", "report.html", "unread.csv", "summary.json")


def audited(folder: Path, out: Path, **more: object) -> int:
    return run(Options(folder, out, "taian_2014_33", AS_OF, **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    generate(folder, "small", 2016)
    return folder


@pytest.fixture(scope="module")
def out(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit") / "out"
    assert audited(city / "in", folder) == 0
    return folder


@pytest.fixture(scope="module")
def corner(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one county, for what does not depend on what stands in them."""
    folder = tmp_path_factory.mktemp("corner")
    shutil.copytree(city / "in", folder, dirs_exist_ok=True, ignore=_of_others)
    return folder


def _of_others(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_file() and not name.startswith("泰山区")]


@pytest.fixture(scope="module")
def corner_out(corner: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corner_audit") / "out"
    assert audited(corner, folder) == 0
    return folder


def test_every_planted_fault_is_found_and_nothing_else(city: Path, out: Path) -> None:
    found = score(city / "truth.csv", out / "findings.csv")
    assert found.near_hit == []
    assert found.missed == []
    assert found.false == []
    assert all(found.planted[severity] for severity in SEVERITIES)


def test_every_rule_finds_what_was_planted_for_it(city: Path, out: Path) -> None:
    # What only the running platform knows stands in no list that a county hands over.
    platform = {f.table for f in FACTS if f.records and not f.query} - {feed.kind for feed in FEEDS}
    rules = {rule.code for rule in load_rules(SCREEN_FOLDERS, FACTS) if not platform & set(rule.needs)}
    assert rules - score(city / "truth.csv", out / "findings.csv").rules == set()


def test_one_class_alone_says_what_the_whole_run_says(out: Path, tmp_path: Path) -> None:
    """Of every class that stops money, and of some that do not."""
    rules = chosen(load_rules(SCREEN_FOLDERS, FACTS))
    settings = Settings(tmp_path / "spill")
    tables = {f.table: out / "tables" / f"{f.table}.parquet" for f in FACTS}
    whole = duckdb_engine.run(rules, tables, AS_OF, settings, FACTS, tmp_path / "hits.parquet")
    said: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for rule, subject, *rest in duckdb.execute(
        "select rule, subject, severity, other, said, evidence from read_parquet(?)", [str(whole.hits)]
    ).fetchall():
        said.setdefault((rule, subject), set()).add(tuple(rest))
    lists = {name: path for name, path in tables.items() if name != "class_hours"}
    classes = [
        c
        for (c,) in duckdb.execute(
            'select "class" from read_parquet(?) order by 1', [str(tables["classes"])]
        ).fetchall()
    ]
    seen, quiet = 0, 0
    for klass in classes:
        if seen >= 12 and quiet >= 4:
            break
        found = screen_class(klass, rules, lists, FACTS, AS_OF, settings)
        assert set(found.ran) == {code for code, _n in whole.ran}
        for rule in rules:
            for subject in found.subjects[rule.subject]:
                alone = {
                    (h["severity"], h["other"], h["said"], h["evidence"])
                    for h in found.hits
                    if (h["rule"], h["subject"]) == (rule.code, subject)
                }
                assert alone == said.get((rule.code, subject), set()), (klass, rule.code, subject)
        seen, quiet = seen + bool(found.hits), quiet + (not found.hits)
    assert seen >= 5


def test_every_row_is_accounted_for(out: Path) -> None:
    sheets = json.loads((out / "summary.json").read_text("utf-8"))["sheets"]
    assert sum(sheet["rows_in"] for sheet in sheets) > 10_000
    for sheet in sheets:
        assert sheet["rows"] == sheet["header"] + sheet["set_aside"] + sheet["rows_in"]
        assert sheet["rows_in"] == sheet["accepted"] + sheet["rejected"]


def test_same_input_same_bytes(city: Path, out: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "under another name"
    shutil.copytree(city / "in", elsewhere, symlinks=True)
    assert audited(elsewhere, tmp_path / "second") == 0
    tables = sorted(path.name for path in (out / "tables").iterdir())
    assert len(tables) > 20
    for name in [*FILES, *(f"tables/{table}" for table in tables)]:
        assert (out / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_nobody_is_named_unless_asked(corner: Path, corner_out: Path, tmp_path: Path) -> None:
    assert audited(corner, tmp_path / "named", show_personal=True) == 0
    with (tmp_path / "named" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = {row["person"].split(" ")[-1] for row in csv.DictReader(file)}
    full = {number for number in numbers if len(number) == 18 and "*" not in number}
    assert len(full) > 3
    for name in ("findings.csv", "report.html", "unread.csv", "summary.json"):
        text = (corner_out / name).read_text("utf-8-sig")
        assert not [number for number in full if number in text], name


def test_decided_findings_are_not_asked_again(corner: Path, corner_out: Path, tmp_path: Path) -> None:
    with (corner_out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    fingerprint = json.loads(lines[-1]["evidence"])["fingerprint"]
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(f"fingerprint,decision,note\n{fingerprint},已说明,核对过原件\n", encoding="utf-8")
    filled = openpyxl.load_workbook(corner_out / "findings.xlsx")
    sheet = next(sheet for sheet in filled if sheet.title.startswith("02 "))
    titles = {cell.value: cell.column for cell in sheet[6]}
    sheet.cell(7, titles["认定"]).value = "属实"
    in_workbook = sheet.cell(7, titles["指纹"]).value
    filled.save(tmp_path / "认定.xlsx")
    assert audited(corner, tmp_path / "again", decisions=(decisions, tmp_path / "认定.xlsx")) == 0
    again = (tmp_path / "again" / "findings.csv").read_text("utf-8-sig")
    assert fingerprint not in again
    assert in_workbook not in again
    assert again.count("\n") == len(lines) - 1


def test_decisions_are_never_overwritten_nor_misread(
    city: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audited(city / "in", out, decisions=(out / "findings.xlsx",)) == 2
    assert "另存到别处" in capsys.readouterr().err
    (tmp_path / "d.csv").write_text("fingerprint,decision,note\nf1,也许,\n", encoding="utf-8")
    assert audited(city / "in", tmp_path / "o", decisions=(tmp_path / "d.csv",)) == 2
    assert "d.csv 第2行：认定写的是“也许”" in capsys.readouterr().err
    (tmp_path / "d.csv").write_text(f"fingerprint,decision,note\nf1,{'长' * 400_000},\n", encoding="utf-8")
    assert audited(city / "in", tmp_path / "o", decisions=(tmp_path / "d.csv",)) == 2
    assert len(capsys.readouterr().err) < 200
    for path, said in (
        (tmp_path, "不是文件"), (Path("/dev/zero"), "不是文件"), (tmp_path / "none.xlsx", "没有这个文件"),
    ):  # fmt: skip
        assert audited(city / "in", tmp_path / "o", decisions=(path,)) == 2
        assert said in capsys.readouterr().err
    (tmp_path / "d.csv").write_text('fingerprint,decision,note\nf1,"' + "长" * (17 << 20), encoding="utf-8")
    assert audited(city / "in", tmp_path / "o", decisions=(tmp_path / "d.csv",)) == 2
    assert "读不出来" in capsys.readouterr().err
    shutil.copy(city / "in" / "01基础资料" / "教师名单.xlsx", tmp_path / "t.xlsx")
    assert audited(city / "in", tmp_path / "o", decisions=(tmp_path / "t.xlsx",)) == 2
    assert "指纹" in capsys.readouterr().err
    (tmp_path / "w.xlsx").write_bytes(wide())
    assert audited(city / "in", tmp_path / "o", decisions=(tmp_path / "w.xlsx",)) == 2
    assert "w.xlsx 用到的区域太大" in capsys.readouterr().err


def test_exit_codes(corner: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audited(corner, tmp_path / "strict", fail_on="block") == 3
    assert audited(corner, corner / "out") == 2
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "私人.docx").write_bytes(b"mine")
    assert audited(corner, tmp_path / "taken") == 2
    assert "私人.docx" in capsys.readouterr().err
    (tmp_path / "again" / "tables").mkdir(parents=True)
    (tmp_path / "again" / "tables" / "mine.parquet").write_bytes(b"mine")
    assert audited(corner, tmp_path / "again") == 2
    assert "mine.parquet" in capsys.readouterr().err
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "findings.csv").symlink_to(tmp_path / "taken" / "私人.docx")
    assert audited(corner, tmp_path / "linked") == 2
    assert "链接" in capsys.readouterr().err
    assert (tmp_path / "taken" / "私人.docx").read_bytes() == b"mine"
    (tmp_path / "empty").mkdir()
    assert audited(tmp_path / "empty", tmp_path / "none") == 2
    assert not (tmp_path / "none").exists()
    assert audited(corner, tmp_path / "none", rules=tmp_path / "empty") == 2
    assert "没有 .sql 文件" in capsys.readouterr().err
    assert audited(corner, tmp_path / "none", decisions=(tmp_path / "nothing.csv",)) == 2
    assert "没有这个文件" in capsys.readouterr().err


def test_two_runs_into_one_folder_leave_one_result(city: Path, tmp_path: Path) -> None:
    some = tmp_path / "in"
    some.mkdir()
    for source in sorted((city / "in").rglob("*.xlsx"))[:8]:
        shutil.copy(source, some)
    command = [sys.executable, "-m", "chunfeng.site.cli", "audit", str(some), "--as-of", "2017-01-31", "--out"]
    both = [
        subprocess.Popen([*command, str(tmp_path / "out")], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [run.wait(timeout=120) for run in both] == [0, 0]
    subprocess.run([*command, str(tmp_path / "alone")], check=True, capture_output=True)
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes(), name


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopping_by_hand_leaves_nothing_behind(city: Path, tmp_path: Path, sent: signal.Signals) -> None:
    command = [sys.executable, "-m", "chunfeng.site.cli", "audit", str(city / "in"), "--out", str(tmp_path / "out")]
    env = os.environ | {"TMPDIR": str(tmp_path / "work")}
    (tmp_path / "work").mkdir()
    # A shell that runs the tests behind itself has them ignore Ctrl+C, and what they start inherits it.
    running = subprocess.Popen(
        command, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    while not any((tmp_path / "work").glob("chunfeng-*/parts")):
        assert running.poll() is None
    running.send_signal(sent)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, "Traceback" in said) == (130, False), said
    assert "已停止" in said
    assert not any((tmp_path / "work").glob("chunfeng-*"))
    assert not (tmp_path / "out").exists()


def test_a_decision_on_nothing_is_told_whatever_its_encoding(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("fingerprint,decision,note\nabc,已说明,别的材料夹\n", encoding="gb18030")
    some = tmp_path / "in"
    some.mkdir()
    shutil.copy(next((city / "in").rglob("*.xlsx")), some)
    assert audited(some, tmp_path / "out", decisions=(decisions,)) == 0
    assert "1 条没有对上" in capsys.readouterr().err


def test_a_name_in_the_encoding_of_a_chinese_windows(city: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    source = next((city / "in").rglob("*.xlsx"))
    for copy in ("申领.xlsx", "申领二.xlsx"):
        shutil.copy(source, os.fsencode(folder) + b"/" + copy.encode("gb18030"))
    assert audited(folder, tmp_path / "out") == 0
    told = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert {sheet["file"] for sheet in told["sheets"]} <= {"申领.xlsx", "申领二.xlsx"}
    assert "申领" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_a_rule_of_the_city_itself(corner: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    header = (
        "/* ---\ncode: local.every_claim\ntitle: 每笔申领\nasks: 列出每笔申领\nclause: T-3.4.b\npatterns: [L-01]\n"
        "severity: low\nreads: [claims]\nsubject: claim\nnot_for: 无\n--- */\n"
    )
    (rules / "every_claim.sql").write_text(
        header + "select claim as subject, cast(null as varchar) as other, '申领' as said from claims", encoding="utf-8"
    )
    assert audited(corner, tmp_path / "own", rules=rules) == 0
    assert (tmp_path / "own" / "findings.csv").read_text("utf-8-sig").count("local.every_claim") > 100
    (rules / "bad.sql").write_text(header.replace("every_claim", "bad") + "drop table claims", encoding="utf-8")
    assert audited(corner, tmp_path / "bad", rules=rules) == 2
    assert "bad.sql" in capsys.readouterr().err


@pytest.mark.spark
@pytest.mark.skipif(missing_for_spark() is not None, reason=str(missing_for_spark()))
def test_both_engines_find_the_same(city: Path, out: Path, tmp_path: Path) -> None:
    assert audited(city / "in", tmp_path / "spark", engine="spark") == 0
    assert (tmp_path / "spark" / "findings.csv").read_bytes() == (out / "findings.csv").read_bytes()
