"""Only in the demo: choose a post and be in it, without password and second factor. People there are synthetic."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chunfeng.base.access.models import User
from chunfeng.base.access.roles import ROLES
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Fact, Facts, Field, Form, Head, Link, Option, Page, Panel
from chunfeng.site.accounts import home_of
from chunfeng.site.demo import worker
from chunfeng.site.demo.personas import PERSONAS, WORKER_PHONE


def posts(request: Any) -> HttpResponse:
    if request.method == "POST":
        user = get_object_or_404(User, username=request.POST.get("username", ""), is_active=True)
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        request.session["second_factor"] = True
        from chunfeng.base.access.actor import actor_of

        return redirect(home_of(actor_of(user)) or "/")
    users = User.objects.filter(username__startswith="demo-").prefetch_related("assignments__place", "assignments__org")
    found = {user.username: user for user in users}
    options = []
    for persona in PERSONAS:
        user = found[persona.username]
        assignment = next(iter(user.assignments.all()), None)
        role = ROLES.get(assignment.role) if assignment else None
        where = (assignment.place or assignment.org) if assignment else None
        options.append(
            Option(
                user.username,
                str(role.title) if role else user.name,
                f"{user.name} {where.name if where else ''}".strip() + f" · {persona.tasks}",
            )
        )
    form = Form(
        _("进入"),
        (Field("username", _("岗位"), "radios", options[0].value if options else "", options=tuple(options)),),
    )
    head = Head(_("演示岗位"), said=_("选一个岗位进入。人物和单位都是虚构的。"))
    return render(request, Page(_("演示岗位"), head, (_worker(), form)), "open")


def _worker() -> Panel:
    """What a visitor must know to be the worker, who has no post but a phone."""
    number, code = worker.receipt()
    sent = worker.shown_code()
    facts = [
        Fact(_("手机号码"), (WORKER_PHONE, " ", Link(_("用手机登录"), reverse("my_login")))),
        Fact(_("验证码"), sent or _("要了以后显示在这里（刷新本页），也显示在启动演示的终端里")),
    ]
    if number:
        facts += [
            Fact(_("投诉回执"), (_("编号 %(number)s，查询码 %(code)s") % {"number": number, "code": code}, " ",
                              Link(_("看进度"), reverse("progress")))),
        ]  # fmt: skip
    return Panel(
        _("劳动者"),
        (Facts(tuple(facts)),),
        anchor="worker",
        note=_("劳动者没有岗位账号：凭手机验证码看自己的事，凭回执看投诉进度。"),
    )
