"""What came back from an uploaded file: row, column, value, what is wrong, how to mend."""

from __future__ import annotations

from dataclasses import dataclass

from chunfeng.engines.display.page.inline import Inline, Mark


@dataclass(frozen=True, slots=True)
class UploadError:
    """row: number in the file, from 1. value: masked, only its wrong characters marked (see marked)."""

    row: int
    column: str
    value: Inline
    wrong: str
    mend: str


@dataclass(frozen=True, slots=True)
class UploadErrors:
    """rows read = accepted + rejected. warnings do not reject."""

    read: int
    accepted: int
    rejected: int
    errors: tuple[UploadError, ...]
    warnings: tuple[UploadError, ...] = ()

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.rejected:
            raise ValueError(f"{self.read} rows read are not {self.accepted} + {self.rejected}")


def marked(value: str, *wrong: tuple[int, int]) -> Inline:
    """The value with the spans [first, last) marked as wrong; without spans the whole of it."""
    parts: list[Inline] = []
    at = 0
    for first, last in sorted(wrong) or [(0, len(value))]:
        if first > at:
            parts.append(value[at:first])
        parts.append(Mark(value[first:last], "wrong"))
        at = last
    if at < len(value):
        parts.append(value[at:])
    return tuple(parts)
