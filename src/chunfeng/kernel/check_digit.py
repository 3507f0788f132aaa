"""One check digit by the table of H. Michael Damm: every single wrong digit shows, and every two neighbours that changed places."""

from __future__ import annotations

from typing import Final

_NEXT: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017",
    "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    carried = 0
    for digit in digits:
        carried = int(_NEXT[carried][int(digit)])
    return str(carried)


def holds(number: str) -> bool:
    """Whether the last digit is that of those before it."""
    return len(number) > 1 and number.isascii() and number.isdigit() and check_digit(number) == "0"
