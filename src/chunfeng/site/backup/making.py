"""Making a backup: first the database, then the keys, then the files. Files are never edited and keys only added, so
that what the copy of the database names is there, whatever happens meanwhile."""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from chunfeng.site.backup.database import Copy, copied
from chunfeng.site.backup.schema import latest
from chunfeng.site.backup.sealed import COST, Sealing

FORMAT = 1
#: What another installation makes for itself, or what a backup holds otherwise. Keys: in a file of their own.
_LEFT_OUT = ("static", "keys", "run", "files/incoming", "outbox.jsonl")


def make(file: Path, keys: Path, passphrase: str, cost: int = COST) -> dict[str, Any]:
    """Writes both files, whole or not at all, readable by their owner only; gives the manifest."""
    home = Path(settings.HOME)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=home) as scratch, copied(Path(scratch)) as copy:
        manifest = _manifest(copy)
        with _new(keys) as out, _tar(out, passphrase, cost) as tar:
            for found in sorted((home / "keys").rglob("*")):
                _add(tar, found, home)
        with _new(file) as out, _tar(out, passphrase, cost) as tar:
            _put(tar, "manifest.json", json.dumps(manifest, ensure_ascii=False).encode())
            _add(tar, copy.file, copy.file.parent)
            for found in _files(home, Path(scratch)):
                _add(tar, found, home)
    return manifest


def _manifest(copy: Copy) -> dict[str, Any]:
    seals = copy.rows("select number, head from audit_seal order by number desc limit 1")
    paths = [row[0] for row in copy.rows("select path from documents_storedfile order by id")]
    folder = Path(settings.HOME) / "files"
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version("chunfeng"),
        "vendor": connection.vendor,
        "pack": settings.PACK,
        "schema": latest([(app, name) for app, name in copy.rows("select app, name from django_migrations")]),
        "events": copy.rows("select count(*) from audit_event")[0][0],
        "seal": [seals[0][0], bytes(seals[0][1]).hex()] if seals else None,
        "files": len(paths),
        "missing": [path for path in paths if not (folder / path).is_file()],
    }


def _files(home: Path, scratch: Path) -> Iterator[Path]:
    """Of the folder of this installation everything that only it has."""
    for found in sorted(home.rglob("*")):
        within = found.relative_to(home).as_posix()
        if within.startswith((*(f"{name}/" for name in _LEFT_OUT), "chunfeng.sqlite3", ".backup-")):
            continue
        if found.is_file() and not found.is_symlink() and scratch not in found.parents and within not in _LEFT_OUT:
            yield found


def _add(tar: tarfile.TarFile, file: Path, below: Path) -> None:
    """One open file is one content, even when a page is replaced meanwhile; what has just been erased is not missed."""
    if not file.is_file():
        return
    try:
        with file.open("rb") as content:
            entry = tarfile.TarInfo(file.relative_to(below).as_posix())
            found = os.fstat(content.fileno())
            entry.size, entry.mtime, entry.mode = found.st_size, int(found.st_mtime), 0o600
            tar.addfile(entry, content)
    except FileNotFoundError:
        return


def _put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


@contextmanager
def _tar(out: BinaryIO, passphrase: str, cost: int) -> Iterator[tarfile.TarFile]:
    sealing = Sealing(out, passphrase, cost)
    with tarfile.open(fileobj=sealing, mode="w|", bufsize=2**20) as tar:
        yield tar
    sealing.close()


@contextmanager
def _new(file: Path) -> Iterator[BinaryIO]:
    """A new file that is there only when it is complete and on disk."""
    draft = file.with_name(f".{file.name}.part")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
