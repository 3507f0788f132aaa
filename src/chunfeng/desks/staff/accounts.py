"""Accounts and posts. Whoever manages them sees no case; two duties that must stay apart are refused with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.confirming import MANAGE, confirmers
from chunfeng.base.access.identity import identify, number_refusal
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.pages import needs
from chunfeng.base.access.posts import close as close_account
from chunfeng.base.access.posts import end, give, nobody_else
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.record import record
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.desks.staff.passwords import one_time_password, tell_confirmers
from chunfeng.desks.staff.resets import reset_panels, shown_once
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Acts,
    Chip,
    Column,
    Empty,
    Field,
    Form,
    Head,
    Inline,
    Link,
    List,
    Mark,
    Notice,
    Option,
    Page,
    Panel,
    Row,
    Span,
)
from chunfeng.kernel.digits import day as day_of


def posts_of(posts: Iterable[Assignment], but: int | None = None) -> str:
    """Those that stand or wait, in words."""
    today = timezone.localdate()
    found = []
    for a in posts:
        role = ROLES.get(a.role)
        if role and a.pk != but and a.ended_at is None and (a.valid_to_on is None or a.valid_to_on >= today):
            found.append(_("%(post)s待确认") % {"post": post_named(a)} if a.waits_since else post_named(a))
    return _("、").join(found)


@require_GET
@needs("account.manage")
def accounts(request: Any) -> HttpResponse:
    # Workers come in by their phone, and have no account to be managed.
    users = (
        User.objects.filter(person=None).prefetch_related("assignments__place", "assignments__org").order_by("username")
    )
    text = request.GET.get("q", "").strip()[:50]
    if text:
        users = users.filter(username__begins=text) | users.filter(name__begins=text)
    rows = tuple(
        Row(
            {
                "username": user.username,
                "name": user.name,
                "posts": posts_of(user.assignments.all()),
                "state": _("正常") if user.is_active else _("已停用"),
                "last": user.last_login,
            },
            url=f"/desk/accounts/{user.pk}/",
            key=str(user.pk),
            dim=not user.is_active,
        )
        for user in users[:200]
    )
    found = List(
        (
            Column("username", _("用户名"), kind="id"),
            Column("name", _("姓名")),
            Column("posts", _("岗位")),
            Column("state", _("状态")),
            Column("last", _("最近登录"), kind="moment"),
        ),
        rows=rows,
        measure=_("个"),
        total=len(rows),
        empty=Empty(_("没有这样的账号。"), Link(_("全部账号"), "?")),
    )
    body = (
        Acts((Link(_("建账号"), "/desk/accounts/new/"),)),
        Form(_("查找"), (Field("q", _("用户名或姓名"), value=text, optional=True),), method="get", tone="plain"),
        found,
    )
    return render(request, Page(_("账号"), Head(_("账号")), body, flat=True, keys=("list",)))


@require_http_methods(["GET", "POST"])
@needs("account.manage")
def new(request: Any) -> HttpResponse:
    given = {n: request.POST.get(n, "").strip()[:100] for n in ("username", "name", "office", "number")}
    wrong: dict[str, tuple[str, ...]] = {}
    if request.method == "POST":
        if not given["username"]:
            wrong["username"] = (_("请填写用户名"),)
        elif not given["username"].isascii() or not given["username"].replace("-", "").replace(".", "").isalnum():
            wrong["username"] = (_("用户名只用字母、数字、点和短横"),)
        elif User.objects.filter(username=given["username"]).exists():
            wrong["username"] = (_("已有这个用户名"),)
        if not given["name"]:
            wrong["name"] = (_("请填写姓名"),)
        if said := number_refusal(given["number"]):
            wrong["number"] = (said,)
        if not wrong:
            number, password = given["number"], one_time_password()
            try:
                with transaction.atomic():
                    login = {n: given[n] for n in ("username", "name", "office")}
                    user = User.objects.create_user(**login, password=password, must_change_password=True)
                    if said := identify(user, number):
                        transaction.set_rollback(True)
                    else:
                        record("account.create", request.actor, "user", user.pk)
            except IntegrityError:
                wrong["username"], said = (_("已有这个用户名"),), ""
            else:
                if not said:
                    return shown_once(request, user, password)
                wrong["number"] = (said,)
    form = Form(
        _("建账号"),
        (
            Field(
                "username", _("用户名"), value=given["username"], errors=wrong.get("username", ()), autocomplete="off"
            ),
            Field("name", _("姓名"), value=given["name"], errors=wrong.get("name", ()), autocomplete="off"),
            Field(
                "number",
                _("身份证号"),
                value=given["number"],
                errors=wrong.get("number", ()),
                autocomplete="off",
                hint=_("加密保存，只用来防止一个人有两个账号；没有身份证的填护照号"),
            ),
            Field("office", _("单位和电话"), value=given["office"], optional=True, hint=_("退回事项时告诉对方")),
        ),
    )
    return render(request, Page(_("建账号"), Head(_("建账号"), back=Link(_("返回账号"), "/desk/accounts/")), (form,)))


@require_http_methods(["GET", "POST"])
@needs("account.manage")
def account(request: Any, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    given = {n: request.POST.get(n, "").strip() for n in ("role", "place", "org", "from", "to", "for", "number")}
    wrong: dict[str, tuple[str, ...]] = {}
    if request.method == "POST":
        wrong = _identify(request, user, given) if "number" in request.POST else _assign(request, user, given)
        if not wrong:
            return redirect(request.path)
    others = confirmers(request.actor.user, user)
    posts = List(
        (
            Column("role", _("岗位")),
            Column("where", _("属地或单位")),
            Column("span", _("期间")),
            Column("for", _("代理")),
            Column("state", _("确认人")),
            Column("end", _("办理"), kind="next"),
        ),
        rows=tuple(
            Row(
                {
                    "role": str(role.title) if (role := ROLES.get(a.role)) else a.role,
                    "where": str(a.place or a.org or ""),
                    "span": _("已结束") if a.ended_at and not a.waits_since else Span(a.valid_from_on, a.valid_to_on),
                    "for": a.on_behalf_of.name if a.on_behalf_of else "",
                    "state": _waits(a),
                    "end": None
                    if a.ended_at
                    else Link(
                        _("撤回") if a.waits_since else _("结束"), f"{request.path}posts/{a.pk}/end/", post_named(a)
                    ),
                },
                dim=bool(a.ended_at),
            )
            for a in user.assignments.select_related("place", "org", "on_behalf_of", "confirmed_by")
        ),
        empty=Empty(_("还没有岗位。"), _("在下面给一个。")),
    )
    form = Form(
        _("给岗位"),
        (
            Field("role", _("岗位"), "choice", given["role"], errors=wrong.get("role", ()),
                  options=tuple(Option(r.code, str(r.title)) for r in ROLES)),
            Field("place", _("属地"), "choice", given["place"], optional=True, errors=wrong.get("place", ()),
                  options=_places(), hint=_("按属地管的岗位要选")),
            Field("org", _("统一社会信用代码"), value=given["org"], optional=True, errors=wrong.get("org", ()),
                  hint=_org_named(given["org"]) or _("机构和用人单位的岗位要填")),
            Field("from", _("从哪天起"), "day", given["from"] or timezone.localdate().isoformat(), errors=wrong.get("from", ())),
            Field("to", _("到哪天止"), "day", given["to"], optional=True, errors=wrong.get("to", ())),
            Field("for", _("代理谁（用户名）"), value=given["for"], optional=True, errors=wrong.get("for", ()),
                  hint=_("休假代理要写止日；代理期间每一步都记两个人")),
        ),
        hidden=(("act", "assign"),), promise=_promise(others),
    )  # fmt: skip
    ends = Acts((Link(_("结束全部岗位并停用"), f"{request.path}close/"),), plain=True)
    open_ = (
        Panel(_("给岗位"), (form,)),
        *_unidentified(user, given, wrong),
        *reset_panels(request, user, others),
        Panel(_("停用"), (ends,)),
    )
    closed = Notice(_("已停用：不能登录，岗位都已结束；办过的事仍在其名下。"), "due")
    back = Link(_("返回账号"), "/desk/accounts/")
    body = (Panel(_("岗位"), (posts,)), *open_) if user.is_active else (closed, Panel(_("岗位"), (posts,)))
    return render(request, Page(user.name, Head(user.name, number=user.username, back=back), body))


def _waits(post: Assignment) -> Inline:
    if post.waits_since:
        return Mark(_("未获确认"), "dim") if post.ended_at else Chip("due", _("待确认"))
    return post.confirmed_by.name if post.confirmed_by else ""


def _promise(others: list[User]) -> str:
    """Said before anything is typed: what will wait, for whom, or that it would wait for ever."""
    if not others:
        return _("工作人员的岗位现在给不了：%(why)s。") % {"why": nobody_else()}
    return _("工作人员的岗位经另一人确认才生效，能确认的是：%(who)s。") % {"who": _("、").join(u.name for u in others)}


def _places() -> tuple[Option, ...]:
    """Each with what it lies in, as far as a post may be of: in the order of the tree."""
    rows = Place.objects.filter(kind__in=("city", "county", "zone", "town")).select_related("parent").order_by("path")
    return tuple(
        Option(row.code, f"{row.parent.name} · {row.name}" if row.kind == "town" and row.parent else row.name)
        for row in rows
    )


def _org_named(code: str) -> str:
    org = Org.objects.filter(credit_code=code).first() if code else None
    return org.name if org else ""


def post_named(post: Assignment) -> str:
    role, where = ROLES.get(post.role), post.place or post.org
    title = str(role.title) if role else post.role
    return f"{title}{_('（')}{where}{_('）')}" if where else title


@require_http_methods(["GET", "POST"])
@needs("account.manage")
def end_post(request: Any, pk: int, post: int) -> HttpResponse:
    """One post ends, the account and its other posts stay. Asked on a page of its own: it cannot be taken back."""
    found = get_object_or_404(
        Assignment.objects.select_related("user", "place", "org"), pk=post, user=pk, ended_at=None
    )
    back, named = f"/desk/accounts/{pk}/", post_named(found)
    if found.user_id == request.actor.user:
        messages.error(request, _("不能结束自己的岗位，请由另一名管理员办理"))
        return redirect(back)
    if request.method == "POST":
        with transaction.atomic():
            substitutes = end(found)
            record(
                "account.withdraw" if found.waits_since else "account.end", request.actor, "user", found.user_id, role=found.role,
                place=found.place.code if found.place else "", org=found.org.credit_code if found.org else "",
                substitutes=substitutes,
            )  # fmt: skip
        said = _("已撤回：%(post)s") if found.waits_since else _("已结束：%(post)s")
        messages.success(request, said % {"post": named})
        return redirect(back)
    title, promise = _("结束岗位"), _("%(name)s不再担任%(post)s，代理这一岗位的人同时结束。办过的事仍在其名下。")
    if found.waits_since:
        title, promise = _("撤回岗位"), _("%(name)s担任%(post)s的提议撤回，不再等人确认。")
    form = Form(title, tone="danger", others=(Link(_("返回"), back),),
                promise=promise % {"name": found.user.name, "post": named})  # fmt: skip
    head = Head(title, number=found.user.username, said=named, back=Link(_("返回账号"), back))
    return render(request, Page(title, head, (form,)))


def _assign(request: Any, user: User, given: dict[str, str]) -> dict[str, tuple[str, ...]]:
    wrong: dict[str, tuple[str, ...]] = {}
    place = Place.objects.filter(code=given["place"]).first() if given["place"] else None
    org = Org.objects.filter(credit_code=given["org"]).first() if given["org"] else None
    deputy = User.objects.filter(username=given["for"]).first() if given["for"] else None
    if given["place"] and place is None:
        wrong["place"] = (_("没有这个地方"),)
    if given["org"] and org is None:
        wrong["org"] = (_("没有这个单位"),)
    if given["for"] and deputy is None:
        wrong["for"] = (_("没有这个用户"),)
    first = day_of(given["from"])
    last = day_of(given["to"]) if given["to"] else None
    if first is None:
        wrong["from"] = (_("请填写日期"),)
    if given["to"] and (last is None or (first and last < first)):
        wrong["to"] = (_("止日不能早于起日"),)
    if deputy and last is None:
        wrong["to"] = (_("代理要写止日"),)
    if deputy and deputy.pk == user.pk:
        wrong["for"] = (_("不能代理自己"),)
    declared = ROLES.get(given["role"])
    if not given["role"]:
        wrong["role"] = (_("请选择岗位"),)
    elif declared and declared.scope == "place" and not given["place"]:
        wrong["place"] = (_("这个岗位要写明管辖地"),)
    elif declared and declared.scope == "org" and not given["org"]:
        wrong["org"] = (_("这个岗位要写明单位"),)
    if user.pk == request.actor.user:
        wrong["role"] = (_("不能给自己岗位，请由另一名管理员办理"),)
    if wrong or first is None:
        return wrong
    with transaction.atomic():
        made = give(
            user,
            given["role"],
            first=first,
            last=last,
            place=place,
            org=org,
            on_behalf_of=deputy,
            by=request.actor.user,
        )
        if isinstance(made, str):
            return {"role": (made,)}
        told: dict[str, Any] = {
            "from": first.isoformat(),
            "to": last.isoformat() if last else "",
            "for": deputy.pk if deputy else None,
        }
        waits = made.waits_since is not None
        event = record(
            "account.propose" if waits else "account.assign",
            request.actor,
            "user",
            user.pk,
            grant=request.actor.grant_for(MANAGE),
            role=made.role,
            place=given["place"],
            org=given["org"],
            **told,
        )
        if waits:
            text = _("%(who)s提出由%(name)s担任%(post)s，等您确认：在“待确认”里办理。")
            named = {"who": request.actor.name, "name": user.name, "post": post_named(made)}
            tell_confirmers(text % named, confirmers(request.actor.user, user), event.pk)
    if waits:
        messages.success(request, _("已提出：%(post)s。另一人确认后才生效。") % {"post": post_named(made)})
    return {}


def _unidentified(user: User, given: dict[str, str], wrong: dict[str, tuple[str, ...]]) -> tuple[Panel, ...]:
    if user.number is not None or user.person_id is not None:
        return ()
    field = Field("number", _("身份证号"), value=given["number"], errors=wrong.get("number", ()), autocomplete="off")
    return (Panel(_("补登证件号"), (Form(_("登记"), (field,), tone="plain", promise=_("登记后不能改。")),)),)


def _identify(request: Any, user: User, given: dict[str, str]) -> dict[str, tuple[str, ...]]:
    with transaction.atomic():
        said = identify(user, given["number"][:100])
        if not said:
            record("account.identify", request.actor, "user", user.pk)
    return {"number": (said,)} if said else {}


@require_http_methods(["GET", "POST"])
@needs("account.manage")
def close(request: Any, pk: int) -> HttpResponse:
    """Asked on a page of its own and with the reason: it cannot be taken back."""
    user, at = get_object_or_404(User, pk=pk), f"/desk/accounts/{pk}/"
    if user.pk == request.actor.user:
        messages.error(request, _("不能停用自己"))
        return redirect(at)
    if not user.is_active:
        messages.error(request, _("这个账号已停用"))
        return redirect(at)
    why = request.POST.get("why", "").strip()[:300]
    if request.method == "POST" and why:
        with transaction.atomic():
            record("account.close", request.actor, "user", user.pk, substitutes=close_account(user), note=why)
        messages.success(request, _("已停用：%(name)s") % {"name": user.name})
        return redirect(at)
    wrong = (_("请写明理由"),) if request.method == "POST" else ()
    promise = _("%(name)s不能再登录，全部岗位和代理这些岗位的人同时结束，不能恢复。办过的事仍在其名下。")
    title = _("结束全部岗位并停用")
    field = Field("why", _("理由"), "long", why, errors=wrong, max_length=300, hint=_("会记入日志"))
    form = Form(title, (field,), tone="danger", others=(Link(_("返回"), at),), promise=promise % {"name": user.name})
    head = Head(title, number=user.username, said=posts_of(user.assignments.all()), back=Link(_("返回账号"), at))
    return render(request, Page(title, head, (form,)))
