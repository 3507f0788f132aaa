"""One line a request, and the identifier that its lines and events share."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from chunfeng.base.audit.request import request_id
from chunfeng.site.request_counts import COUNTS

log = logging.getLogger("chunfeng.request")
_LONGEST = 300


class RequestLog:
    """First in line: gives the request the identifier that its log lines and events share, and counts it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        # Made here, never taken from the client: who could choose it could pass one act off as another.
        token = request_id.set(secrets.token_hex(16))
        began = time.perf_counter()
        try:
            answer = self.get_response(request)
            answer["X-Request-ID"] = request_id.get()
            seconds = time.perf_counter() - began
            COUNTS.add(answer.status_code, seconds)
            log.info("request", extra={"facts": _facts(request, answer, seconds)})
            return answer
        finally:
            request_id.reset(token)


def _facts(request: Any, answer: HttpResponse, seconds: float) -> dict[str, Any]:
    match = getattr(request, "resolver_match", None)
    session = getattr(request, "session", None)
    return {
        "method": request.method,
        # An address that leads nowhere is whatever somebody typed, and may be a name or a number.
        "path": request.path[:_LONGEST] if match else "",
        "view": match.view_name if match else "",
        "status": answer.status_code,
        "ms": round(seconds * 1000, 1),
        # Only of a session that was read anyway: an open page must not ask the database for its log line.
        "user": session.get("_auth_user_id") if session is not None and session.accessed else None,
    }
