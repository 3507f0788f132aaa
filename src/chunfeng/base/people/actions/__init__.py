"""Taking persons in, joining and parting records, correcting them, showing what is sealed."""

from chunfeng.base.people.actions.intake import Entry, Found, find_or_create
from chunfeng.base.people.actions.merging import correct, merge, split
from chunfeng.base.people.actions.revealing import REVEALABLE, reveal

__all__ = ["REVEALABLE", "Entry", "Found", "correct", "find_or_create", "merge", "reveal", "split"]
