"""`/health` for whoever balances load, `/metrics` for whoever watches: neither says anything about people."""

from __future__ import annotations

import ipaddress
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chunfeng.base.access.pages import public
from chunfeng.site import request_counts
from chunfeng.site.backlog import measure

TEXT = "text/plain; charset=utf-8"


@require_safe
@never_cache
@public
def health(request: Any) -> HttpResponse:
    """200 when a request can be served, 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("unavailable\n", TEXT, 503)
    return HttpResponse("ok\n", TEXT)


@require_safe
@never_cache
@public
def metrics(request: Any) -> HttpResponse:
    if not _may(request):
        raise Http404
    found = [*request_counts.lines()]
    for name, number in asdict(measure()).items():
        found += [f"# TYPE chunfeng_{name} gauge", f"chunfeng_{name} {number}"]
    disk = shutil.disk_usage(settings.HOME)
    found += ["# TYPE chunfeng_disk_free_bytes gauge", f"chunfeng_disk_free_bytes {disk.free}"]
    return HttpResponse("\n".join(found) + "\n", "text/plain; version=0.0.4; charset=utf-8")


def token_file() -> Path:
    return Path(settings.HOME) / "keys" / "metrics"


def _may(request: Any) -> bool:
    """Who shows the token in CHUNFENG_HOME/keys/metrics; without such a file, whoever sits at the machine itself.

    A proxy on the same machine speaks from a loopback address too: what it forwards is from elsewhere."""
    if token_file().exists():
        return constant_time_compare(
            request.headers.get("Authorization", ""), f"Bearer {token_file().read_text('ascii').strip()}"
        )
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
