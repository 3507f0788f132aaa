"""Files of uploads: sealed where they lie, clear only in a private folder while they are read."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from chunfeng.base.documents.sealed_file import CHUNK, Writer, opened

#: Seconds after which what nobody names any more was left by a process that was killed.
STALE: Final = 3600


def folder() -> Path:
    made = Path(settings.HOME) / "uploads"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def fresh(kind: str) -> str:
    """A name for a new file, below folder()."""
    return f"{secrets.token_hex(16)}.{kind}"


def settled(path: Path) -> None:
    """The name itself is on disk for good."""
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def reading(path: str, key: bytes, suffix: str) -> Iterator[tuple[Path, Path]]:
    """(the clear file, alone in its folder; an empty folder for what is staged), gone afterwards; and gone before, where
    whoever read it last was killed."""
    prefix = f"reading-{Path(path).stem}-"
    for left in folder().glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder()) as made:
        root = Path(made)
        (root / "file").mkdir()
        (root / "work").mkdir()
        clear = root / "file" / f"upload{suffix}"
        with opened(folder() / path, key) as source, clear.open("wb") as out:
            shutil.copyfileobj(source, out, CHUNK)
        yield clear, root / "work"


def write_table(table: pa.Table, key: bytes) -> str:
    name = fresh("rows")
    clear = io.BytesIO()
    pq.write_table(table, clear, compression="zstd")
    out = Writer(folder() / name, key)
    try:
        out.write(clear.getvalue())
        out.close()
    except BaseException:
        out.abandon()
        (folder() / name).unlink(missing_ok=True)
        raise
    settled(folder() / name)
    return name


def read_table(name: str, key: bytes) -> pa.Table:
    with opened(folder() / name, key) as source:
        return pq.read_table(io.BytesIO(source.read()))


def forget(name: str) -> None:
    if name:
        (folder() / name).unlink(missing_ok=True)


def sweep(known: set[str], now: float | None = None) -> int:
    """Removes what killed processes left: clear folders of readings, and files that no upload names."""
    before, removed = (time.time() if now is None else now) - STALE, 0
    for path in folder().iterdir():
        if path.name in known or path.stat().st_mtime > before:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        removed += 1
    return removed
