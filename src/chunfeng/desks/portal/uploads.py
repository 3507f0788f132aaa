"""Lists handed in at the portal."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chunfeng.desks.portal.finding import at_the_portal
from chunfeng.desks.ui import uploads


@require_GET
@at_the_portal
def home(request: Any) -> HttpResponse:
    return uploads.home(request, "portal")


@require_GET
@at_the_portal
def template(request: Any, code: str) -> HttpResponse:
    return uploads.template(request, "portal", code)


@require_http_methods(["GET", "POST"])
@at_the_portal
def begin(request: Any, code: str) -> HttpResponse:
    return uploads.begin(request, "portal", code)


@require_GET
@at_the_portal
def show(request: Any, uid: str) -> HttpResponse:
    return uploads.show(request, "portal", uid)


@require_POST
@at_the_portal
def mend(request: Any, uid: str) -> HttpResponse:
    return uploads.mend(request, "portal", uid)


@require_POST
@at_the_portal
def merge(request: Any, uid: str) -> HttpResponse:
    return uploads.merge(request, "portal", uid)


@require_POST
@at_the_portal
def confirm(request: Any, uid: str) -> HttpResponse:
    return uploads.confirm(request, "portal", uid)


@require_POST
@at_the_portal
def abandon(request: Any, uid: str) -> HttpResponse:
    return uploads.abandon(request, "portal", uid)


@require_GET
@at_the_portal
def returned(request: Any, uid: str) -> HttpResponse:
    return uploads.returned(request, "portal", uid)
