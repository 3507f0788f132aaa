"""Random draws (双随机) that anyone can repeat with pen, paper and an SM3 program: sort the keys by SM3(seed + key) and
take the first ones."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from chunfeng.base.audit.leaf import sm3


def new_seed() -> str:
    return secrets.token_hex(16)


def pool_hash(keys: Iterable[str]) -> str:
    """SM3 of the sorted keys, one a line: fixes who could have been drawn."""
    return sm3("\n".join(sorted(keys)).encode()).hex()


def draw(seed: str, keys: Iterable[str], take: int) -> list[str]:
    """The first `take` keys in the order of SM3(seed + key)."""
    return sorted(sorted(keys), key=lambda key: sm3((seed + key).encode()))[:take]
