"""Taking a list in, reading it, mending its rows, committing it; and what the worker does of these."""

from chunfeng.base.uploads.actions.committing import abandon, commit, confirm
from chunfeng.base.uploads.actions.mending import mend, merge
from chunfeng.base.uploads.actions.receiving import LARGEST, read, receive
from chunfeng.base.uploads.actions.work import sweep, work

__all__ = ["LARGEST", "abandon", "commit", "confirm", "mend", "merge", "read", "receive", "sweep", "work"]
