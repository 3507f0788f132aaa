"""How the login library behaves here: nobody registers alone, and logins are events of the log."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.record import record
from chunfeng.base.keys import open_, seal

#: Where each desk begins.
HOMES = {"staff": "/desk/", "portal": "/portal/", "worker": "/my/", "policy": "/desk/"}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(actor_of(request.user))

    def login(self, request: HttpRequest, user: Any) -> None:
        # A login that began with its password before a reset must not end with its second factor after it.
        if not user.is_active or not user.has_usable_password():
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse:
        record("login", actor_of(user), "user", user.pk)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        # Who was tried is personal and often a password typed in the wrong box: only that somebody failed is kept.
        record("login.failed", Actor.the_public(), "user", "")

    def clean_password(self, password: str, user: Any = None) -> str:
        if user is not None and user.check_password(password):
            # Whoever made the one-time password would still know it.
            raise ValidationError(_("新密码不能和现在的相同"))
        return str(super().clean_password(password, user))

    def set_password(self, user: Any, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)
        record("account.password", actor_of(user), "user", user.pk)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened; greetings at login are noise."""


class SecondFactor(DefaultMFAAdapter):
    """Seeds of second factors are sealed: who reads the database still cannot make the next code."""

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text.encode(), "mfa.seed")).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return open_(b64decode(encrypted_text), "mfa.seed").decode()


def home_of(actor: Actor) -> str:
    desks = [role.desk for grant in actor.grants if (role := ROLES.get(grant.role))]
    return next((HOMES[desk] for desk in HOMES if desk in desks), "/")


def start(request: Any) -> HttpResponse:
    """Whoever is logged in goes to the own desk."""
    return redirect(home_of(request.actor))
