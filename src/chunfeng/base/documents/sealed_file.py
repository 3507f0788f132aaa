"""Files at rest: SM4-GCM in chunks, so that a video of any length needs the memory of one chunk, in either direction.

Layout: magic (4 bytes), nonce prefix (7), then chunks of 64 KiB of clear text, each with its tag. The nonce of a chunk is
prefix, number and whether it is the last: chunks can be neither exchanged nor cut off unnoticed.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from chunfeng.base.keys import Unopenable

MAGIC: Final = b"CFF1"
KEY_BYTES: Final = 16
CHUNK: Final = 64 * 1024
_PREFIX: Final = 7
_TAG: Final = 16
_HEAD: Final = len(MAGIC) + _PREFIX


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Writer:
    """Seals what is written to a new file; on disk for good when `close` returns."""

    def __init__(self, file: Path, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)
        self._prefix = os.urandom(_PREFIX)
        self._number = 0
        self._waiting = bytearray()
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._out = os.fdopen(handle, "wb")
        self._out.write(MAGIC + self._prefix)

    def write(self, data: bytes) -> None:
        self._waiting += data
        # The last chunk is known only at the end, so one is always held back.
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        self._put(bytes(self._waiting), last=True)
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def abandon(self) -> None:
        self._out.close()

    def _put(self, clear: bytes, last: bool) -> None:
        running = Cipher(self._cipher, modes.GCM(_nonce(self._prefix, self._number, last))).encryptor()
        self._out.write(running.update(clear) + running.finalize() + running.tag)
        self._number += 1


class Reader(io.RawIOBase):
    """The clear content of a sealed file, to be read from anywhere. Unopenable when it was altered or cut."""

    def __init__(self, file: Path, key: bytes) -> None:
        super().__init__()
        self._cipher = algorithms.SM4(key)
        self._file = file.open("rb")
        self._held: tuple[int, bytes] = (-1, b"")
        self._at = 0
        body = file.stat().st_size - _HEAD
        head = self._file.read(_HEAD)
        self._chunks = -(-body // (CHUNK + _TAG))
        self.size = body - self._chunks * _TAG
        if head[: len(MAGIC)] != MAGIC or body < _TAG or self.size < 0:
            self._file.close()
            raise Unopenable("附件文件残缺，打不开；请从备份恢复")
        self._prefix = head[len(MAGIC) :]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise OSError("negative seek position")
        self._at = start + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        number, within = divmod(self._at, CHUNK)
        if self._at >= self.size or not len(view):
            return 0
        part = self._chunk(number)[within : within + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(_HEAD + number * (CHUNK + _TAG))
            sealed = self._file.read(CHUNK + _TAG)
            nonce = _nonce(self._prefix, number, number == self._chunks - 1)
            running = Cipher(self._cipher, modes.GCM(nonce, sealed[-_TAG:])).decryptor()
            try:
                self._held = number, running.update(sealed[:-_TAG]) + running.finalize()
            except InvalidTag:
                raise Unopenable("附件文件被改动过或不完整，打不开；请从备份恢复") from None
        return self._held[1]


def opened(file: Path, key: bytes) -> io.BufferedReader:
    """The clear content with ordinary buffered reading."""
    return io.BufferedReader(Reader(file, key), CHUNK)
