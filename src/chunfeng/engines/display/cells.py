"""Texts in the cells of files that a spreadsheet opens."""

from __future__ import annotations

from typing import Final

#: What makes a spreadsheet take a cell for a formula; full-width forms are folded by some programs before they look.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """A text that a spreadsheet would run as a formula is marked as text by the quote that spreadsheets use for it."""
    return "'" + text if text.startswith(_FORMULA) else text
