"""Whole numbers and days that a person or a form sends. `str.isdecimal` lets through the digits of every script and any length;
`int` of a long text is slow or refused, and a database column takes only so much."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def whole(text: str) -> int | None:
    """The number written with at most 15 plain digits, which fits a bigint column; None for anything else."""
    return int(text) if _WHOLE.fullmatch(text) else None


def natural(text: str) -> int | None:
    """The same without a sign."""
    return None if text.startswith("-") else whole(text)


def day(text: str) -> date | None:
    """The day written as a browser sends it, 2016-11-23; None for anything else. Newer Pythons read weeks as well."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
