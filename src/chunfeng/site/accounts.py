"""How the login library behaves here: nobody registers alone, logins are events of the log, and each leads to its desk."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.signals import password_changed
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.record import record
from chunfeng.base.keys import open_, seal
from chunfeng.desks.staff.accounts import post_named
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Acts, Head, Link, Page, Prose

#: Where each desk begins.
HOMES = {"staff": "/desk/", "portal": "/portal/", "worker": "/my/", "policy": "/desk/"}
START = "/start/"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(actor_of(request.user)) or START

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return START

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


@receiver(password_changed)
def _changed(request: HttpRequest, **known: Any) -> None:
    """Who just gave the old password and a new one is not asked for it again on the way to the second factor."""
    reauthenticate_by_password(request)
    messages.success(request, _("密码已修改"))


def home_of(actor: Actor) -> str:
    """Where the desk of this actor begins; empty for whoever has none."""
    desks = [role.desk for grant in actor.grants if (role := ROLES.get(grant.role))]
    return next((HOMES[desk] for desk in HOMES if desk in desks), "")


def start(request: Any) -> HttpResponse:
    """Whoever is logged in goes to the own desk; who has none yet reads why."""
    if home := home_of(request.actor):
        return redirect(home)
    today = timezone.localdate()
    said = [_post_to_come(post) for post in request.user.assignments.filter(ended_at=None).select_related("place", "org")
            if post.valid_to_on is None or post.valid_to_on >= today]  # fmt: skip
    said = said or [_("这个账号没有岗位，请找本单位的系统管理员。")]
    title = _("还没有可用的岗位")
    links = Acts((Link(_("再看一次"), START), Link(_("账号安全"), "/second/"), Link(_("退出登录"), "/logout/")))
    return render(request, Page(title, Head(title, said=request.user.name), (Prose(tuple(said)), links)), "portal")


def _post_to_come(post: Assignment) -> str:
    if post.waits_since:
        said = _("%(post)s待另一人确认，确认后才能进入工作台。确认人会在收件箱里收到通知，您不用再做什么。")
        return said % {"post": post_named(post)}
    return _("%(post)s从 %(day)s 起有效。") % {"post": post_named(post), "day": post.valid_from_on}


@receiver(authenticator_added)
def _spent(request: HttpRequest, authenticator: Any, **_more: Any) -> None:
    """The code that switches the second factor on is used by it: nobody who looked on logs in with it."""
    if authenticator.type == authenticator.Type.TOTP:
        authenticator.wrap().validate_code(request.POST.get("code", ""))
