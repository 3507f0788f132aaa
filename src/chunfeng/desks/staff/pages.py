"""The staff desk: the queue, the list, the case and its steps."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chunfeng.base.access.pages import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.workflow import draws, engine
from chunfeng.base.workflow.engine import Refused, reverse, take
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff import case as casepage
from chunfeng.desks.staff.intake import my_complaints, my_leads
from chunfeng.desks.staff.lists import Filter, listed, queue
from chunfeng.desks.staff.opened import opened
from chunfeng.desks.ui.asks import answers, seen_of, takes
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.cells import safe
from chunfeng.engines.display.page import Fact, Facts, Head, Link, Page, Panel, Printed, Prose


def on_the_desk(view: Any) -> Any:
    """For actors with a post at the staff desk; for others the desk does not exist."""
    from functools import wraps

    from chunfeng.base.access.roles import ROLES

    @signed_in
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any((role := ROLES.get(g.role)) and role.desk == "staff" for g in request.actor.grants):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access = ("desk:staff",)
    return guarded


@require_GET
@on_the_desk
def home(request: Any) -> HttpResponse:
    today = timezone.localdate()
    work = queue(request.actor, today)
    page = Page(
        _("待办"),
        Head(_("待办"), said=_("今天 %(day)s") % {"day": f"{today:%Y-%m-%d}"}),
        (work, *my_leads(request.actor), *my_complaints(request.actor)),
        flat=True,
        printed=Printed(_("待办"), request.actor.name, timezone.now(), watermark=True),
        keys=("list",),
    )
    return render(request, page)


@require_GET
@on_the_desk
def cases(request: Any) -> HttpResponse:
    today = timezone.localdate()
    found = listed(request.actor, Filter.of(request.GET), today)
    page = Page(
        _("事项"),
        Head(_("事项")),
        (found,),
        flat=True,
        printed=Printed(_("事项"), request.actor.name, timezone.now(), watermark=True),
        keys=("list",),
    )
    return render(request, page)


class _Echo:
    def write(self, text: str) -> str:
        return text


@require_GET
@on_the_desk
def cases_csv(request: Any) -> StreamingHttpResponse:
    """The whole result of the filter, streamed; the export itself is an event."""
    asked = Filter.of(request.GET)
    rows = (
        asked.apply(Case.objects.visible_to(request.actor), timezone.localdate())
        .select_related("place")
        .order_by("-id")
    )
    record("export", request.actor, "cases", "list", filter=asked.url())
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([_("编号"), _("流程"), _("事项"), _("属地"), _("状态"), _("收到"), _("期限")])
        for case in rows.iterator(2000):
            cells = (case.number, case.declared.title, case.heading, case.place.name, case.state_declared.label,
                     timezone.localdate(case.received_at) if case.received_at else None, case.due_on)  # fmt: skip
            yield writer.writerow(["" if cell is None else safe(str(cell)) for cell in cells])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return answer


def find(request: Any, number: str) -> Case:
    """The case, if it exists for this actor."""
    try:
        return Case.objects.visible_to(request.actor).select_related("place", "org").get(number=number)
    except Case.DoesNotExist:
        raise Http404 from None


@require_GET
@on_the_desk
def case(request: Any, number: str) -> HttpResponse:
    found = find(request, number)
    page = casepage.page(found, request.actor, today=timezone.localdate(), opened=opened(request.actor, request.GET))
    return render(request, page)


@require_GET
@on_the_desk
def turn(request: Any, number: str, way: str) -> HttpResponse:
    """To the case before or after this one in the list it was opened from, the queue where none is said; at its ends it says so."""
    case = find(request, number)
    if way not in ("before", "after"):
        raise Http404
    from_ = opened(request.actor, request.GET)
    beside = from_.beside(case, way == "after")
    if beside is None:
        messages.info(request, _("列表里后面没有了") if way == "after" else _("列表里前面没有了"))
    return redirect(from_.url(f"/desk/cases/{beside or case.number}/"))


@require_http_methods(["GET", "POST"])
@on_the_desk
def step(request: Any, number: str, code: str) -> HttpResponse:
    """GET shows the step alone in one column, for a phone outside the house; POST takes it."""
    found = find(request, number)
    declared = found.declared.step(code)
    if declared is None:
        raise Http404
    from_ = opened(request.actor, request.GET)
    if request.method == "GET":
        return render(request, casepage.one_step(found, request.actor, declared, at=from_.url))
    given = answers(request, declared.asks, keep=takes(request, found, declared, request.actor))
    result = take(
        found,
        code,
        actor=request.actor,
        seen=seen_of(request),
        answers=given,
        request_key=request.POST.get("request_key", "")[:64] or None,
    )
    if isinstance(result, Refused):
        found.refresh_from_db()
        given["request_key"] = request.POST.get("request_key", "")[:64]
        name, value = casepage.ALONE
        if request.POST.get(name) == value and not engine.refusals(found, declared, request.actor):
            page = casepage.one_step(found, request.actor, declared, given, result.reasons, at=from_.url)
        else:
            page = casepage.page(
                found, request.actor, today=timezone.localdate(), tried=code, given=given, refused=result.reasons,
                opened=from_,
            )  # fmt: skip
        return render(request, page, status=422)
    messages.success(request, _("已办理：%(act)s") % {"act": declared.label})
    return redirect(from_.url(casepage.address(found)))


@require_POST
@on_the_desk
def undo(request: Any, number: str, event: int) -> HttpResponse:
    found = find(request, number)
    undone = Event.objects.filter(pk=event, object_kind="case", object_id=found.number).first()
    if undone is None:
        raise Http404
    result = reverse(
        found,
        undone,
        actor=request.actor,
        seen=seen_of(request),
        note=request.POST.get("note", ""),
    )
    if isinstance(result, Refused):
        found.refresh_from_db()
        page = casepage.page(found, request.actor, today=timezone.localdate(), refused=result.reasons)
        return render(request, page, status=422)
    return redirect(casepage.address(found))


@require_GET
@on_the_desk
def draw(request: Any, number: str, event: int) -> HttpResponse:
    """A random draw, laid open so that anyone can repeat it."""
    found = find(request, number)
    drawn = Event.objects.filter(pk=event, object_kind="case", object_id=found.number, kind="step").first()
    made = drawn.known.get("draw") if drawn else None
    if not made:
        raise Http404
    again = draws.draw(made["seed"], made["pool"], len(made["chosen"]))
    facts = (
        Fact(_("种子"), made["seed"], wide=True),
        Fact(_("名单摘要（SM3）"), made["pool_hash"], wide=True),
        Fact(
            _("名单"), _("%(n)s 名：%(keys)s") % {"n": len(made["pool"]), "keys": _("、").join(made["pool"])}, wide=True
        ),
        Fact(_("抽中"), _("、").join(made["chosen"]), wide=True),
        Fact(_("再抽一次"), _("结果相同") if again == made["chosen"] else _("结果不同")),
    )
    back = Link(_("返回事项"), opened(request.actor, request.GET).url(casepage.address(found)))
    how = Prose((_("做法：把名单上的每个代码接在种子后面，求 SM3 摘要，按摘要从小到大排列，取最前面的几个。"),))
    page = Page(
        _("抽签"),
        Head(_("抽签"), number=found.number, back=back),
        (Panel(_("结果"), (Facts(facts),)), Panel(_("怎样复核"), (how,))),
    )
    return render(request, page)
