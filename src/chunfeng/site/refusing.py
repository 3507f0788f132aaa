"""The pages for what cannot be shown, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from chunfeng.desks.ui.pages import refuse


def not_here(request: Any) -> HttpResponse:
    raise Http404


def bad_request(request: Any, exception: Exception) -> HttpResponse:
    return refuse(request, 413 if isinstance(exception, RequestDataTooBig | TooManyFilesSent) else 400)


def forbidden(request: Any, exception: Exception) -> HttpResponse:
    return refuse(request, 403)


def not_found(request: Any, exception: Exception) -> HttpResponse:
    return refuse(request, 404)


def failure(request: Any) -> HttpResponse:
    return refuse(request, 500)


def csrf(request: Any, reason: str = "") -> HttpResponse:
    return refuse(request, 403)


#: Marks that turn the reading direction, and control characters other than line ends and tab.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


class PlainText:
    """Text as people type it. NUL, which PostgreSQL does not store, is refused in whatever a view will read; what makes an
    officer see other words than were sent is taken out of the fields."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        sent = (request.GET, request.POST) if request.method == "POST" else (request.GET,)
        texts = [text for values in sent for key, found in values.lists() for text in (key, *found)]
        if any("\0" in text for text in (request.path, *texts)):
            return refuse(request, 400)
        if request.method == "POST" and any(map(_UNSEEN.search, texts)):
            request.POST = _seen(request.POST)
        return None


def _seen(sent: QueryDict) -> QueryDict:
    made = QueryDict(mutable=True)
    for key, found in sent.lists():
        made.setlist(key, [_UNSEEN.sub("", text) for text in found])
    made._mutable = False
    return made


class RowKey:
    """The key of a row in an address: `<row:key>`. Django's own `<int:key>` takes numbers that no column holds."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class BodyLimit:
    """Refuses a request that says it is larger than any form here can be, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.BODY_MAX:
            return refuse(request, 413)
        return self.get_response(request)
