"""Setting a login anew: the part of the account page, and the page that shows the password once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chunfeng.base.access import resets
from chunfeng.base.access.confirming import confirmers
from chunfeng.base.access.models import User
from chunfeng.base.access.pages import needs
from chunfeng.base.access.posts import nobody_else
from chunfeng.base.audit.record import record
from chunfeng.desks.staff.passwords import propose_reset, reset_login
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Acts, Fact, Facts, Form, Head, Id, Link, Notice, Page, Panel, Prose


def reset_panels(request: Any, user: User, others: list[User]) -> tuple[Panel, ...]:
    title, to = _("重设密码"), f"{request.path}reset/"
    if user.reset_at:
        said = Notice(_("重设密码待确认：新旧密码现在都登不进来。"), "due")
        again = Form(_("重新提出"), url=to, tone="plain", promise=_("换一个一次性密码，仍要另一人确认。"))
        back = Form(_("撤回重设"), url=f"{to}withdraw/", tone="plain", promise=_("原来的密码和手机验证器恢复可用。"))
        return Panel(title, (said, again)), Panel(_("撤回重设"), (back,))
    if not resets.needs_confirming(user):
        promise = _("撤销手机验证器，所有登录立即失效。")
    elif others:
        promise = _("所有登录立即失效，旧密码不能再用；新密码和撤销手机验证器要另一人确认后才生效。")
    else:
        return (Panel(title, (Prose((_("密码现在重设不了：%(why)s。") % {"why": nobody_else()},)),)),)
    return (Panel(title, (Form(title, url=to, tone="plain", promise=promise),)),)


def shown_once(request: Any, user: User, password: str, *, waits: bool = False) -> HttpResponse:
    """The one-time password is shown on this page only; it is stored nowhere."""
    facts = Facts((Fact(_("用户名"), Id(user.username)), Fact(_("一次性密码"), Id(password))))
    said = _("只显示这一次。首次登录须改密码，工作人员还要启用手机验证器；工作人员的岗位要另一人确认后才能进入工作台。")
    if waits:
        said = _("只显示这一次。另一人确认以前，这个密码和旧密码都登不进来；首次登录须改密码。")
    page = Page(
        _("一次性密码"),
        Head(_("一次性密码"), said=said),
        (
            Panel(user.name, (facts,)),
            Acts((Link(_("返回账号") if waits else _("给岗位"), f"/desk/accounts/{user.pk}/"),)),
        ),
    )
    answer = render(request, page)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs("account.manage")
def reset(request: Any, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    if user.pk == request.actor.user:
        messages.error(request, _("自己的密码请在账号安全里修改"))
        return redirect(f"/desk/accounts/{pk}/")
    if not user.is_active:
        messages.error(request, _("这个账号已停用"))
        return redirect(f"/desk/accounts/{pk}/")
    if not resets.needs_confirming(user):
        return shown_once(request, user, reset_login(user, request.actor))
    if not confirmers(request.actor.user, user):
        messages.error(request, nobody_else())
        return redirect(f"/desk/accounts/{pk}/")
    return shown_once(request, user, propose_reset(user, request.actor), waits=True)


@require_POST
@needs("account.manage")
def withdraw_reset(request: Any, pk: int) -> HttpResponse:
    """Open to every administrator, as closing the account is: what comes back is the login that was there before."""
    user = get_object_or_404(User, pk=pk)
    with transaction.atomic():
        said = resets.withdraw(user)
        if not said:
            record("reset.withdraw", request.actor, "user", user.pk, proposer=user.reset_by_id)
    messages.info(request, said or _("重设已撤回，原来的密码恢复可用"))
    return redirect(f"/desk/accounts/{pk}/")
