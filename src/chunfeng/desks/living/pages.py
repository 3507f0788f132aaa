"""Views of the living document. All its pages are stored; an address only chooses which."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from chunfeng.base.access.pages import public
from chunfeng.base.policy.values import pack
from chunfeng.desks.living.document import PLANS
from chunfeng.desks.living.site_map import AGENCY, CLAUSE, PLAN, WHOLE
from chunfeng.desks.open.kinds import serve


@public
@require_safe
def policy(request: Any) -> HttpResponse:
    agency = request.GET.get("agency", "")
    return serve(request, AGENCY, agency=agency) if agency in pack().agencies else serve(request, WHOLE)


@public
@require_safe
def part(request: Any, name: str) -> HttpResponse:
    return serve(request, PLAN, plan=name) if name in PLANS else serve(request, CLAUSE, clause=name)
