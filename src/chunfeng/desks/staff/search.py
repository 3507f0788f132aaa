"""The search box: a number, an organisation by how its name begins, a person by whole name, number or phone, who complained by
whole name or phone: a secret teller only by those who may know the teller.

Asked by POST: what identifies a person stands in no address, and so in no log. Found is only what the actor may see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.keys import indexes
from chunfeng.base.orgs.models import Org, name_form
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import COUNTED
from chunfeng.desks.staff import case as casepage
from chunfeng.desks.staff.lists import PAGE, Known, columns, row
from chunfeng.desks.staff.pages import on_the_desk
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import Empty, Head, Link, List, Page, Printed

#: What apps find beside it: text, actor and how many at most → keys of cases, seen by the actor or not.
FINDERS: list[Callable[[str, Actor, int], Iterable[int]]] = []
SHORTEST, LONGEST = 2, 60
_NUMBER = re.compile(r"[A-Z]{2}(\d{1,4}(-\d*)?)?")
_LEVEL = re.compile("(?<=..)[省市区县]$")


@require_http_methods(["GET", "POST"])
@on_the_desk
def search(request: Any) -> HttpResponse:
    """One case that is found opens at once; several are listed."""
    if request.method == "GET":
        return redirect("cases")
    text = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = keys(text, request.actor) if len(text) >= SHORTEST else set()
    rows = list(Case.objects.filter(pk__in=found).select_related("place").order_by("-id")[:PAGE])
    if len(rows) == 1:
        return redirect(casepage.address(rows[0]))
    page = Page(
        _("搜索"),
        Head(_("搜索“%(text)s”") % {"text": text} if text else _("搜索")),
        (_listed(rows, len(found), request.actor),),
        flat=True,
        printed=Printed(_("搜索"), request.actor.name, timezone.now(), watermark=True),
        keys=("list",),
    )
    return render(request, page)


def _listed(rows: list[Case], total: int, actor: Actor) -> List:
    today = timezone.localdate()
    known = Known.of(rows, actor)
    return List(
        columns(),
        rows=tuple(row(c, actor, today, known) for c in rows),
        sort=_("新收的在前"),
        total=min(total, COUNTED),
        capped=total > COUNTED,
        measure=_("件"),
        empty=Empty(
            _(
                "没有找到我能看的事项。编号和单位名称可以只写开头。投诉登记以后本岗位看不到案卷：投诉人凭编号和查询码在进度页查，丢了回执的由窗口补发查询码。"
            )
            if actor.holds("complaint.take") and not actor.holds("inspection.read")
            else _(
                "没有找到我能看的事项。编号和单位名称可以只写开头；劳动者要写完整的姓名、证件号或电话，投诉人写完整的姓名或电话；要求保密的投诉人，只有能看其身份的人查得到。"
            ),
            Link(_("查看全部事项"), "/desk/cases/"),
        ),
    )


def keys(text: str, actor: Actor) -> set[int]:
    """Keys of the cases found, at most COUNTED + 1 of each way of looking; a fixed number of queries, each in an index."""
    visible = Case.objects.visible_to(actor).order_by()
    number = text.upper()
    ways = [Q(number__begins=number)] if _NUMBER.fullmatch(number) else _of_parties(text, actor)
    others = {key for finder in FINDERS for key in finder(text, actor, COUNTED + 1)}
    if others:
        ways.append(Q(pk__in=others))
    return {key for way in ways for key in visible.filter(way).values_list("pk", flat=True)[: COUNTED + 1]}


def _of_parties(text: str, actor: Actor) -> list[Q]:
    found = []
    if orgs := _orgs(text, actor):
        found.append(Q(org__in=orgs))
    if persons := _persons(text):
        found.append(Q(person__in=persons))
    return found


def _orgs(text: str, actor: Actor) -> Collection[int]:
    """By code, or by how the name begins, with or without the place before it: 宏基 and 某宏基 find 某市宏基公司."""
    form = name_form(text)
    places = _places(actor)
    bare = next((rest for place in places if (rest := form.removeprefix(place)) != form), form)
    begins = Q(credit_code=form) | Q(name_form__begins=form)
    for place in places if bare else ():
        begins |= Q(name_form__begins=place + bare)
    found = list(Org.objects.filter(begins).order_by().values_list("pk", "merged_into")[: COUNTED + 1])
    one = {key for pair in found for key in pair if key}
    return one | set(Org.objects.filter(merged_into__in=one).order_by().values_list("pk", flat=True)) if one else ()


def _places(actor: Actor) -> list[str]:
    """What names of organisations there begin with: the actor's places and those above, with and without 市, 区, 县."""
    codes = {code for grant in actor.grants for code in grant.place_path.split("/") if code}
    everywhere = Q(kind="city") if any(grant.scope == "all" for grant in actor.grants) else Q(pk__in=())
    names = Place.objects.filter(Q(code__in=codes) | everywhere).order_by("path").values_list("name", flat=True)[:20]
    return list(dict.fromkeys(form for name in names for form in (name_form(name), _LEVEL.sub("", name_form(name)))))


def _persons(text: str) -> set[int]:
    """All records of whoever has this whole name, number or phone: they are sealed, and found by key alone."""
    same = (
        Q(name_key__in=indexes(text, "name")) | Q(number_key__in=indexes(text, "number")) | Q(phone_key__in=indexes(text, "phone"))
    )  # fmt: skip
    found = list(Person.objects.filter(same).order_by().values_list("pk", "merged_into")[: COUNTED + 1])
    one = {key for pair in found for key in pair if key}
    return (
        one | set(Person.objects.filter(merged_into__in=one).order_by().values_list("pk", flat=True)) if one else set()
    )
