"""The auditor's view of the log: who did what to which object, and whether the seals hold."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chunfeng.base.access.models import User
from chunfeng.base.access.pages import needs
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.models import Event, Seal
from chunfeng.base.audit.record import record
from chunfeng.base.audit.sealing import waiting_for_seal
from chunfeng.desks.staff.log_words import case_of, change, deed, thing
from chunfeng.desks.ui.keyset import keys_of, window
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Column,
    Condition,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Link,
    List,
    Moment,
    Page,
    Panel,
    Prose,
    Row,
)
from chunfeng.kernel.digits import day as day_of

PAGE = 100
NAMES = ("kind", "object", "actor", "on")


@require_GET
@needs("log.read")
def log(request: Any) -> HttpResponse:
    """Looking into the log is itself an event of the log."""
    asked = {name: request.GET.get(name, "").strip()[:64] for name in NAMES}
    events = Event.objects.select_related("sealed_in")
    if asked["kind"]:
        events = events.filter(kind=asked["kind"])
    if asked["object"]:
        events = events.filter(object_id=asked["object"])
    if asked["actor"]:
        events = events.filter(_doer(asked["actor"]))
    if asked["on"] and (day := day_of(asked["on"])):
        start = timezone.make_aware(datetime.combine(day, time()))
        events = events.filter(at__gte=start, at__lt=start + timedelta(days=1))
    shown = window(events, *keys_of(request.GET), PAGE)
    record("log.read", request.actor, "log", "list", filter={k: v for k, v in asked.items() if v and k != "actor"})
    titles = {"kind": _("何事"), "object": _("对象编号"), "actor": _("何人"), "on": _("哪一天")}
    found = List(
        (
            Column("id", _("序号"), kind="id"),
            Column("at", _("时间"), kind="moment"),
            Column("who", _("何人")),
            Column("kind", _("何事")),
            Column("object", _("对象")),
            Column("change", _("变化")),
            Column("seal", _("封存"), kind="id"),
        ),
        rows=tuple(_row(event) for event in shown.rows),
        conditions=tuple(
            Condition(
                f"{titles[name]}{_('：')}{asked[name]}",
                without_url="?" + urlencode({k: v for k, v in asked.items() if v and k != name}),
            )
            for name in NAMES
            if asked[name]
        ),
        sort=_("新的在前"),
        empty=Empty(_("此条件下没有记录。"), Link(_("清除全部条件"), "?")),
        paging=shown.paging(lambda **key: "?" + urlencode({k: v for k, v in asked.items() if v} | key)),
    )
    last = Seal.objects.order_by("-number").first()
    unsealed = waiting_for_seal()[:1001].count()
    seals = Facts(
        (
            Fact(
                _("最近封存"),
                (Moment(last.at, "iso"), " ", _("第 %(n)s 次") % {"n": last.number}) if last else _("还没有封存"),
            ),
            Fact(_("封存值"), bytes(last.head).hex() if last else None, wide=True),
            Fact(_("待封存"), f"{unsealed}" if unsealed <= 1000 else "1,000+"),
        )
    )
    ask = Form(
        _("查找"),
        (
            Field("object", _("对象编号"), value=asked["object"], optional=True),
            Field("actor", _("何人"), value=asked["actor"], optional=True, hint=_("姓名或用户名")),
            Field("on", _("哪一天"), "day", value=asked["on"], optional=True),
        ),
        method="get",
        tone="plain",
    )
    how = Prose(
        (
            _(
                "封存值每分钟接一次。请定期把它抄在纸上或发到单位以外：以后任何人改、删、插一条记录，都会与抄下的值不符。"
            ),
            _("在别的机器上核对：chunfeng log export 导出全部记录，用 docs/verify_log.py 核对，不需要本系统。"),
        )
    )
    body = (Panel(_("封存"), (seals, how)), Panel(_("记录"), (ask, found)))
    return render(request, Page(_("日志"), Head(_("日志")), body, flat=True))


def _doer(text: str) -> Q:
    """By the name as it was then, or by the user name, which is no part of the log."""
    return Q(actor_name=text) | Q(actor_id__in=list(User.objects.filter(username=text).values_list("pk", flat=True)))


def _row(event: Event) -> Row:
    role = ROLES.get(event.role)
    return Row(
        {
            "id": str(event.pk),
            "at": event.at,
            "who": f"{event.actor_name} · {role.title}" if role else event.doer,
            "kind": deed(event),
            "object": Link(thing(event), f"/desk/cases/{number}/") if (number := case_of(event)) else thing(event),
            "change": change(event),
            "seal": str(event.sealed_in.number) if event.sealed_in else _("待封存"),
        }
    )
