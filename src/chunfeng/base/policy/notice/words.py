"""How alike two phrases are: by the pairs of neighbouring signs they share, so that 医疗卫生计生 is found in
加强农民工医疗卫生和计划生育服务 without a dictionary."""

from __future__ import annotations

import re
from functools import lru_cache

from chunfeng.base.policy.notice.reading import fold

_WORD = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")


def letters(text: str) -> str:
    return "".join(_WORD.findall(fold(text)))


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    kept = letters(text)
    return frozenset(kept[i : i + 2] for i in range(len(kept) - 1)) or frozenset({kept} if kept else ())


def cover(words: str, text: str) -> float:
    """Share of the pairs of `words` that stand in `text`: 0 none, 1 all."""
    wanted = pairs(words)
    if not wanted:
        return 0.0
    kept = letters(text)
    return sum(pair in kept for pair in wanted) / len(wanted)
