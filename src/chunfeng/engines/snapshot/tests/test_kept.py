"""Which snapshots stay on disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chunfeng.engines.snapshot import kept

NOW = datetime(2026, 11, 30, 2, 5, tzinfo=UTC)


def snapshot(root: Path, at: datetime) -> str:
    folder = root / f"{at:%Y%m%dT%H%M%SZ}-00-x"
    folder.mkdir(parents=True)
    kept.write(
        folder, previous="", taken_at=at.isoformat(), code="", parameters={}, tables={}, declared={}, tops={}
    )  # fmt: skip
    return f"{at:%Y-%m-%d}"


def left(root: Path) -> list[str]:
    return sorted(f"{f.name[:4]}-{f.name[4:6]}-{f.name[6:8]}" for f in root.iterdir() if not f.name.startswith("."))


def test_a_quarter_of_nights_then_one_a_month_then_none(tmp_path: Path) -> None:
    nights = [snapshot(tmp_path, NOW - timedelta(days=n)) for n in range(1200)]
    removed = kept.prune(tmp_path, NOW - timedelta(days=92), NOW - timedelta(days=1098))
    found = left(tmp_path)
    assert removed + len(found) == 1200
    assert [day for day in found if day >= "2026-08-30"] == sorted(day for day in nights if day >= "2026-08-30")
    before = [day for day in found if day < "2026-08-30"]
    assert before[0] == "2023-11-30" and before[-2:] == ["2026-06-30", "2026-07-31"] and len(before) == 33
    assert kept.prune(tmp_path, NOW - timedelta(days=92), NOW - timedelta(days=1098)) == 0


def test_the_newest_stays_however_old(tmp_path: Path) -> None:
    days = [snapshot(tmp_path, NOW - timedelta(days=4000 - n)) for n in range(2)]
    assert kept.prune(tmp_path, NOW, NOW) == 1 and left(tmp_path) == days[1:]


def test_not_while_one_is_being_taken(tmp_path: Path) -> None:
    with kept.alone(tmp_path), pytest.raises(kept.Busy):
        kept.prune(tmp_path, NOW, NOW)
