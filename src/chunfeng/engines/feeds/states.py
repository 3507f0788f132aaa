"""What each row of a sheet is. A sheet's account is counted from it."""

from __future__ import annotations

from typing import Any

import numpy as np

ASIDE, HEAD, ACCEPTED, REJECTED = 0, 1, 2, 3

Numbers = np.ndarray[Any, np.dtype[np.int64]]


class States:
    """One state a sheet row. A row is only ever raised: what one table accepted, no other makes less."""

    def __init__(self) -> None:
        self._of = np.zeros(0, dtype=np.uint8)

    def reach(self, last: int) -> None:
        """Makes room for row numbers up to last."""
        if last > len(self._of):
            self._of = np.concatenate([self._of, np.zeros(last - len(self._of), dtype=np.uint8)])

    def head(self, first: int, last: int) -> None:
        self._of[first - 1 : last] = HEAD

    def lift(self, nos: Numbers, states: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        self._of[nos - 1] = np.maximum(self._of[nos - 1], states)

    def count(self, state: int) -> int:
        return int((self._of == state).sum())
