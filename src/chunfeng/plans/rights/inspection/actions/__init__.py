"""Writes outside the steps: how a matter begins, drafts of those who are still telling, looking at who told."""

from chunfeng.plans.rights.inspection.actions.drafts import (
    answers_of,
    drop,
    files_to_complaint,
    forget_drafts,
    forget_files,
    keep,
    locked,
    of_token,
    start,
)
from chunfeng.plans.rights.inspection.actions.intake import (
    Receipt,
    Told,
    competent,
    new_code,
    show_teller,
    take_in,
    title_of,
)
from chunfeng.plans.rights.inspection.actions.reissuing import reissue
from chunfeng.plans.rights.inspection.actions.telling import tell_complainants, tell_employer

__all__ = [
    "Receipt",
    "Told",
    "answers_of",
    "competent",
    "drop",
    "files_to_complaint",
    "forget_drafts",
    "forget_files",
    "keep",
    "locked",
    "new_code",
    "of_token",
    "reissue",
    "show_teller",
    "start",
    "take_in",
    "tell_complainants",
    "tell_employer",
    "title_of",
]
