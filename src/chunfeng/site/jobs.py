"""The jobs of this installation's worker."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from chunfeng.base.audit.sealing import seal
from chunfeng.base.documents.actions import sweep
from chunfeng.base.governance import retention
from chunfeng.base.messages.actions import deliver
from chunfeng.base.uploads import actions as uploads
from chunfeng.base.workflow.lateness import tick
from chunfeng.desks.open.corrections import Watching
from chunfeng.desks.open.kinds import refresh
from chunfeng.plans.rights.inspection.actions import forget_drafts
from chunfeng.plans.training.classes.actions import turn
from chunfeng.plans.training.subsidy.actions.paying import settle_all
from chunfeng.site.screening import nightly, waiting
from chunfeng.site.worker import Job


def _tick() -> int:
    ended, late, _ = tick()
    return ended + late


def _seal() -> int:
    made = seal()
    return made.count if made else 0


def _forget_drafts() -> int:
    return forget_drafts(timezone.now())


def _deliver() -> int:
    return deliver()


def _sweep() -> int:
    # Not counted: what is left on disk is not work that waits.
    uploads.sweep()
    return 0


def _retain() -> int:
    return sum(retention.run(limit=1000).values())


def count_rows() -> int:
    """SQLite chooses indexes by statistics that nobody but its owner takes; PostgreSQL takes them itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Rows of each index that are looked at: enough to tell few from many, in milliseconds.
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
    return 0


JOBS: tuple[Job, ...] = (
    Job("clocks", 60, _tick),
    Job("classes", 600, turn),
    Job("seal", 60, _seal),
    Job("drafts", 600, _forget_drafts),
    Job("messages", 5, _deliver),
    # Somebody waits for these.
    Job("claims", 2, waiting),
    Job("paid claims", 600, settle_all),
    Job("screening", 600, nightly),
    Job("uploads", 2, uploads.work),
    Job("upload files", 3600, _sweep),
    Job("retention", 6 * 3600, _retain),
    Job("files", 6 * 3600, sweep),
    Job("statistics", 6 * 3600, count_rows),
    # Corrections first: a changed list is told with its reason as soon as it is shown.
    Job("corrections", 5, Watching().look),
    Job("pages", 5, refresh),
)
