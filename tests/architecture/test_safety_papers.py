"""The papers on safety name tests and files: each exists, and no requirement is passed over or told twice."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = ("THREAT_MODEL.md", "docs/asvs.md", "docs/level3.md")
STATES = {"met", "partly", "not met", "operator", "n/a"}
#: Requirements of levels 1 and 2 in ASVS 5.0.0.
LEVELS_1_AND_2 = 70 + 183


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def named(paper: str) -> list[str]:
    text = (ROOT / paper).read_text("utf-8")
    return [
        word for word in re.findall(r"`([^`\s]+)`", text) if "::" in word or ("/" in word and not word.endswith("/"))
    ]


def rows(paper: str) -> list[list[str]]:
    lines = (ROOT / paper).read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_names_exists(paper: str) -> None:
    found = named(paper)
    assert len(found) > 20
    missing = []
    for word in found:
        file, _, test = word.partition("::")
        path = ROOT / file
        if not path.exists() or (test and (not test.startswith("test_") or test not in names_in(path))):
            missing.append(word)
    assert not missing


def test_every_threat_has_its_test() -> None:
    threats = [row for row in rows("THREAT_MODEL.md") if len(row) == 3 and row[0] not in ("who", "threat", "---")]
    trusted = {row[0] for row in threats if "`" not in row[2]}
    assert len(threats) > 40
    assert all(re.match(r"the |an? |who ", who) for who in trusted) and len(trusted) == 10


def test_every_requirement_stands_once_with_a_state() -> None:
    counted: Counter[str] = Counter()
    for row in rows("docs/asvs.md"):
        if not row[0][0].isdigit():
            continue
        assert row[2] in STATES, row
        assert row[2] not in ("partly",) or row[3], row
        for part in row[0].split(", "):
            first, _, last = part.partition("–")
            section, _, at = first.rpartition(".")
            to = int((last or first).rpartition(".")[2])
            assert not last or last.rpartition(".")[0] == section, part
            counted.update(f"{section}.{n}" for n in range(int(at), to + 1))
    assert not [requirement for requirement, times in counted.items() if times > 1]
    assert len(counted) == LEVELS_1_AND_2


def test_every_point_of_level_3_has_a_state() -> None:
    points = [row for row in rows("docs/level3.md") if row[0] not in ("point", "---")]
    assert len(points) > 30
    assert not [row for row in points if row[1] not in STATES or (row[1] in ("partly", "not met") and not row[2])]
