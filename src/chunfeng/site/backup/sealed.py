"""A stream sealed under a passphrase: scrypt for the key, SM4-GCM in chunks, so that any length needs little memory.

Layout: magic (6 bytes), log2 of scrypt's cost (1), salt (16), check (16), digest of all before (8), then chunks of 1 MiB
of clear text, each with its tag. The nonce of a chunk is its number and whether it is the last: chunks can be neither
exchanged nor cut off unnoticed. The salt makes a new key for every file. check: tells a wrong passphrase from damage.
"""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"CFBK1\0"
CHUNK: Final = 2**20
#: 128 MiB and some tenths of a second for each guess.
COST: Final = 17
SHORTEST_PASSPHRASE: Final = 12
_TAG: Final = 16
_HEAD: Final = len(MAGIC) + 1 + 16 + 16 + 8


class Unreadable(Exception):
    """The file is no backup, is damaged, or the passphrase is another: a sentence for whoever restores."""


def _derived(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    made = Scrypt(salt, 32, 2**cost, 8, 1).derive(passphrase.encode())
    return made[:16], made[16:]


def _digest(data: bytes) -> bytes:
    running = Hash(SM3())
    running.update(data)
    return running.finalize()[:8]


def _nonce(number: int, last: bool) -> bytes:
    return bytes(3) + number.to_bytes(8, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Writes to `out`, which the caller opens, syncs and closes; complete only after `close`."""

    def __init__(self, out: BinaryIO, passphrase: str, cost: int = COST) -> None:
        super().__init__()
        salt = os.urandom(16)
        key, check = _derived(passphrase, salt, cost)
        head = MAGIC + bytes([cost]) + salt + check
        self._head = head + _digest(head)
        self._cipher, self._out, self._number = algorithms.SM4(key), out, 0
        self._waiting = bytearray()
        out.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        # The last chunk is known only at the end, so one is always held back.
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, clear: bytes, last: bool) -> None:
        running = Cipher(self._cipher, modes.GCM(_nonce(self._number, last))).encryptor()
        running.authenticate_additional_data(self._head)
        self._out.write(running.update(clear) + running.finalize() + running.tag)
        self._number += 1


class Unsealing(io.RawIOBase):
    """The clear stream of a sealed file. Unreadable at the first byte that is not as it was written."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        super().__init__()
        self._head = file.read(_HEAD)
        if self._head[: len(MAGIC)] != MAGIC:
            raise Unreadable("这不是春风的备份文件")
        if len(self._head) < _HEAD or _digest(self._head[:-8]) != self._head[-8:]:
            raise Unreadable("备份文件的开头损坏，请用另一份备份")
        at = len(MAGIC)
        key, check = _derived(passphrase, self._head[at + 1 : at + 17], self._head[at])
        if not bytes_eq(check, self._head[at + 17 : at + 33]):
            raise Unreadable("口令不对")
        self._cipher, self._file, self._number = algorithms.SM4(key), file, 0
        self._ahead = file.read(CHUNK + _TAG)
        self._clear, self._at, self._done = b"", 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._at == len(self._clear) and not self._done:
            self._next()
        view = memoryview(buffer).cast("B")
        part = self._clear[self._at : self._at + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _next(self) -> None:
        sealed, self._ahead = self._ahead, self._file.read(CHUNK + _TAG)
        self._done = not self._ahead
        try:
            running = Cipher(self._cipher, modes.GCM(_nonce(self._number, self._done), sealed[-_TAG:])).decryptor()
            running.authenticate_additional_data(self._head)
            self._clear = running.update(sealed[:-_TAG]) + running.finalize()
        except (InvalidTag, ValueError):
            raise Unreadable("备份文件损坏或不完整，请用另一份备份") from None
        self._number, self._at = self._number + 1, 0
