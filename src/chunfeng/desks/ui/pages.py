"""Draws pages made of data, and the three addresses every face shares: appearance, components, refusals."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_template
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chunfeng.base.access.pages import needs, public
from chunfeng.desks.ui import refusals, specimens
from chunfeng.engines.display.page import ErrorSummary, Form, Next, Page, StepOffer

Face = Literal["staff", "portal", "worker", "open", "living", "paper", "sheet"]

#: A year: who needs large type needs it next time too.
_REMEMBERED = 365 * 24 * 3600


def render(
    request: HttpRequest, page: Page, face: Face = "staff", *, status: int = 200, **context: Any
) -> HttpResponse:
    """The page as data in the dress of a face. 422 when a form came back: its errors are summed up at the head.

    context: `nav` where no context processor gives it.
    """
    problems = tuple(problem for thing in (*page.body, *page.side) for problem in _problems(thing))
    if problems:
        summary = ErrorSummary(problems)
        context["errors"] = summary
        status = 422 if status == 200 else status
    return render_template(request, f"ui/{face}.html", {**context, "page": page}, status=status)


def _problems(thing: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(thing, Form | StepOffer):
        return thing.problems
    inside = thing.offers if isinstance(thing, Next) else getattr(thing, "body", ())
    return tuple(problem for part in inside for problem in _problems(part))


def refuse(request: HttpRequest, status: int, *, reason: str = "") -> HttpResponse:
    """The page for 400, 403, 404, 413, 422, 429 and 500 in both languages; needs no database and no context."""
    html = get_template("ui/refusal.html").render(
        {"texts": refusals.said_of(status), "status": status, "reason": reason}
    )
    return HttpResponse(html, status=status)


@public
@csrf_exempt
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Sets language and size of type in cookies, then returns to where one was.

    Without a token on purpose: it changes nothing but how pages look, and public pages stay the same for all.
    """
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    language, view = request.POST.get("language", ""), request.POST.get("view", "")
    options: dict[str, Any] = {
        "max_age": _REMEMBERED,
        "samesite": "Lax",
        "secure": request.is_secure(),
        "httponly": True,
    }
    if language and check_for_language(language):
        from django.conf import settings

        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **options)
    if view == "large":
        response.set_cookie("view", "large", **options)
    elif view == "normal":
        response.delete_cookie("view", samesite="Lax")
    return response


@needs("components.read")
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages; ?face= shows it in another dress."""
    asked = request.GET.get("face", "staff")
    face: Face = asked if asked in ("staff", "portal", "worker", "open") else "staff"  # type: ignore[assignment]
    return render_template(request, f"ui/{face}.html", {"page": specimens.page(), "nav": specimens.nav(face)})
