"""Prints of a case as it stands now, for whoever may see it: lists to take along, sheets for the printer. What was issued and
signed is a paper of `files`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import signed_in
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.models import Case
from chunfeng.desks.ui.pages import refuse
from chunfeng.engines.papers.paper import CannotPrint

#: Procedure → name of a print with its ending → how it is made; nothing where there is nothing to print. Handed over by the apps.
PRINTS: dict[str, Mapping[str, Callable[[Case, Actor], bytes | None]]] = {}

#: Ending → what it is, and whether a browser opens it.
_KINDS = {"pdf": ("application/pdf", True), "csv": ("text/csv; charset=utf-8", False)}


@require_GET
@signed_in
def printed(request: Any, number: str, what: str) -> HttpResponse:
    if "\0" in number:
        raise Http404
    case = Case.objects.visible_to(request.actor).select_related("place", "org").filter(number=number).first()
    make = PRINTS.get(case.process, {}).get(what) if case else None
    if case is None or make is None:
        raise Http404
    try:
        with translation.override("zh-hans"):
            made = make(case, request.actor)
    except CannotPrint as cannot:
        return refuse(request, 422, reason=str(cannot.refusal))
    if made is None:
        raise Http404
    # Names stand there in full.
    name, _dot, ending = what.rpartition(".")
    record("document.read", request.actor, "case", case.number, paper=name, form=ending)
    kind, opens = _KINDS[ending]
    answer = FileResponse(BytesIO(made), content_type=kind, as_attachment=not opens, filename=f"{case.number}-{what}")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
