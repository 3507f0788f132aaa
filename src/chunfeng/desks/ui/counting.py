"""How a number and what it counts are written: 6件, but 6 cases and 1 case."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language

_ONE: Final = {"people": "person"}


def english() -> bool:
    return not (get_language() or "zh").startswith("zh")


def measure_of(measure: str, count: float) -> str:
    """The counter word, in English of one thing in the singular."""
    if count != 1 or not english():
        return measure
    if measure.endswith("ies"):
        return f"{measure[:-3]}y"
    return _ONE.get(measure) or (measure[:-1] if measure.endswith("s") and not measure.endswith("ss") else measure)


def counted(shown: str, measure: str, count: float) -> str:
    """shown: the number as it is written. Chinese and the per cent sign stand close; other words behind a space."""
    space = " " if measure and measure != "%" and english() else ""
    return f"{shown}{space}{measure_of(measure, count)}"
