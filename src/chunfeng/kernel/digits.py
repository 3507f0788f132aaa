"""Whole numbers, amounts and days that a person or a form sends. `str.isdecimal` lets through the digits of every script and any length;
`int` of a long text is slow or refused, and a database column takes only so much."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_YUAN: Final = re.compile(r"(-?[0-9]{1,13})(?:\.([0-9]{1,2}))?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def whole(text: str) -> int | None:
    """The number written with at most 15 plain digits, which fits a bigint column; None for anything else."""
    return int(text) if _WHOLE.fullmatch(text) else None


def natural(text: str) -> int | None:
    """The same without a sign."""
    return None if text.startswith("-") else whole(text)


def money(text: str) -> int | None:
    """分 of an amount in yuan with at most two decimals, thousands apart or not; None for anything else. `Decimal` takes
    exponents, underscores and the digits of every script."""
    found = _YUAN.fullmatch(text.replace(",", "").replace("，", ""))
    return int(found[1] + (found[2] or "").ljust(2, "0")) if found else None


def day(text: str) -> date | None:
    """The day written as a browser sends it, 2016-11-23; None for anything else. Newer Pythons read weeks as well."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


_SIGNS: Final = "零一二三四五六七八九"


def spelt(number: int) -> str:
    """六, 十五, 六十: below a hundred, as terms are written in a paper."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_SIGNS[tens]}十") + (_SIGNS[ones] if ones else "")
