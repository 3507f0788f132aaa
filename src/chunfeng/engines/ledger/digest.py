"""What the sealed log keeps of entries: a digest over all that was booked with one event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from chunfeng.base.audit.leaf import canonical, sm3

#: Key, posting, number of the case, day, and of each line the account in words and the sum.
Content = tuple[str, str, str, date, tuple[tuple[str, int], ...]]


def digest(entries: Iterable[Content]) -> str:
    """SM3 over entries in the order in which they were booked."""
    told = [
        [key, posting, number, on.isoformat(), [list(line) for line in lines]]
        for key, posting, number, on, lines in entries
    ]
    return sm3(canonical(told).encode()).hex()
