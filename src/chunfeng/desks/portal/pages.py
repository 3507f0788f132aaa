"""The portal: what is mine to do, one case, one step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.declarations import Reason, Step
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import usual_steps
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.portal import status
from chunfeng.desks.portal.finding import address, at_the_portal, concerning, find, known, of_my_orgs, to_judge
from chunfeng.desks.portal.registry import PORTAL
from chunfeng.desks.ui.asks import answers, seen_of, takes
from chunfeng.desks.ui.deadlines import of_case
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Form,
    Group,
    Head,
    Inline,
    Link,
    List,
    Notice,
    Page,
    Panel,
    Row,
)


@require_GET
@at_the_portal
def home(request: Any) -> HttpResponse:
    return render(request, _home(request.actor), "portal")


def _home(actor: Actor, refused: Refused | None = None) -> Page:
    today = timezone.localdate()
    open_ = list(of_my_orgs(actor).filter(closed_at=None).select_related("place").order_by("due_on", "-id")[:50])
    closed = list(of_my_orgs(actor).exclude(closed_at=None).select_related("place").order_by("-closed_at")[:20])
    judged, against = to_judge(actor), concerning(actor)
    usual = usual_steps((*judged, *open_, *against), actor)
    # Mostly one at a time: what is open is gone on with, not begun again.
    begun = [
        code
        for code, dossier in PORTAL.dossiers.items()
        if dossier.begin
        and actor.holds(PROCESSES[code].opens)
        and (dossier.several or not any(c.process == code for c in open_))
        and dossier.begun_by(actor)
    ]
    groups = [
        Group(title, tuple(_row(case, actor, usual.get(case.pk)) for case in cases), len(cases))
        for title, cases in (
            (_("请我评审"), judged),
            *((str(c.title), [a for a in against if a.process == code]) for code, c in PORTAL.concerns.items()),
            (_("在办"), open_),
            (_("已办结"), closed),
        )
        if cases
    ]
    table = List(
        (
            Column("number", _("编号"), kind="id"), Column("title", _("事项")), Column("state", _("状态"), kind="state"),
            Column("due", _("期限"), kind="deadline"), Column("next", _("下一步"), kind="next"),
        ),
        groups=tuple(groups), total=len(open_) + len(closed) + len(judged) + len(against), measure=_("件"),
        empty=Empty(_("现在没有要办的事项。"), _to_begin(actor, bool(begun))),
    )  # fmt: skip
    body: list[Any] = [Notice(str(refused), "bad")] if refused else []
    body.append(Panel(_("我的事项"), (table,)))
    for code in begun:
        body.append(
            Panel(
                str(PROCESSES[code].title),
                (Form(_("开始填报"), url=f"/portal/begin/{code}/", promise=_("可以分几次填，填好的随时保存。")),),
            )
        )
    return Page(_("办理"), Head(_("办理"), said=_("今天 %(day)s") % {"day": today.isoformat()}), tuple(body))


def _to_begin(actor: Actor, forms: bool) -> Inline:
    """What may be begun where nothing is to be done."""
    if forms:
        return _("在下面选一项开始。")
    if any(actor.holds(receiver.permission) for receiver in RECEIVERS):
        return Link(_("报送名单"), "/portal/uploads/")
    return _("有了会在这里列出，并发消息告知。")


def _row(case: Case, actor: Actor, usual: Step | None) -> Row:
    today = timezone.localdate()
    tone, label = status.seen(case)
    due = status.due_on(case)
    chip: Inline = Chip(tone, label) if tone else label
    waits: Inline = status.awaited(case, actor) if tone else ""
    return Row(
        {
            "number": case.number,
            "title": f"{case.declared.title} · {case.heading}",
            "state": chip,
            "due": of_case(case, today) if due else None,
            "next": _("待我%(act)s") % {"act": usual.label} if usual else waits,
        },
        url=address(case),
        dim=tone is None,
    )


@require_POST
@at_the_portal
def begin(request: Any, process: str) -> HttpResponse:
    """A new file for the first organisation the actor may apply for."""
    dossier = PORTAL.dossiers.get(process)
    if dossier is None or dossier.begin is None:
        raise Http404
    grant = next(request.actor.with_permission(PROCESSES[process].opens), None)
    org = Org.objects.select_related("place").filter(pk=grant.org).first() if grant and grant.org else None
    if org is None or org.place is None:
        raise Http404
    found = dossier.begin(org, org.place, request.actor)
    if isinstance(found, Refused):
        return render(request, _home(request.actor, found), "portal", status=422)
    return redirect(address(found))


@require_GET
@at_the_portal
def case(request: Any, number: str) -> HttpResponse:
    found = find(request, number)
    return render(request, status.page(found, request.actor, timezone.localdate()), "portal")


@require_http_methods(["GET", "POST"])
@at_the_portal
def step(request: Any, number: str, code: str) -> HttpResponse:
    """One step on its own page: GET asks, POST takes it."""
    found = find(request, number)
    declared = next((s for s, _why in status.my_steps(found, request.actor) if s.code == code), None)
    if declared is None:
        return _gone(request, found)
    if request.method == "GET":
        return _ask(request, found, status.step_blocks(found, declared), str(declared.label))
    given = answers(request, declared.asks, keep=takes(request, found, declared, request.actor))
    result = take(
        found, code, actor=request.actor, seen=seen_of(request), answers=given,
        request_key=request.POST.get("request_key", "")[:64] or None,
    )  # fmt: skip
    if isinstance(result, Refused):
        found.refresh_from_db()
        if found.process in PORTAL.concerns and seen_of(request) != found.version:
            # The engine would say what the office did meanwhile.
            return _gone(request, found)
        given["request_key"] = request.POST.get("request_key", "")[:64]
        blocks = status.step_blocks(found, declared, given, result.reasons)
        return _ask(request, found, blocks, str(declared.label), 422)
    messages.success(request, _("已办理：%(act)s") % {"act": declared.label})
    return redirect(address(found) if known(request.actor, found.number) else "/portal/")


def _gone(request: Any, case: Case) -> HttpResponse:
    """The step is not mine, or not any more: the case says how it stands now."""
    said = Reason(_("现在是“%(state)s”，这一步办不了") % {"state": status.seen(case)[1]})
    return render(request, status.page(case, request.actor, timezone.localdate(), (said,)), "portal", status=422)


def _ask(request: Any, case: Case, blocks: tuple[Any, ...], title: str, code: int = 200) -> HttpResponse:
    today = timezone.localdate()
    judging = not of_my_orgs(request.actor).filter(pk=case.pk).exists()
    panels = list(PORTAL.panels[case.process](case, request.actor)) if judging and case.process in PORTAL.panels else []
    heading = status.head(case, request.actor, today)
    body = (*panels, Panel(title, blocks, anchor="step"))
    return render(request, Page(title, heading, body, (status.contact(case, today),)), "portal", status=code)
