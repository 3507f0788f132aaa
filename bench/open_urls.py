"""The site's addresses and beside them bare views, which send the bytes of the same pages and do nothing else."""

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.urls import path

from bench.open_pages import PAGES
from chunfeng.base.access.pages import View, public
from chunfeng.desks.open.kinds import KINDS, page_of
from chunfeng.site.urls import urlpatterns as site


def bare(code: str) -> View:
    @cache
    def body() -> bytes:
        # At the first request: making a page asks for addresses, which are not there while they are being listed.
        return page_of(KINDS[code], PAGES[code], "zh-hans").bodies["br"]

    def view(request: Any) -> HttpResponse:
        return HttpResponse(
            body(), content_type="text/html; charset=utf-8", headers={"Content-Encoding": "br", "Content-Length": str(len(body()))}
        )  # fmt: skip

    return public(view)


urlpatterns = [path(f"bare/{code}/", bare(code)) for code in PAGES] + site
