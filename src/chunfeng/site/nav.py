"""The bars of the five faces: by work, not by module, and only what the actor holds a post for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.confirming import waiting_for
from chunfeng.base.access.roles import ROLES
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.engines.display.page import Link, Nav, NavItem, Who


def context(request: Any) -> dict[str, Any]:
    return {"nav": SimpleLazyObject(lambda: nav_of(request)), "demo": settings.DEMO}


def staff_items(actor: Actor) -> list[tuple[str, str, str, bool]]:
    """Words, address, key after g, and whether the actor has it."""
    from chunfeng.site.staff_nav import ITEMS

    return [(str(text), url, key, not needs or any(map(actor.holds, needs))) for text, url, key, needs in ITEMS]


def nav_of(request: Any) -> Nav:
    actor = getattr(request, "actor", Actor.the_public())
    path = request.path
    grant = actor.grants[0] if actor.user and actor.grants else None
    role = ROLES.get(grant.role) if grant else None
    city = str(pack().notice.get("city", ""))
    who = None
    if actor.user:
        duty = str(role.title) if role else ""
        if grant and grant.on_behalf_of:
            duty = _("%(duty)s（代理）") % {"duty": duty}
        who = Who(
            actor.name,
            org=grant.place_name if grant else "",
            duty=str(duty),
            sign_out_url=reverse("account_logout"),
            switch_url=reverse("demo_posts") if settings.DEMO else "",
        )
    desk = role.desk if role else ""
    if path.startswith("/desk/") or (desk == "staff" and path.startswith(("/components/", "/inbox/"))):
        from chunfeng.site.staff_nav import PENDING

        bar = [item for item in staff_items(actor) if item[3]]
        # The nearest address: one item may lie within another.
        here = max(
            (url for _text, url, _key, _has in bar if path == url or (url != "/desk/" and path.startswith(url))),
            key=len,
            default="",
        )
        items = tuple(
            NavItem(text, url, waiting_for(actor.user) if url == PENDING and actor.user else None, url == here, key)
            for text, url, key, _has in bar
        )
        return Nav(_("春风"), "/desk/", items, who, area=grant.place_name if grant else "", search_url="/desk/search/",
                   view_url=reverse("appearance"), foot=Link(_("公开网站"), "/"))  # fmt: skip
    if path.startswith(("/portal/", "/inbox/")):
        hands_in = any(actor.holds(receiver.permission) for receiver in RECEIVERS)
        items = (
            NavItem(_("办理"), "/portal/", current=path == "/portal/"),
            *(
                (NavItem(_("报送"), "/portal/uploads/", current=path.startswith("/portal/uploads/")),)
                if hands_in
                else ()
            ),
            NavItem(_("消息"), "/inbox/", current=path.startswith("/inbox/")),
        )
        return Nav(
            _("春风 · 单位办事"), "/portal/", items, who, view_url=reverse("appearance"), foot=Link(_("公开网站"), "/")
        )
    if path.startswith(("/w/", "/my/")):
        return Nav(
            _("春风"),
            "/w/",
            view_url=reverse("appearance"),
            exit_url="/w/exit/" if path.startswith("/w/") else "",
            who=who,
        )
    items = tuple(
        NavItem(text, url, current=path == url or (url != "/" and path.startswith(url)))
        for text, url in (
            (_("首页"), "/"), (_("办事指南"), "/guides/"), (_("名单公示"), "/lists/"), (_("政策文件"), "/policy/"), (_("数据"), "/data/"),
        )
    )  # fmt: skip
    return Nav(
        _("春风"),
        "/",
        items,
        area=city,
        view_url=reverse("appearance"),
        foot=(
            Link(_("隐私说明"), "/privacy/"),
            " · ",
            Link(_("无障碍说明"), "/accessibility/"),
            " · ",
            Link(_("工作人员和单位登录"), settings.LOGIN_URL),
        ),
    )
