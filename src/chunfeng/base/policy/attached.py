"""The notice's own words as data: passages with their clause and their linked numbers, for the page that shows the
notice. Kept in a folder of the installation; an installed pack is never written to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chunfeng.base.policy.pack import Pack

FILE = "attached.json"
VERSION = 1


@dataclass(frozen=True)
class Passage:
    """Words that belong together. clause: whose they are, or None; also: further clauses said in the same words.
    section: headings above, the part's title first. numbers: (start, end, target) in text; target T-2.2.1/pass_rate, or
    None for a number that no target has. line: from 1, as in the file; the passages of a line joined are the line.
    heading: the words of a heading or of a part's title."""

    clause: str | None
    section: tuple[str, ...]
    text: str
    numbers: tuple[tuple[int, int, str | None], ...] = ()
    also: tuple[str, ...] = ()
    line: int = 0
    heading: bool = False


def folder_for(pack: Pack, home: Path) -> Path:
    """Where an installation keeps what belongs to a pack: HOME/policy/CODE."""
    return home / "policy" / pack.code


def store(folder: Path, pack: Pack, passages: Sequence[Passage], result: dict[str, Any]) -> Path:
    """Writes attached.json, whole or not at all. result: what `chunfeng policy attach --json` prints."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {"version": VERSION, "pack": pack.code, "result": result, "passages": [asdict(p) for p in passages]}
    file, draft = folder / FILE, folder / f"{FILE}.new"
    draft.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(file)
    return file


def _read(folder: Path, pack: Pack) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found if found.get("version") == VERSION and found.get("pack") == pack.code else None


def attached(pack: Pack, folder: Path) -> list[Passage]:
    """The passages that `policy attach` stored for this pack in this folder; none when nothing was attached."""
    found = _read(folder, pack)
    return [
        Passage(
            row["clause"],
            tuple(row["section"]),
            row["text"],
            tuple((start, end, target) for start, end, target in row["numbers"]),
            tuple(row["also"]),
            row["line"],
            row["heading"],
        )
        for row in (found["passages"] if found else ())
    ]


def result_of(pack: Pack, folder: Path) -> dict[str, Any] | None:
    """Counts, disagreements and repairs of the attached text; None when nothing was attached."""
    found = _read(folder, pack)
    return dict(found["result"]) if found else None
