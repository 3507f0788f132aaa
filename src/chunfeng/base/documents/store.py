"""The folder of sealed files. Content arrives in `incoming`, and gets its place by its hash when it is found good."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings

from chunfeng.base.documents.sealed_file import KEY_BYTES, Writer

#: Seconds after which a file that no record names is taken for one whose transaction was undone.
ORPHAN_AGE: Final = 24 * 3600


def folder() -> Path:
    return Path(settings.HOME) / "files"


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed file without a record yet. file: where it lies."""

    file: Path
    key: bytes
    sm3: str
    sha256: str
    size: int

    def __repr__(self) -> str:
        return f"Kept({self.sm3[:12]})"


class TooLarge(Exception):
    pass


def keep(chunks: Iterable[bytes], largest: int) -> Kept:
    """Seals a stream into `incoming`; TooLarge, with nothing left behind, when it goes on beyond `largest` bytes."""
    incoming = folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, key = incoming / secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
    sm3, sha256, size = Hash(SM3()), hashlib.sha256(), 0
    out = Writer(file, key)
    try:
        for chunk in chunks:
            size += len(chunk)
            if size > largest:
                raise TooLarge
            sm3.update(chunk)
            sha256.update(chunk)
            out.write(chunk)
        out.close()
    except BaseException:
        out.abandon()
        file.unlink(missing_ok=True)
        raise
    return Kept(file, key, sm3.finalize().hex(), sha256.hexdigest(), size)


def settle(kept: Kept) -> str:
    """Moves a file to its place and gives the path below `folder()`. The name ends in chance: of two who store one
    content at once each has its own file until the table says whose it is."""
    path = f"{kept.sm3[:2]}/{kept.sm3[2:4]}/{kept.sm3}-{secrets.token_hex(4)}"
    target = folder() / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept.file.rename(target)
    for parent in (target.parent, target.parent.parent):
        handle = os.open(parent, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    return path


def sweep(known: set[str], now: float | None = None) -> int:
    """Removes files that no record names and that are a day old; returns how many. known: paths that records name."""
    removed, before = 0, (time.time() if now is None else now) - ORPHAN_AGE
    for file in folder().rglob("*"):
        if file.is_file() and str(file.relative_to(folder())) not in known and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)
            removed += 1
    return removed
