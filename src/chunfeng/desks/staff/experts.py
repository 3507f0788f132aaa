"""The pool of experts: who is in it, who comes in, who goes out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.pages import needs
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused
from chunfeng.desks.ui.forms import sentences
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Acts,
    Column,
    Empty,
    Field,
    Form,
    Head,
    Link,
    List,
    Missing,
    Option,
    Page,
    Row,
    Span,
)
from chunfeng.plans.training.providers import actions, queries

_ALL = "/desk/experts/"


@require_GET
@needs("expert.read")
def experts(request: Any) -> HttpResponse:
    today = timezone.localdate()
    manages = request.actor.holds("expert.manage")
    rows = []
    for expert in queries.experts_for(request.actor)[:500]:
        over = expert.valid_to_on is not None and expert.valid_to_on < today
        own = request.actor.may("expert.manage", place_path=expert.place.path)
        act: Any = Missing.EMPTY
        if manages and not over:
            act = Link(_("移出"), f"{_ALL}{expert.pk}/end/", expert.user.name) if own else _("由上级管理")
        rows.append(
            Row(
                {
                    "name": expert.user.name, "field": expert.field, "place": expert.place.name,
                    "org": expert.org.name if expert.org else Missing.EMPTY,
                    "span": Span(expert.valid_from_on, expert.valid_to_on), "scored": expert.scored,
                    "open": expert.open_seats, **({"act": act} if manages else {}),
                },
                dim=over,
            )
        )  # fmt: skip
    table = List(
        (
            Column("name", _("专家")), Column("field", _("专业领域")), Column("place", _("属地")), Column("org", _("所在单位")),
            Column("span", _("在库")), Column("scored", _("评过"), kind="number", unit=_("件")),
            Column("open", _("待评"), kind="number", unit=_("件")), *((Column("act", _("下一步")),) if manages else ()),
        ),
        rows=tuple(rows), total=len(rows), measure=_("名"), empty=Empty(_("专家库里还没有人。"), _("由培训科负责人列入。")),
    )  # fmt: skip
    acts = (Acts((Link(_("列入专家"), f"{_ALL}new/"),)),) if manages else ()
    said = _("本地和上级的专家都可以抽到；管专家库的人不抽签。")
    return render(request, Page(_("专家库"), Head(_("专家库"), said=said), (*acts, table), flat=True))


def _candidates(request: Any) -> list[User]:
    """Accounts that hold the post of an expert and are not in the pool today."""
    today = timezone.localdate()
    there = queries.in_pool(today).values("user")
    posted = Assignment.objects.valid_on(today).filter(role="expert").values("user")
    return list(User.objects.filter(pk__in=posted, is_active=True).exclude(pk__in=there).order_by("name", "pk")[:200])


@require_http_methods(["GET", "HEAD", "POST"])
@needs("expert.manage")
def new(request: Any) -> HttpResponse:
    given = {name: request.POST.get(name, "").strip()[:60] for name in ("user", "place", "field")}
    candidates = {str(user.pk): user for user in _candidates(request)}
    places = {
        place.code: place
        for place in Place.objects.filter(request.actor.scope("expert.manage", place="path"), valid_to_on=None)
        .filter(kind__in=("city", "county", "zone"))
        .order_by("path")[:100]
    }
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        user, place = candidates.get(given["user"]), places.get(given["place"])
        wrong = [] if user else [Reason(_("请选择一位专家"), "#user")]
        if place is None:
            wrong.append(Reason(_("请选择属地"), "#place"))
        made: Any = Refused(tuple(wrong))
        if user and place:
            made = actions.add_expert(user, place, given["field"], request.actor, from_on=timezone.localdate())
        if not isinstance(made, Refused):
            return redirect(_ALL)
        reasons = made.reasons
    people = tuple(Option(value, user.name) for value, user in candidates.items())
    where = tuple(Option(code, place.name) for code, place in places.items())
    fields = (
        Field("user", _("专家"), "choice", given["user"], options=people, errors=sentences(reasons, "user"),
              hint=_("有评审专家岗位、还不在库里的账号；没有的请系统管理员先建")),
        Field("place", _("属地"), "choice", given["place"], options=where, errors=sentences(reasons, "place")),
        Field("field", _("专业领域"), value=given["field"], max_length=60, errors=sentences(reasons, "field")),
    )  # fmt: skip
    whole = sentences(reasons, "user", "place", "field", rest=True)
    form = Form(_("列入专家库"), fields, f"{_ALL}new/", errors=whole, promise=_("今天起可以抽到。"))
    head = Head(_("列入专家"), back=Link(_("返回专家库"), _ALL))
    return render(request, Page(_("列入专家"), head, (form,)), "staff", status=422 if reasons else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("expert.manage")
def end(request: Any, pk: int) -> HttpResponse:
    expert = queries.experts_for(request.actor).filter(pk=pk).first()
    if expert is None:
        raise Http404
    why = request.POST.get("why", "").strip()[:500]
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        refused = actions.remove_expert(expert, request.actor, why)
        if refused is None:
            return redirect(_ALL)
        reasons = refused.reasons
    field = Field("why", _("移出的理由"), "long", why, max_length=500, errors=sentences(reasons, "why"))
    form = Form(_("移出专家库"), (field,), f"{_ALL}{pk}/end/", errors=sentences(reasons, "why", rest=True), tone="danger",
                promise=_("今天起不再抽到；已经评的分保留。"))  # fmt: skip
    head = Head(_("移出专家"), said=expert.user.name, back=Link(_("返回专家库"), _ALL))
    return render(request, Page(_("移出专家"), head, (form,)), "staff", status=422 if reasons else 200)
