"""The pages of this app alone, without a login: what the tests of the interface open."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import path

from chunfeng.base.access.pages import public
from chunfeng.desks.ui import pages, specimens
from chunfeng.desks.ui.pages import Face


def page(request: HttpRequest, name: str) -> HttpResponse:
    face, build = specimens.FACES[name]
    return pages.render(request, build(), cast(Face, face), nav=specimens.nav(face))


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("meant to fail")


urlpatterns = [
    path("components/", public(pages.components.__wrapped__)),
    path("view/", pages.appearance),
    path("page/<str:name>/", public(page)),
    path("fails/", public(failing)),
]
