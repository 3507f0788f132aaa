"""The seam to a virus scanner. Without one files are taken on their structure alone, and `doctor` says so."""

from __future__ import annotations

from functools import lru_cache
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Scanner(Protocol):
    name: str

    def scan(self, content: BinaryIO) -> str:
        """What was found, or nothing. An exception refuses the file: what was not scanned is not clean."""


def scanner() -> Scanner | None:
    """settings.CHUNFENG_SCANNER: dotted path of a function that gives one; none by default."""
    path = getattr(settings, "CHUNFENG_SCANNER", "")
    return _named(path) if path else None


@lru_cache(maxsize=8)
def _named(path: str) -> Scanner:
    found: Scanner = import_string(path)()
    return found
