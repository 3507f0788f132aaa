"""The worker's part: files nobody reads, lists nobody commits, and those whose holder gave no sign of life."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from chunfeng.base.uploads import store
from chunfeng.base.uploads.actions.claiming import LEASE_SECONDS
from chunfeng.base.uploads.actions.committing import commit
from chunfeng.base.uploads.actions.receiving import read
from chunfeng.base.uploads.models import Upload


def work() -> int:
    """One upload; 0 when there is none to be taken up."""
    silent = timezone.now() - timedelta(seconds=LEASE_SECONDS)
    free = Q(claim=None) | Q(heartbeat_at__lt=silent)
    waiting = Upload.objects.filter(free, state__in=("received", "reading", "committing")).order_by("id")
    for upload in waiting[:5]:
        if commit(upload) if upload.state == "committing" else read(upload):
            return 1
    return 0


def sweep() -> int:
    """Files that killed processes left behind."""
    known = {name for names in Upload.objects.order_by("id").values_list("path", "staged") for name in names if name}
    return store.sweep(known)
