"""Messages to oneself. Reading one is told to nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chunfeng.base.access.pages import signed_in
from chunfeng.base.messages.queries import inbox as messages_of
from chunfeng.desks.ui.keyset import address_of, keys_of, window
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Column, Empty, Form, Head, List, Mark, Page, Row

PAGE = 50


@require_http_methods(["GET", "POST"])
@signed_in
def inbox(request: Any) -> HttpResponse:
    mine = messages_of(request.actor.user)
    if request.method == "POST":
        mine.filter(read_at=None).update(read_at=timezone.now())
        return redirect(request.path)
    shown = window(mine, *keys_of(request.GET), PAGE)
    rows = tuple(
        Row(
            {
                "at": message.created_at,
                "text": message.text.clear() if message.read_at else Mark(message.text.clear(), "strong"),
            },
            dim=bool(message.read_at),
        )
        for message in shown.rows
    )
    found = List((Column("at", _("时间"), kind="moment"), Column("text", _("消息"))), rows=rows, sort=_("新的在前"),
                 empty=Empty(_("没有消息。"), _("事项有变化时会出现在这里。")),
                 paging=shown.paging(address_of(request.path)))  # fmt: skip
    unread = any(not row.dim for row in rows)
    body = (Form(_("全部标为已读"), tone="plain"), found) if unread else (found,)
    face = "staff" if any(g.scope in ("place", "all") for g in request.actor.grants) else "portal"
    return render(request, Page(_("消息"), Head(_("消息")), body), face)
