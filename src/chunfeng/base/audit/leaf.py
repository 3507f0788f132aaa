"""How events are hashed and sealed: SM3 (GB/T 32905) over a canonical text, Merkle trees, a chain of their heads.

docs/verify_log.py does the same with nothing but Python's standard library, so that an inspector need not trust us.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes

EMPTY = b"\0" * 32


def sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, no floats."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root; an odd node rises unchanged. Leaves and nodes are hashed apart, so that none passes for the other."""
    level = [sm3(b"\0" + leaf) for leaf in leaves] or [EMPTY]
    while len(level) > 1:
        level = [
            sm3(b"\1" + level[n] + level[n + 1]) if n + 1 < len(level) else level[n] for n in range(0, len(level), 2)
        ]
    return level[0]


def head(previous: bytes, number: int, count: int, top: bytes, at: str) -> bytes:
    """The head of the chain after a seal; at: ISO instant in UTC."""
    return sm3(previous + f"{number}|{count}|{at}|".encode() + top)
