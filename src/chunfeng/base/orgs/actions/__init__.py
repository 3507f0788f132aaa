"""Taking organisations in, joining and parting records, correcting them."""

from chunfeng.base.orgs.actions.intake import Entry, Found, find_or_create
from chunfeng.base.orgs.actions.merging import correct, merge, split

__all__ = ["Entry", "Found", "correct", "find_or_create", "merge", "split"]
