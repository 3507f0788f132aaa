"""A value that cannot be read: what is wrong with it and what its owner can do about it. Never an exception: a folder
of spreadsheets is full of them, and each is a line for a person to mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    wrong: str
    mend: str = ""

    def told(self, say: Callable[[str], str]) -> Refusal:
        """In the language of a page: the sentences of the kernel are Chinese, a catalogue lies above it."""
        return Refusal(say(self.wrong), self.mend and say(self.mend))

    def __str__(self) -> str:
        return f"{self.wrong}；{self.mend}" if self.mend else self.wrong
