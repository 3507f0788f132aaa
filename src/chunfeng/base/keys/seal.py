"""Sealing and indexing, one value or a column of them.

A sealed value is: format (1 byte), generation (2), nonce (12), ciphertext, tag (16). The context (a column's name) picks
the key and is authenticated, so that a ciphertext moved to another column does not open there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from chunfeng.base.keys.purposes import PURPOSES
from chunfeng.base.keys.ring import FileKeeper, Keeper, KeyLost

FORMAT: Final = b"\x01"
PREFIX_BYTES: Final = 3
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
INDEX_BYTES: Final = 32
_BODY: Final = PREFIX_BYTES + NONCE_BYTES


class Unopenable(Exception):
    """A sealed value that was altered, cut or moved from where it was sealed. Says where, never what."""


@lru_cache(maxsize=8)
def _file_keeper(home: str) -> FileKeeper:
    from pathlib import Path

    return FileKeeper(Path(home) / "keys" / "ring.json")


def file_keeper() -> FileKeeper:
    return _file_keeper(str(settings.HOME))


def keeper() -> Keeper:
    """settings.CHUNFENG_KEEPER: dotted path of a function that gives the Keeper of a KMS; a file where there is none."""
    path = getattr(settings, "CHUNFENG_KEEPER", "")
    return _named_keeper(path) if path else file_keeper()


@lru_cache(maxsize=8)
def _named_keeper(path: str) -> Keeper:
    from django.utils.module_loading import import_string

    found: Keeper = import_string(path)()
    return found


def prefix(generation: int) -> bytes:
    """How every value sealed under a generation begins."""
    return FORMAT + generation.to_bytes(2, "big")


def seal(clear: bytes, context: str) -> bytes:
    return _seal_all([clear], context)[0]


def seal_many(clears: Sequence[bytes | None], context: str) -> list[bytes | None]:
    """A column; None stays None."""
    sealed = iter(_seal_all([clear for clear in clears if clear is not None], context))
    return [None if clear is None else next(sealed) for clear in clears]


def _seal_all(clears: Sequence[bytes], context: str) -> list[bytes]:
    ring = keeper()
    generation = ring.current()
    start, bound = prefix(generation), context.encode()
    cipher = algorithms.SM4(ring.derive(generation, f"seal {context}", 16))
    nonces = os.urandom(NONCE_BYTES * len(clears))
    found = []
    for place, clear in enumerate(clears):
        nonce = nonces[NONCE_BYTES * place : NONCE_BYTES * (place + 1)]
        running = Cipher(cipher, modes.GCM(nonce)).encryptor()
        running.authenticate_additional_data(bound)
        body = running.update(clear)
        running.finalize()
        found.append(start + nonce + body + running.tag)
    return found


def open_(sealed: bytes, context: str) -> bytes:
    """The clear value; Unopenable, or KeyLost when its generation is not in the ring."""
    if len(sealed) < _BODY + TAG_BYTES or sealed[:1] != FORMAT:
        raise Unopenable(f"{context} 的一个密文残缺，打不开；请从备份恢复这一行")
    key = keeper().derive(int.from_bytes(sealed[1:PREFIX_BYTES], "big"), f"seal {context}", 16)
    running = Cipher(algorithms.SM4(key), modes.GCM(sealed[PREFIX_BYTES:_BODY], sealed[-TAG_BYTES:])).decryptor()
    running.authenticate_additional_data(context.encode())
    try:
        return running.update(sealed[_BODY:-TAG_BYTES]) + running.finalize()
    except InvalidTag:
        raise Unopenable(f"{context} 的一个密文被改动过，或者是从别的列搬来的；请从备份恢复这一行") from None


def open_many(sealed: Iterable[bytes | None], context: str) -> list[bytes | None]:
    return [None if value is None else open_(value, context) for value in sealed]


def index(value: str, purpose: str) -> bytes | None:
    """32 bytes by which a value is found under the current generation; None for a blank, which is found by nothing."""
    return index_many([value], purpose)[0]


def index_many(values: Sequence[str | None], purpose: str, generation: int | None = None) -> list[bytes | None]:
    ring = keeper()
    form = PURPOSES[purpose]
    secret = ring.derive(ring.current() if generation is None else generation, f"index {purpose}", INDEX_BYTES)
    start = HMAC(secret, SM3())
    found: list[bytes | None] = []
    for value in values:
        text = form(value) if value else ""
        if not text:
            found.append(None)
            continue
        running = start.copy()
        running.update(text.encode("utf-8", "surrogatepass"))
        found.append(running.finalize())
    return found


def indexes(value: str, purpose: str) -> list[bytes]:
    """All keys under which a value may stand while a rotation runs, the current one first; none for a blank."""
    return [
        found for generation in keeper().live() if (found := index_many([value], purpose, generation)[0]) is not None
    ]


def mac(data: bytes, use: str) -> bytes:
    """A keyed digest that only an owner of the ring can make. It names its generation, and so outlives a rotation:
    compare with `mac_holds`."""
    return _mac(keeper().current(), data, use)


def mac_holds(given: bytes, data: bytes, use: str) -> bool:
    """Whether `given` was made over these bytes for this use, under whichever generation it names; not so when the ring
    has no such generation. KeyLost when the ring itself cannot be read."""
    keeper().current()
    try:
        return len(given) > 2 and bytes_eq(given, _mac(int.from_bytes(given[:2], "big"), data, use))
    except KeyLost:
        # The ring is there: the generation is one that whoever wrote the code made up.
        return False


def _mac(generation: int, data: bytes, use: str) -> bytes:
    running = HMAC(keeper().derive(generation, f"index mac {use}", INDEX_BYTES), SM3())
    running.update(data)
    return generation.to_bytes(2, "big") + running.finalize()
