"""The demo city: the same bytes for a seed, the promised patterns, and an answer sheet that points at real rows."""

import csv
import hashlib
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from chunfeng.site.demo import generate

FRAUD = "03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 20 23 24 25 28 29 30 32 39 40 43 44 45 47 48 54 55 56 57 58"
PATTERNS = {f"F-{n}" for n in FRAUD.split()}
PATTERNS |= {f"{kind}-{n:02d}" for kind, last in (("I", 4), ("A", 4), ("W", 6)) for n in range(1, last + 1)}
PATTERNS |= {"C-01", "D-01"}


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    counted = generate(out, "small", 7)
    assert 800 <= counted["trainees"] <= 2500
    return out


def _truth(out: Path) -> list[dict[str, str]]:
    with (out / "truth.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_same_seed_same_bytes(city: Path, tmp_path: Path) -> None:
    generate(tmp_path, "small", 7)
    assert _hashes(city) == _hashes(tmp_path)


def test_every_pattern_is_planted_and_has_a_look_alike(city: Path) -> None:
    rows = _truth(city)
    for kind in ("hit", "near"):
        assert {row["pattern"] for row in rows if row["kind"] == kind} == PATTERNS
    assert {row["severity"] for row in rows if row["kind"] == "hit"} == {"block", "high", "medium", "low"}
    hits = {(r["pattern"], r["file"], r["sheet"], r["row"]) for r in rows if r["kind"] == "hit"}
    nears = {(r["pattern"], r["file"], r["sheet"], r["row"]) for r in rows if r["kind"] == "near"}
    assert nears and not hits & nears


def test_truth_points_at_rows_that_exist(city: Path) -> None:
    sizes: dict[tuple[str, str], int] = {}
    for row in _truth(city):
        place = (row["file"], row["sheet"])
        path = city / "in" / row["file"]
        if place not in sizes:
            if path.suffix == ".csv":
                whole = path.read_bytes()
                text = whole.decode("utf-8-sig" if whole.startswith(b"\xef\xbb\xbf") else "gb18030")
                sizes[place] = len(list(csv.reader(text.splitlines())))
            else:
                end = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(row["sheet"]).end
                sizes[place] = end[0] + 1 if end else 0
        assert 2 <= int(row["row"]) <= sizes[place], row


def test_a_wrong_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="small"):
        generate(tmp_path, "enormous", 1)
