"""待确认: posts and resets that a system administrator proposed, for the second person who gives them effect or refuses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access import posts, resets
from chunfeng.base.access.confirming import CONFIRM, confirmable, confirmers, waiting_posts, waiting_resets
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.pages import needs
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.record import record
from chunfeng.base.messages.actions import put
from chunfeng.desks.staff.accounts import post_named, posts_of
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Column,
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
    Row,
    Span,
)

ALL = "/desk/accounts/pending/"
MOST = 200


@require_GET
@needs(CONFIRM)
def pending(request: Any) -> HttpResponse:
    given = (
        waiting_posts().select_related("user", "place", "org", "given_by", "on_behalf_of").order_by("waits_since", "pk")
    )
    reset = waiting_resets().select_related("reset_by").order_by("reset_at", "pk")
    posts_, users = list(given[:MOST]), list(reset[:MOST])
    proposed = [(p.given_by_id, p.user_id, p.waits_since) for p in posts_] + [
        (u.reset_by_id, u.pk, u.reset_at) for u in users
    ]
    may = iter(confirmable(request.actor.user, proposed))
    rows = [
        _row(request, post.user, post.given_by, post.waits_since, _title(post), f"{ALL}posts/{post.pk}/", next(may),
             where=str(post.place or post.org or ""), span=Span(post.valid_from_on, post.valid_to_on))
        for post in posts_
    ] + [
        _row(request, user, user.reset_by, user.reset_at, _("重设密码"), f"{ALL}resets/{user.pk}/", next(may)) for user in users
    ]  # fmt: skip
    found = List(
        (
            Column("who", _("姓名")), Column("what", _("岗位或事项")), Column("where", _("属地或单位")), Column("span", _("期间")),
            Column("by", _("提出人")), Column("at", _("提出时间"), kind="moment"), Column("next", _("办理"), kind="next"),
        ),
        rows=tuple(rows), measure=_("件"), total=len(rows),
        empty=Empty(_("没有等人确认的岗位和密码。"), _("系统管理员提出以后会出现在这里。")),
    )  # fmt: skip
    said = _("系统管理员提出，另一人确认：自己提出的、自己的，以及互相代理的人提出的，由别人确认。")
    return render(request, Page(_("待确认"), Head(_("待确认"), said=said), (found,), flat=True, keys=("list",)))


def _row(
    request: Any, user: User, by: User | None, at: datetime | None, what: str, url: str, may: bool, **more: Any
) -> Row:  # fmt: skip
    act = Link(_("办理"), url, f"{user.name} {what}") if may else _barred(request.actor.user, user, by)
    cells = {"who": user.name, "what": what, "by": by.name if by else "", "at": at, "next": act}
    return Row(cells | more, url=url if may else "", key=url)


def _barred(me: int, user: User, by: User | None) -> str:
    if by and by.pk == me:
        return _("我提出的，由另一人确认")
    if user.pk == me:
        return _("是我自己的，由另一人确认")
    return _("我与提出人或本人有代理关系，由另一人确认")


@require_http_methods(["GET", "POST"])
@needs(CONFIRM)
def pending_post(request: Any, pk: int) -> HttpResponse:
    related = ("user", "place", "org", "given_by", "on_behalf_of")
    post = waiting_posts().select_related(*related).filter(pk=pk).first()
    if post is None or not _may(request, post.given_by_id, post.user, post.waits_since):
        return _gone(request)
    named, user = post_named(post), post.user
    said = ""
    if request.method == "POST":
        yes, why = _answer(request)
        with transaction.atomic():
            said = _unsaid(yes, why) or (posts.confirm if yes else posts.refuse)(post, request.actor.user)
            if not said:
                record(
                    "account.confirm" if yes else "account.refuse", request.actor, "user", user.pk,
                    grant=request.actor.grant_for(CONFIRM), note=why, role=post.role, post=post.pk, proposer=post.given_by_id,
                    place=post.place.code if post.place else "", org=post.org.credit_code if post.org else "",
                )  # fmt: skip
                _tell(post.given_by_id, yes, user, named, why, f"post:{post.pk}")
        if not said:
            return _done(request, yes, named)
    facts = [
        Fact(_("岗位"), _title(post)),
        Fact(_("属地或单位"), str(post.place or post.org or _("全部"))),
        Fact(_("期间"), Span(post.valid_from_on, post.valid_to_on)),
        *((Fact(_("代理"), post.on_behalf_of.name),) if post.on_behalf_of else ()),
        Fact(_("已有的岗位"), posts_of(user.assignments.select_related("place", "org"), but=post.pk) or _("没有")),
        *_known(user, post.given_by, post.waits_since),
    ]
    yes = _("确认后，%(name)s从%(day)s起就以%(post)s的身份办理事项和签字。") % {
        "name": user.name, "day": max(post.valid_from_on, timezone.localdate()), "post": named,
    }  # fmt: skip
    no = _("不给这个岗位；要给须重新提出。")
    return _page(request, user, named, tuple(facts), yes, no, said)


@require_http_methods(["GET", "POST"])
@needs(CONFIRM)
def pending_reset(request: Any, pk: int) -> HttpResponse:
    user = waiting_resets().select_related("reset_by").filter(pk=pk).first()
    if user is None or user.reset_at is None or not _may(request, user.reset_by_id, user, user.reset_at):
        return _gone(request)
    named, seen = _("重设密码"), user.reset_at.isoformat()
    said = ""
    if request.method == "POST":
        yes, why = _answer(request)
        with transaction.atomic():
            said = _unsaid(yes, why)
            if not said and request.POST.get("seen") != seen:
                said = _("已重新提出过，请看清后再办")
            said = said or (resets.confirm if yes else resets.refuse)(user, request.actor.user, user.reset_at)
            if not said:
                record(
                    "reset.confirm" if yes else "reset.refuse", request.actor, "user", user.pk,
                    grant=request.actor.grant_for(CONFIRM), note=why, proposer=user.reset_by_id,
                )  # fmt: skip
                _tell(user.reset_by_id, yes, user, named, why, f"reset:{user.pk}:{seen}")
        if not said:
            return _done(request, yes, named)
    facts = (
        Fact(_("岗位"), posts_of(user.assignments.select_related("place", "org")) or _("没有")),
        *_known(user, user.reset_by, user.reset_at),
    )
    yes = _("请先向%(name)s本人核实。确认后，提出人手里的一次性密码就能登录这个账号，手机验证器撤销。") % {
        "name": user.name
    }
    no = _("原来的密码和手机验证器恢复可用；密码或手机可能落在别人手里的，请让系统管理员停用账号。")
    return _page(request, user, named, facts, yes, no, said, seen)


def _title(post: Assignment) -> str:
    role = ROLES.get(post.role)
    return str(role.title) if role else post.role


def _may(request: Any, proposer: int | None, user: User, since: datetime | None) -> bool:
    return request.actor.user in [one.pk for one in confirmers(proposer, user, since)]


def _gone(request: Any) -> HttpResponse:
    """For the proposer and the person concerned it is not there; who was second to press learns that it is over."""
    if request.method != "POST":
        raise Http404
    messages.info(request, _("没有办：已经有人办过，或者要由提出人和本人以外的人确认"))
    return redirect(ALL)


def _known(user: User, by: User | None, at: datetime | None) -> tuple[Fact, ...]:
    return (
        Fact(_("单位和电话"), user.office or _("没有填写")),
        Fact(_("证件号"), _("已登记") if user.number is not None else _("没有登记")),
        Fact(_("最近登录"), Moment(user.last_login) if user.last_login else _("没有登录过")),
        Fact(_("提出"), (by.name if by else "", " ", Moment(at) if at else "")),
    )


def _answer(request: Any) -> tuple[bool, str]:
    return request.POST.get("act") == "confirm", request.POST.get("why", "").strip()[:500]


def _unsaid(yes: bool, why: str) -> str:
    return "" if yes or why else _("请写明不同意的理由")


def _tell(proposer: int | None, yes: bool, user: User, named: str, why: str, key: str) -> None:
    told = {"name": user.name, "what": named, "why": why}
    text = _("%(name)s：%(what)s已确认生效。") if yes else _("%(name)s：%(what)s没有获得确认。理由：%(why)s")
    put("inbox", str(proposer), "account.decided", text % told, f"decided:{key}")


def _done(request: Any, yes: bool, named: str) -> HttpResponse:
    messages.success(request, (_("已确认：%(what)s") if yes else _("未同意：%(what)s")) % {"what": named})
    return redirect(ALL)


def _page(
    request: Any, user: User, named: str, facts: tuple[Fact, ...], yes: str, no: str, said: str, seen: str = ""
) -> HttpResponse:
    refusing = request.method == "POST" and request.POST.get("act") != "confirm"
    why, wrong = request.POST.get("why", "")[:500], (said,) if said else ()
    field = Field("why", _("不同意的理由"), "long", why, max_length=500, errors=wrong if refusing else ())
    kept = (("seen", seen),) if seen else ()
    body = (
        Panel(named, (Facts(facts),)),
        Panel(
            _("确认"),
            (Form(_("确认"), hidden=(("act", "confirm"), *kept), promise=yes, errors=() if refusing else wrong),),
        ),
        Panel(
            _("不同意"), (Form(_("不同意"), (field,), hidden=(("act", "refuse"), *kept), promise=no, tone="danger"),)
        ),
    )
    head = Head(user.name, number=user.username, said=_("等第二个人确认"), back=Link(_("返回待确认"), ALL))
    return render(request, Page(_("待确认"), head, body), status=422 if said else 200)
