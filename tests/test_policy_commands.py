"""The command `chunfeng policy` on the pack that is shipped."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from chunfeng.base.policy.pack import load, packs_folder
from chunfeng.site.policy_commands import _sql_files, app, files

PACK = "taian_2014_33"
run = CliRunner()


def test_the_shipped_pack_is_sound() -> None:
    result = run.invoke(app, ["check"])
    assert result.exit_code == 0, result.output
    assert "179 个条款" in result.output


def test_every_fault_is_listed_with_its_line(tmp_path: Path) -> None:
    folder = shutil.copytree(packs_folder() / PACK, tmp_path / "pack", ignore=shutil.ignore_patterns("demo"))
    with (folder / "levels.csv").open("a", encoding="utf-8") as file:
        file.write("怪级,9\n")
    with (folder / "funds.csv").open("a", encoding="utf-8") as file:
        file.write("无名,\n")
    result = run.invoke(app, ["check", "--pack", str(folder)])
    assert result.exit_code == 1
    for name in ("levels", "funds"):
        assert re.search(rf"^{name}\.csv:\d+: ", result.output, re.M)


def test_coverage_counts_add_up() -> None:
    counts = json.loads(run.invoke(app, ["coverage", "--json"]).output)
    assert (counts["clauses"], counts["covered"] + len(counts["uncovered"])) == (179, 179)
    assert set(counts) == {"clauses", "covered", "uncovered", "by_plan", "by_kind"}
    assert sum(group["covered"] for group in counts["by_plan"].values()) == counts["covered"] > 0
    # The procedures of the platform are among what covers.
    assert not {"T-3.2.a", "R-3.2.a"} & {gap["clause"] for gap in counts["uncovered"]}


def test_list_is_one_clause_a_line_and_never_cut() -> None:
    lines = run.invoke(app, ["list"]).output.rstrip("\n").split("\n")
    clauses = load(PACK).clauses
    assert [line.split("\t")[0] for line in lines] == list(clauses)
    assert all(clauses[line.split("\t")[0]].title in line for line in lines)
    assert len(json.loads(run.invoke(app, ["list", "--json"]).output)) == 179


def test_every_parameter_a_rule_names_is_in_the_pack() -> None:
    known = set(load(PACK).parameters)
    named = {
        code
        for item in _sql_files(files("chunfeng"))
        for code in re.findall(r"'((?:training|rights)\.[a-z0-9_]+)'", item.read_text(encoding="utf-8"))
    }
    assert named <= known


def test_to_tell_what_is_declared_begins_no_installation(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("CHUNFENG_HOME", "DJANGO_SETTINGS_MODULE")}
    for words in (("policy", "coverage", "--json"), ("process", "list")):
        command = [sys.executable, "-m", "chunfeng.site.cli", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        assert "T-3.2.a" in done.stdout or '"covered"' in done.stdout
    assert not list(tmp_path.iterdir())
