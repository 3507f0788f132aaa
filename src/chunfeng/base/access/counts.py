"""Counts of tries, in a table that all processes share: how it is named and made."""

from __future__ import annotations

import hashlib


def digested(key: str, key_prefix: str, version: int) -> str:
    """The name under which a count is kept. No address, phone or user name stands in the table, only its digest."""
    return hashlib.sha256(f"{key_prefix}:{version}:{key}".encode()).hexdigest()
