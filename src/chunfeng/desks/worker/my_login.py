"""Logging in with a phone: a code goes to it, and the answer is the same whether anybody has that number."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chunfeng.base.access import phone_codes
from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.pages import public, signed_in
from chunfeng.base.audit.record import record
from chunfeng.base.keys import index
from chunfeng.base.messages.actions import put
from chunfeng.desks.ui.limits import limited
from chunfeng.desks.ui.pages import render
from chunfeng.desks.worker.pages import HOTLINE
from chunfeng.engines.display.page import Field, Form, Head, Link, Notice, Page, Panel, Prose

TOKEN = "phone_code"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a worker's own pages: to the phone's login when there is none; for whoever has no record they do not exist."""
    guarded = signed_in(view)

    @wraps(view)
    def mine(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("my_login")
        if request.user.person_id is None:
            raise Http404
        return never_cache(guarded)(request, *args, **kwargs)

    mine.access = guarded.access  # type: ignore[attr-defined]
    return mine


def _send(phone: str) -> Callable[[str, str], object]:
    def send(code: str, key: str) -> object:
        text = _("【春风】验证码 %(code)s，%(minutes)d分钟内有效。工作人员不会向您要验证码。") % {
            "code": code,
            "minutes": phone_codes.MINUTES,
        }
        return put("phone", phone, "login.code", text, key)

    return send


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited("my_login", 30)
def ask(request: Any) -> HttpResponse:
    phone, wrong = request.POST.get("phone", "").strip()[:40], ""
    if request.method == "POST":
        if index(phone, "phone"):
            request.session[TOKEN] = phone_codes.begin(phone, _send(phone))
            return redirect("my_code")
        wrong = _("请输入手机号码")
    return render(request, _asking(phone, wrong), "worker")


def _asking(phone: str = "", wrong: str = "") -> Page:
    field = Field("phone", _("手机号码"), "tel", phone, autocomplete="tel", errors=(wrong,) if wrong else ())
    form = Form(_("发验证码"), (field,), reverse("my_login"))
    return Page(_("登录"), Head(_("登录"), back=Link(_("返回"), "/w/")), (form, _no_code()))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited("my_code", 60)
def answer(request: Any) -> HttpResponse:
    token = request.session.get(TOKEN, "")
    if not token:
        return render(request, _asking(), "worker")
    wrong = ""
    if request.method == "POST":
        user = phone_codes.redeem(token, request.POST.get("code", "")[:12])
        if user is not None:
            login(request, user, backend=BACKEND)
            record("login", actor_of(user), "user", user.pk, by="phone")
            # Who opened the code on a teacher's screen goes on from there.
            return redirect("my_here" if request.session.get("scanned") else "my")
        wrong = _("验证码不对或已过期；可以再要一个")
    field = Field(
        "code", _("验证码"), "code", autocomplete="one-time-code", max_length=6, errors=(wrong,) if wrong else ()
    )
    form = Form(_("登录"), (field,), reverse("my_code"), others=(Link(_("再要一个"), reverse("my_login")),))
    sent = Notice(_("这个号码登记过的，验证码已经发出，%(n)d分钟内有效。") % {"n": phone_codes.MINUTES})
    page = Page(_("验证码"), Head(_("验证码"), back=Link(_("返回"), reverse("my_login"))), (sent, form, _no_code()))
    return render(request, page, "worker")


def _no_code() -> Panel:
    said = _("号码没有登记过，或者几个人共用一个号码，收不到验证码。带身份证到窗口，或者打")
    return Panel(_("收不到验证码"), (Prose(((said, " ", Link(HOTLINE, f"tel:{HOTLINE}"), _("。")),)),))
