"""Who may be here, and which cases exist for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponse
from django.urls import reverse

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import signed_in
from chunfeng.base.access.roles import ROLES
from chunfeng.base.workflow.dossier import Dossier
from chunfeng.base.workflow.models import Case, CaseSet
from chunfeng.desks.portal.registry import PORTAL


def at_the_portal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For actors with a post at the portal; for others it does not exist."""

    @signed_in
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any((role := ROLES.get(g.role)) and role.desk == "portal" for g in request.actor.grants):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access = ("desk:portal",)  # type: ignore[attr-defined]
    return guarded


def of_my_orgs(actor: Actor) -> CaseSet:
    """Cases of the organisations the actor acts for. A post over a place shows nothing here: that is the staff desk."""
    orgs = {g.org for g in actor.grants if g.scope == "org" and g.org is not None}
    return Case.objects.visible_to(actor).filter(org__in=orgs)


def to_judge(actor: Actor) -> list[Case]:
    return [c for cases in PORTAL.judged for c in cases(actor).select_related("place", "org").order_by("due_on", "id")]


def concerning(actor: Actor) -> list[Case]:
    """Matters against the actor's organisations, as far as they were told: what goes on first, at most a hundred."""
    return [
        c
        for concern in PORTAL.concerns.values()
        for c in concern.told(actor).select_related("place", "org").order_by(F("closed_at").desc(nulls_first=True), "due_on", "-id")[:100]
    ]  # fmt: skip


def known(actor: Actor, number: str) -> Case | None:
    """A case by whichever of the three ways it exists here for this actor."""
    for cases in (of_my_orgs(actor), *(concern.told(actor) for concern in PORTAL.concerns.values())):
        if found := cases.select_related("place", "org").filter(number=number).first():
            return found
    return next((c for c in to_judge(actor) if c.number == number), None)


def find(request: Any, number: str) -> Case:
    found = known(request.actor, number)
    if found is None:
        raise Http404
    return found


def dossier_of(case: Case) -> Dossier:
    """The file that may be filled in now; another state or procedure has none."""
    dossier = PORTAL.dossiers.get(case.process)
    if dossier is None or case.state not in dossier.open_states:
        raise Http404
    return dossier


def address(case: Case, name: str = "portal_case", *more: object) -> str:
    return reverse(name, args=(case.number, *more))
