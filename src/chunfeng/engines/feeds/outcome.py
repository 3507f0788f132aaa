"""A cell that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bad:
    """wrong: what is wrong with the cell; mend: what its owner can do. Both in plain Chinese, without the value."""

    wrong: str
    mend: str
