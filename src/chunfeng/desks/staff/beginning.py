"""A case that staff begin: its questions on one page, from the declaration."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.declarations import Process, Reason
from chunfeng.base.workflow.engine import Refused, begin
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.staff.case import address
from chunfeng.desks.staff.pages import on_the_desk
from chunfeng.desks.staff.starts import begins_at
from chunfeng.desks.ui.asks import answers, field
from chunfeng.desks.ui.forms import sentences
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Field, Form, Head, Link, Option, Page


def _places(process: Process, actor: Actor) -> list[Place]:
    """Those of the posts that may begin it; the whole city for who acts everywhere."""
    grants = list(actor.with_permission(process.opens))
    if any(grant.scope == "all" for grant in grants):
        return list(Place.objects.filter(parent=None))
    return list(Place.objects.filter(path__in={grant.place_path for grant in grants if grant.place_path}))


@require_http_methods(["GET", "HEAD", "POST"])
@on_the_desk
def begun(request: Any, code: str) -> HttpResponse:
    process = PROCESSES.get(code)
    if process is None or process.begins is None or not request.actor.holds(process.opens):
        raise Http404
    places = _places(process, request.actor)
    given: dict[str, Any] = {}
    refused: Refused | None = None
    key = request.POST.get("request_key", "")[:64] or secrets.token_urlsafe(18)
    if request.method == "POST":
        given = answers(request, process.begins.asks)
        place = next(
            (p for p in places if p.code == request.POST.get("place")), places[0] if len(places) == 1 else None
        )
        found: Case | Refused = Refused((Reason(_("请选择属地"), "#place"),))
        if place is not None:
            found = begin(process, request.actor, place, given, request_key=key)
        if not isinstance(found, Refused):
            return redirect(address(found))
        refused = found
    reasons = refused.reasons if refused else ()
    fields: list[Field] = [field(ask, None, given, reasons) for ask in process.begins.asks]
    if len(places) > 1:
        options = tuple(Option(p.code, p.name) for p in places)
        fields.insert(
            0,
            Field(
                "place",
                _("属地"),
                "choice",
                request.POST.get("place", ""),
                options=options,
                errors=sentences(reasons, "place"),
            ),
        )
    label = str(process.begins.label)
    form = Form(label, tuple(fields), begins_at(process), hidden=(("request_key", key),), errors=sentences(reasons, *(f.name for f in fields), rest=True),
                promise=str(process.begins.promise) or None)  # fmt: skip
    back = Link(_("返回列表"), f"/desk/cases/?process={process.code}&closed=1")
    page = Page(label, Head(label, back=back, said=str(process.title)), (form,))
    return render(request, page, status=422 if reasons else 200)
