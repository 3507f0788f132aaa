"""Pages rendered once and kept: one file per address, language and size of type, with its bytes ready in three encodings.

A page is known by the version of what it was made of (see `sources`); the file that holds another version is not served.
Files are replaced whole, so that a reader meets the old page or the new one and never half of either.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

import brotli
from django.conf import settings

#: Bytes of pages that one process keeps at hand; the files are the store, this only saves reading them.
_AT_HAND: Final = 64 * 2**20
#: Below this, compressing costs more than it saves on the wire.
_WORTH_IT: Final = 256


@dataclass(frozen=True, slots=True)
class Made:
    """What a maker gives: the bytes and what they are. filename: offered for saving."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """bodies: encoding ("" plain) → bytes. tag: digest of the plain bytes."""

    address: str
    version: str
    tag: str
    content_type: str
    filename: str
    bodies: dict[str, bytes]


def folder() -> Path:
    return Path(settings.HOME) / "pages"


def compressed(body: bytes) -> dict[str, bytes]:
    """Bytes by encoding; an encoding that gains nothing is left out."""
    found = {"": body}
    if len(body) >= _WORTH_IT:
        for name, packed in (("br", brotli.compress(body, quality=11)), ("gzip", gzip.compress(body, 9, mtime=0))):
            if len(packed) < len(body):
                found[name] = packed
    return found


def file_of(address: str, variant: str) -> Path:
    """variant: language and size of type. The name is a digest: an address never becomes part of a path."""
    return _file(str(settings.HOME), address, variant)


@lru_cache(maxsize=4096)
def _file(home: str, address: str, variant: str) -> Path:
    return Path(home) / "pages" / variant / f"{hashlib.sha256(address.encode()).hexdigest()[:40]}.page"


def write(address: str, variant: str, version: str, made: Made) -> Stored:
    bodies = compressed(made.body)
    stored = Stored(
        address, version, hashlib.sha256(made.body).hexdigest()[:20], made.content_type, made.filename, bodies
    )
    head = {
        "address": address,
        "version": version,
        "tag": stored.tag,
        "content_type": made.content_type,
        "filename": made.filename,
        "lengths": [[name, len(body)] for name, body in bodies.items()],
    }
    file = file_of(address, variant)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".new-", delete=False) as out:
        out.write(json.dumps(head).encode() + b"\n" + b"".join(bodies.values()))
    Path(out.name).replace(file)
    return stored


def read(file: Path) -> Stored | None:
    """The page in a file; None when it is absent or not whole, which is the same to a reader."""
    try:
        with file.open("rb") as source:
            head = json.loads(source.readline())
            bodies = {}
            for name, length in head["lengths"]:
                bodies[name] = source.read(length)
                if len(bodies[name]) != length:
                    return None
    except (OSError, ValueError, KeyError):
        return None
    return Stored(head["address"], head["version"], head["tag"], head["content_type"], head["filename"], bodies)


class _Shelf:
    """Pages of this process by file, dropped when the file is another; the longest unused go first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Path, tuple[tuple[int, int], Stored]] = OrderedDict()
        self._size = 0

    def get(self, file: Path) -> Stored | None:
        try:
            now = file.stat()
        except OSError:
            return None
        mark = (now.st_mtime_ns, now.st_ino)
        with self._lock:
            kept = self._kept.get(file)
            if kept and kept[0] == mark:
                self._kept.move_to_end(file)
                return kept[1]
        found = read(file)
        if found is not None:
            with self._lock:
                if old := self._kept.pop(file, None):
                    self._size -= _size(old[1])
                self._kept[file] = (mark, found)
                self._size += _size(found)
                while self._size > _AT_HAND and len(self._kept) > 1:
                    _, (_, dropped) = self._kept.popitem(last=False)
                    self._size -= _size(dropped)
        return found


def _size(stored: Stored) -> int:
    return sum(map(len, stored.bodies.values()))


SHELF: Final = _Shelf()
