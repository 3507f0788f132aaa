"""Snapshots of the platform on disk: a folder each, never edited, whose unchanged files are those of the one before.

A table is one file, or that and the rows that changed since, newest last: a later file's row of the same `_id` stands
for the earlier one, and a row without a key says that there is none any more.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FORM = 1


@dataclass(frozen=True)
class Part:
    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Kept:
    """One snapshot. taken_at: ISO instant in UTC. declared: table → digest of its declaration when it was taken.
    tops: where each table of the database ended, see changes.Changes."""

    folder: Path
    hash: str
    previous: str
    taken_at: str
    code: str
    parameters: Mapping[str, Any]
    tables: Mapping[str, tuple[Part, ...]]
    declared: Mapping[str, str]
    tops: Mapping[str, int] = field(default_factory=dict)

    def files(self) -> dict[str, tuple[Path, ...]]:
        """table → its files, oldest first."""
        return {name: tuple(self.folder / part.file for part in parts) for name, parts in self.tables.items()}

    def rows_held(self, table: str) -> int:
        return self.tables[table][0].rows if self.tables.get(table) else 0


class Busy(Exception):
    """Another snapshot is being taken."""


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One at a time; what a killed one left is removed."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Busy("另一个快照正在生成") from held
        for left in root.glob(".taking-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def latest(root: Path) -> Kept | None:
    folders = _folders(root)
    return read(folders[-1]) if folders else None


def _folders(root: Path) -> list[Path]:
    """Oldest first."""
    return sorted(p for p in root.glob("[0-9]*") if (p / "manifest.json").is_file())


def read(folder: Path) -> Kept:
    said = json.loads((folder / "manifest.json").read_text("utf-8"))
    tables = {name: tuple(Part(**part) for part in parts) for name, parts in said["tables"].items()}
    return Kept(
        folder, said["hash"], said["previous"], said["taken_at"], said["code"], said["parameters"], tables,
        said["declared"], said["tops"],
    )  # fmt: skip


def write(
    folder: Path, *, previous: str, taken_at: str, code: str, parameters: Mapping[str, Any],
    tables: Mapping[str, tuple[Part, ...]], declared: Mapping[str, str], tops: Mapping[str, int],
) -> str:  # fmt: skip
    """manifest.json beside the files; returns the snapshot's hash over all that it says, their digests among it."""
    body = {
        "form": FORM, "previous": previous, "taken_at": taken_at, "code": code, "parameters": parameters,
        "tables": {name: [vars(part) for part in parts] for name, parts in sorted(tables.items())},
        "declared": dict(declared), "tops": dict(tops),
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    text = json.dumps({**body, "hash": digest}, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    path = folder / "manifest.json"
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o444)
    return digest


def faults(kept: Kept) -> list[str]:
    """Files of a snapshot that are missing or are no longer what was written."""
    found = []
    for parts in kept.tables.values():
        for part in parts:
            path = kept.folder / part.file
            if not path.is_file():
                found.append(f"{part.file} 不见了")
            elif sha256(path) != part.sha256:
                found.append(f"{part.file} 被改动过")
    return found


def prune(root: Path, recent: datetime, oldest: datetime) -> int:
    """Removes all before `oldest`, and before `recent` all but the last of each month, out of which what was published
    for it can be counted again; never the newest of all. Their number. Raises Busy."""
    with alone(root):
        taken = {folder: datetime.fromisoformat(read(folder).taken_at) for folder in _folders(root)}
        last_of_month = {(at.year, at.month): folder for folder, at in taken.items()}
        going = [
            folder for folder, at in list(taken.items())[:-1]
            if at < oldest or (at < recent and last_of_month[at.year, at.month] != folder)
        ]  # fmt: skip
        for folder in going:
            # First out of sight: one that is half removed must not be read.
            hidden = folder.rename(root / f".taking-{folder.name}")
            shutil.rmtree(hidden)
    return len(going)


def share(old: Path, new: Path) -> None:
    """The same file in another folder: one copy on disk where the file system can."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
