"""Lists handed in at the staff desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chunfeng.base.access.pages import needs
from chunfeng.desks.ui import uploads


@require_GET
@needs("employer.register")
def home(request: Any) -> HttpResponse:
    return uploads.home(request, "staff")


@require_GET
@needs("employer.register")
def template(request: Any, code: str) -> HttpResponse:
    return uploads.template(request, "staff", code)


@require_http_methods(["GET", "POST"])
@needs("employer.register")
def begin(request: Any, code: str) -> HttpResponse:
    return uploads.begin(request, "staff", code)


@require_GET
@needs("employer.register")
def show(request: Any, uid: str) -> HttpResponse:
    return uploads.show(request, "staff", uid)


@require_POST
@needs("employer.register")
def mend(request: Any, uid: str) -> HttpResponse:
    return uploads.mend(request, "staff", uid)


@require_POST
@needs("employer.register")
def merge(request: Any, uid: str) -> HttpResponse:
    return uploads.merge(request, "staff", uid)


@require_POST
@needs("employer.register")
def confirm(request: Any, uid: str) -> HttpResponse:
    return uploads.confirm(request, "staff", uid)


@require_POST
@needs("employer.register")
def abandon(request: Any, uid: str) -> HttpResponse:
    return uploads.abandon(request, "staff", uid)


@require_GET
@needs("employer.register")
def returned(request: Any, uid: str) -> HttpResponse:
    return uploads.returned(request, "staff", uid)
