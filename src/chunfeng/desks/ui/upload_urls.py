"""The addresses at which lists are handed in: the same at every desk that takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from chunfeng.desks.ui import uploads
from chunfeng.desks.ui.pages import Face

View = Callable[..., HttpResponse]
#: Name of the address, after `upload` → its end, the view, and what may be sent.
_PLACES: Final[Mapping[str, tuple[str, View, tuple[str, ...]]]] = {
    "s": ("", uploads.home, ("GET",)),
    "_new": ("new/<slug:code>/", uploads.begin, ("GET", "POST")),
    "_template": ("templates/<slug:code>.xlsx", uploads.template, ("GET",)),
    "": ("<uuid:uid>/", uploads.show, ("GET",)),
    "_returned": ("<uuid:uid>/returned.xlsx", uploads.returned, ("GET",)),
    "_mend": ("<uuid:uid>/mend/", uploads.mend, ("POST",)),
    "_merge": ("<uuid:uid>/merge/", uploads.merge, ("POST",)),
    "_confirm": ("<uuid:uid>/confirm/", uploads.confirm, ("POST",)),
    "_abandon": ("<uuid:uid>/abandon/", uploads.abandon, ("POST",)),
}


def paths(face: Face, begins: str, names: str, guard: Callable[[View], View]) -> list[URLPattern]:
    """begins: of the addresses, as desk/uploads/; names: of their names; guard: who may be there."""
    return [
        path(begins + ends, require_http_methods(methods)(guard(_at(face, view))), name=f"{names}upload{name}")
        for name, (ends, view, methods) in _PLACES.items()
    ]


def _at(face: Face, view: View) -> View:
    @wraps(view)
    def here(request: Any, **given: Any) -> HttpResponse:
        return view(request, face, **given)

    return here
