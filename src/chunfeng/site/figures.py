"""The published figures: counted once after a snapshot, kept as a file, read by the pages that show them.

Beside the file stand the rows behind each figure of that snapshot, out of which its number can be counted again, and what
every month said when it was first told: that is never written again.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from django.conf import settings
from django.utils import timezone

import chunfeng
from chunfeng.engines.display.publication import FigureChange, FigureHeads, FigureRow, FrozenMonth, OpenFigure
from chunfeng.engines.screening.counting import Counted, count
from chunfeng.engines.screening.figure import Figure, load_figures
from chunfeng.engines.snapshot.kept import Kept
from chunfeng.site.registry import FACTS

_ROOT: Final = Path(chunfeng.__file__).parent
#: Changes that are told; older ones are in backups of the file.
_KEPT: Final = 500


def file() -> Path:
    return cast(Path, settings.HOME) / "figures.json"


def folders() -> list[Path]:
    return sorted(_ROOT.glob("plans/*/*/figures"))


def _beside() -> Path:
    return cast(Path, settings.HOME) / "figures"


def rows_of(code: str) -> Path | None:
    """The rows behind a figure as it is told now; None where nobody reported what it needs."""
    said = _read()
    path = _beside() / said["rows"] / f"{code}.parquet" if said and "rows" in said else None
    return path if path and path.is_file() else None


def publish(kept: Kept) -> tuple[str, ...]:
    """Counts every figure of a snapshot and replaces the file; returns the codes. An older snapshot changes nothing."""
    before = _read()
    # Folders of snapshots sort by their instant, two of one second by the order in which they came.
    if before and before["taken"] > kept.folder.name:
        return ()
    as_of = timezone.localdate(datetime.fromisoformat(kept.taken_at))
    figures = load_figures(folders(), FACTS)
    rows = _beside() / f"rows-{kept.folder.name}"
    shutil.rmtree(rows, ignore_errors=True)
    rows.mkdir(parents=True, mode=0o700)
    counted = count(figures, kept.files(), FACTS, as_of, rows)
    said = {
        "snapshot": kept.hash, "taken": kept.folder.name, "code": kept.code, "as_of": as_of.isoformat(), "rows": rows.name,
        "figures": [
            {
                **_about(figure),
                "rows": [list(row) for row in counted[figure.code].rows],
                "heads": [list(one) for one in counted[figure.code].heads],
            }
            for figure in figures
            if figure.code in counted
        ],
    }  # fmt: skip
    said["changes"] = [*_changes(before, said), *(before or {}).get("changes", ())][:_KEPT]
    _freeze(counted, as_of, kept.hash)
    _replace(file(), said)
    for old in _beside().glob("rows-*"):
        if old != rows:
            shutil.rmtree(old, ignore_errors=True)
    return tuple(counted)


def _replace(path: Path, said: Any) -> None:
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    draft.replace(path)


def _freeze(counted: dict[str, Counted], as_of: date, snapshot: str) -> None:
    """Months that are over and were never told before, as they are told now."""
    path = _beside() / "frozen.json"
    known: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    running = f"{as_of:%Y-%m}"
    for code, found in counted.items():
        sums: dict[str, list[int]] = {}
        for row in found.rows:
            one = sums.setdefault(row.period, [0, 0, 0])
            for n, part in enumerate((row.value, row.numerator, row.denominator)):
                one[n] += part or 0
        months = known.setdefault(code, {})
        for period, parts in sorted(sums.items()):
            if period < running and period not in months:
                months[period] = [as_of.isoformat(), snapshot, *parts]
    _replace(path, known)


def _about(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code, "title": figure.title, "english": figure.english, "asks": figure.asks, "clause": figure.clause,
        "unit": figure.unit, "persons": figure.persons, "home": figure.home, "also": figure.also, "target": figure.target,
        "file": figure.path.relative_to(_ROOT).as_posix(),
    }  # fmt: skip


def _changes(before: dict[str, Any] | None, now: dict[str, Any]) -> list[dict[str, Any]]:
    """Months that were over when they were last told and say something else now; of figures whose counts are of persons
    and small, nothing."""
    if before is None:
        return []
    over = str(before["as_of"])[:7]
    old = {f["code"]: f for f in before["figures"]}
    found = []
    for figure in now["figures"]:
        known = old.get(figure["code"])
        if known is None or figure["persons"]:
            continue
        was, is_now = (_by_month(f["rows"], f["unit"]) for f in (known, figure))
        found += [
            {
                "code": figure["code"],
                "period": period,
                "was": was.get(period),
                "is": is_now.get(period),
                "on": now["as_of"],
            }
            for period in sorted(was.keys() | is_now.keys())
            if period < over and was.get(period) != is_now.get(period)
        ]
    return found


def _by_month(rows: list[list[Any]], unit: str) -> dict[str, int]:
    sums: dict[str, list[int]] = {}
    for _area, period, value, numerator, denominator, *_agency in rows:
        one = sums.setdefault(period, [0, 0, 0])
        for n, part in enumerate((value, numerator, denominator)):
            one[n] += part or 0
    if unit == "percent":
        return {period: n * 100 // d for period, (_, n, d) in sums.items() if d}
    return {period: value for period, (value, _n, _d) in sums.items()}


def _read() -> dict[str, Any] | None:
    try:
        return _of_file(str(file()), file().stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=4)
def _of_file(path: str, changed_at: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
    return found


def figures() -> tuple[OpenFigure, ...]:
    said = _read()
    if said is None:
        return ()
    frozen = _frozen()
    return tuple(
        OpenFigure(
            code=f["code"], title=f["title"], english=f["english"], asks=f["asks"], clause=f["clause"], unit=f["unit"],
            persons=f["persons"], home=f["home"], file=f["file"], snapshot=said["snapshot"],
            as_of=date.fromisoformat(said["as_of"]), rows=tuple(FigureRow(*row) for row in f["rows"]),
            also=tuple(f.get("also", ())), target=f.get("target", ""),
            heads=tuple(FigureHeads(*one) for one in f.get("heads", ())), frozen=frozen.get(f["code"], ()),
        )
        for f in said["figures"]
    )  # fmt: skip


def _frozen() -> dict[str, tuple[FrozenMonth, ...]]:
    path = _beside() / "frozen.json"
    try:
        known = _of_file(str(path), path.stat().st_mtime_ns)
    except OSError:
        return {}
    return {
        code: tuple(
            FrozenMonth(period, date.fromisoformat(on), snapshot, *parts)
            for period, (on, snapshot, *parts) in sorted(months.items())
        )
        for code, months in known.items()
    }


def changes() -> tuple[FigureChange, ...]:
    said = _read()
    return tuple(
        FigureChange(c["code"], c["period"], c["was"], c["is"], date.fromisoformat(c["on"]))
        for c in (said or {}).get("changes", ())
    )
