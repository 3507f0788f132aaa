"""What is the same for every page that only shows something."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from chunfeng.base.policy.values import one_moment


class OneMoment:
    """A page shows the parameters of one moment and asks for newer ones once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with one_moment():
            return self.get_response(request)
