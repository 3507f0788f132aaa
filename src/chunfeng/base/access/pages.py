"""Every view says who may see it. A view that says nothing is found by a test and answers nobody.

The answer to a missing post is 403 where the page exists for others; to an object of another place or organisation it
is 404, because for this actor it does not exist: views fetch through `.visible_to(actor)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from chunfeng.base.access import sessions
from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.roles import ROLES

View = Callable[..., HttpResponse]
PUBLIC = "public"
SIGNED_IN = "signed in"
#: An address for a machine, which guards it by its own key: a login opens nothing there.
DEVICE = "device"


def public(view: View) -> View:
    """Open to everybody without a login."""
    view.access = (PUBLIC,)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open to whoever is logged in, with whatever post."""
    return _guard(view, (SIGNED_IN,), lambda actor: actor.user is not None)


def needs(*permissions: str) -> Callable[[View], View]:
    """Open to an actor who holds one of the permissions anywhere; the objects are narrowed by visible_to."""
    return lambda view: _guard(view, permissions, lambda actor: any(map(actor.holds, permissions)))


def _guard(view: View, access: tuple[str, ...], allowed: Callable[[Actor], bool]) -> View:
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(f"{settings.LOGIN_URL}?next={request.path}")
        if not allowed(request.actor):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded


def access_of(view: View) -> tuple[str, ...] | None:
    """What a view declares; None when it declares nothing."""
    return getattr(view, "access", None)


class AccessMiddleware:
    """Puts the actor on the request and refuses views that declare nothing.

    A login that is over its time ends here. Who came with a password that somebody else made gives a new one before anything
    else, then the staff a second factor (GB/T 22239 level 3, two factors).
    """

    #: Parts of other libraries that guard themselves.
    THEIRS = ("allauth.", "django.")
    #: What is left to whoever has yet to give a new password: a second factor of an account that two can enter is none.
    BEFORE_A_PASSWORD = frozenset({"account_change_password", "account_logout"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user))
        response = self.get_response(request)
        if getattr(request, "not_public", False):
            # What was shown to one person stays in no store, neither of the browser nor on the way.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: Any, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        theirs = getattr(view, "__module__", "").startswith(self.THEIRS) or hasattr(view, "view_class")
        access = access_of(view)
        if access is None and not theirs:
            raise PermissionDenied
        request.not_public = access != (PUBLIC,)
        if not request.not_public or not request.user.is_authenticated:
            return None
        if sessions.over(request):
            # From here on a visitor: the view itself sends to the login of its desk.
            logout(request)
            return None
        if request.user.must_change_password:
            open_ = access is None and request.resolver_match.url_name in self.BEFORE_A_PASSWORD
            return None if open_ else redirect("account_change_password")
        if self._lacks_second_factor(request):
            return self._second_factor(request, access is None)
        return None

    def _lacks_second_factor(self, request: Any) -> bool:
        """It counts for the session in which it was given or made, not for others of the same password."""
        from allauth.account.authentication import get_authentication_records

        if not any((role := ROLES.get(g.role)) and role.staff for g in request.actor.grants):
            return False
        if request.session.get("second_factor"):
            return False
        if not any(done["method"] == "mfa" for done in get_authentication_records(request, request.user)):
            return True
        request.session["second_factor"] = True
        return False

    def _second_factor(self, request: Any, theirs: bool) -> HttpResponse | None:
        """theirs: a page of the login itself, open as long as there is no factor that it could take away."""
        from allauth.mfa.utils import is_mfa_enabled

        if not is_mfa_enabled(request.user):
            return None if theirs else redirect("mfa_activate_totp")
        # Made meanwhile in another session: this one begins again, and is asked for the code.
        logout(request)
        return redirect(settings.LOGIN_URL if theirs else f"{settings.LOGIN_URL}?next={request.path}")
