"""Complaints taken in by our own people, leads of the grid, and the look at who told."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import needs
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff.case import address
from chunfeng.desks.staff.opened import opened
from chunfeng.desks.ui.limits import used_up
from chunfeng.desks.ui.pages import refuse, render
from chunfeng.engines.display.page import (
    Acts,
    Column,
    Day,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Id,
    Link,
    List,
    Option,
    Page,
    Panel,
    Receipt,
    Row,
)
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection import actions, queries
from chunfeng.plans.rights.inspection.models import Complaint
from chunfeng.plans.rights.inspection.pages import forms


def _intake(request: Any, title: str, form: Any, read: Any, url: str, taken: Any) -> HttpResponse:
    given = request.POST.dict() if request.method == "POST" else {}
    key = given.get("request_key", "")[:64] or secrets.token_urlsafe(18)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        told, wrong = read(given, request.actor, timezone.localdate())
        if told is not None:
            # The key lies on the opening event: a form sent twice shows that it was taken in.
            known = Event.objects.filter(request_key=key).first()
            receipt = None if known else actions.take_in(told, request.actor, request_key=key)
            if known or receipt is None:
                return redirect("/desk/")
            if isinstance(receipt, Refusal):
                wrong = {"": str(receipt)}
            else:
                return render(request, taken(request, receipt, url), "staff")
    page = Page(title, Head(title, back=Link(_("返回待办"), "/desk/")), (form(request.actor, url, key, given, wrong),))
    return render(request, page, "staff", status=422 if wrong else 200)


#: Where on the desk stands what one registered.
OWN = "complaints"


def _links(request: Any, case: Case, again: Link) -> Acts:
    seen = Case.objects.visible_to(request.actor).filter(pk=case.pk).exists()
    own = () if seen or request.actor.holds("lead.submit") else (Link(_("看我登记的"), f"/desk/#{OWN}"),)
    return Acts((Link(_("打开事项"), address(case)), again) if seen else (*own, again), plain=True)


def _told(request: Any, receipt: actions.Receipt, again: str) -> Page:
    case = receipt.complaint.inspection.case
    accept = case.clocks.filter(code="accept").first()
    lines = ((_("请把编号和查询码告诉投诉人。受理期限到"), Day(accept.due_on, "full"), _("。")),)
    shown = Receipt(_("编号"), receipt.complaint.number, lines, code_label=_("查询码"), code=receipt.code)
    body = (shown, _links(request, case, Link(_("再登记一件"), again)))
    return Page(_("已登记"), Head(_("已登记"), number=case.number), body)


def _reported(request: Any, receipt: actions.Receipt, again: str) -> Page:
    """A lead has nobody to whom a code could be told."""
    case = receipt.complaint.inspection.case
    accept = case.clocks.filter(code="accept").first()
    lines = (
        (_("已交%(office)s核查，") % {"office": case.office}, Day(accept.due_on, "full"), _("前决定是否受理。")),
        _("办到哪一步，在“待办”页的“我上报的”里看。"),
    )
    body = (
        Receipt(_("线索编号"), receipt.complaint.number, lines),
        _links(request, case, Link(_("再上报一条"), again)),
    )
    return Page(_("已上报"), Head(_("已上报")), body)


def my_leads(actor: Actor) -> tuple[Panel, ...]:
    """What the actor reported from the round and how far it came: number, day and state, nothing of the matter itself."""
    if not actor.holds("lead.submit"):
        return ()
    empty = Empty(_("还没有上报过线索。"), Link(_("上报线索"), "/desk/leads/new/"))
    table = _how_far(queries.leads_of(actor), _("线索编号"), _("上报"), _("条"), empty)
    return (Panel(_("我上报的"), (table,), anchor="leads"),)


def my_complaints(actor: Actor) -> tuple[Panel, ...]:
    """As `my_leads`, for whoever registers complaints and sees no matter."""
    if not actor.holds("complaint.take") or actor.holds("inspection.read"):
        return ()
    empty = Empty(_("还没有登记过投诉。"), Link(_("登记投诉"), "/desk/complaints/new/"))
    table = _how_far(queries.complaints_taken_by(actor), _("编号"), _("登记"), _("件"), empty)
    said = _("本岗位看不到案卷。投诉人凭编号和查询码在进度页查，丢了回执的由窗口补发查询码。")
    return (Panel(_("我登记的"), (table,), note=said, anchor=OWN),)


def _how_far(told: Iterable[Complaint], number: str, on: str, measure: str, empty: Empty) -> List:
    rows = tuple(
        Row({"number": Id(one.number), "on": timezone.localdate(one.received_at), "state": str(one.inspection.case.state_declared.label)})
        for one in told
    )  # fmt: skip
    return List(
        (Column("number", number, kind="id"), Column("on", on, kind="day"), Column("state", _("状态"))),
        rows=rows, sort=_("新的在前"), measure=measure, total=len(rows), empty=empty,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs("complaint.take")
def complaint_new(request: Any) -> HttpResponse:
    return _intake(request, _("登记投诉"), forms.complaint_form, forms.read_complaint, "/desk/complaints/new/", _told)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs("lead.submit")
def lead_new(request: Any) -> HttpResponse:
    return _intake(request, _("上报线索"), forms.lead_form, forms.read_lead, "/desk/leads/new/", _reported)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs("inspection.read", "informer.read")
def teller(request: Any, number: str) -> HttpResponse:
    """Who told, after saying why one asks; the look stands in the log. Without the right there is no such page."""
    found = Complaint.objects.filter(number=number).select_related("inspection__case").first()
    seen = Case.objects.visible_to(request.actor)
    if (
        found is None
        or not seen.filter(pk=found.inspection.case_id).exists()
        or not queries.may_know_teller(found, request.actor)
    ):
        raise Http404
    case = found.inspection.case
    at = opened(request.actor, request.GET).url
    head = Head(_("投诉人"), number=found.number, back=Link(_("返回事项"), at(address(case))))
    url, reason = at(f"/desk/complaints/{number}/"), request.POST.get("reason", "")
    shown = actions.show_teller(found, request.actor, reason) if request.method == "POST" else None
    if isinstance(shown, tuple):
        facts = (Fact(_("姓名"), shown[0] or _("未留")), Fact(_("电话"), shown[1] or _("未留")))
        return render(request, Page(_("投诉人"), head, (Panel(_("投诉人"), (Facts(facts),)),)), "staff")
    wrong = (str(shown),) if isinstance(shown, Refusal) else ()
    field = Field("reason", _("为什么要看"), "long", reason, errors=wrong, max_length=300)
    form = Form(_("显示姓名和电话"), (field,), url, promise=_("谁在什么时候为什么看过，会记入日志。"))
    return render(request, Page(_("投诉人"), head, (form,)), "staff")


#: What a clerk may look at before handing out a new code.
_DOCUMENTS = (
    gettext_lazy("居民身份证"), gettext_lazy("社会保障卡"), gettext_lazy("护照或通行证"), gettext_lazy("其他带照片的证件"),
)  # fmt: skip
#: Tries of one clerk in an hour: a counter never has so many lost receipts, somebody who fishes for tellers has.
_TRIES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs("complaint.reissue")
def reissue(request: Any) -> HttpResponse:
    """A new code for a lost receipt. The clerk types what the person shows and says, and sees nothing else."""
    title, url = _("补发查询码"), "/desk/complaints/reissue/"
    given = {name: request.POST.get(name, "").strip()[:60] for name in ("name", "phone", "number", "document")}
    documents = {str(n): str(words) for n, words in enumerate(_DOCUMENTS, 1)}
    wrong: tuple[str, ...] = ()
    if request.method == "POST":
        if used_up("reissue", str(request.user.pk), _TRIES):
            return refuse(request, 429)
        document = documents.get(given["document"], "")
        found = actions.reissue(
            request.actor, name=given["name"], phone=given["phone"], number=given["number"], document=document
        )
        if not isinstance(found, Refusal):
            return render(request, _reissued(found), "staff")
        wrong = (str(found),)
    options = tuple(Option(value, words) for value, words in documents.items())
    fields = (
        Field("name", _("证件上的姓名"), value=given["name"], max_length=50, errors=wrong),
        Field("phone", _("反映时留的电话"), "tel", given["phone"]),
        Field(
            "number", _("编号"), value=given["number"], optional=True, max_length=24, hint=_("TS开头；记不得可以不填")
        ),
        Field("document", _("看过的证件"), "radios", given["document"], options=options),
    )
    form = Form(_("补发"), fields, url, promise=_("原来的查询码立即作废；谁在什么时候看了什么证件补发的，会记入日志。"))
    head = Head(
        title, said=_("本人到窗口，丢了回执的。委托他人、匿名反映的不能补发。"), back=Link(_("返回待办"), "/desk/")
    )
    return render(request, Page(title, head, (form,)), "staff", status=422 if wrong else 200)


def _reissued(receipt: actions.Receipt) -> Page:
    lines = (_("请把编号和查询码交给本人；这一页离开以后不再显示。原来的查询码已经作废。"),)
    shown = Receipt(_("编号"), receipt.complaint.number, lines, code_label=_("查询码"), code=receipt.code)
    body = (shown, Acts((Link(_("返回待办"), "/desk/"),), plain=True))
    return Page(_("已补发"), Head(_("已补发")), body)


@require_GET
@needs("inspection.read")
def sent(request: Any) -> HttpResponse:
    """What went to other places: number, where to, since when. The file itself is theirs."""
    rows = queries.sent_elsewhere(request.actor)[:200]
    table = List(
        (
            Column("number", _("编号"), kind="id"), Column("to", _("移送到")), Column("sent", _("移送"), kind="day"),
            Column("taken", _("接收"), kind="day"),
        ),
        rows=tuple(Row({"number": Id(h.number), "to": h.to_place.name, "sent": h.sent_on, "taken": h.taken_on}) for h in rows),
        empty=Empty(_("没有移送到其他地方的案件。"), Link(_("看本地案件"), "/desk/cases/")), key="sent",
    )  # fmt: skip
    return render(
        request,
        Page(_("已移送"), Head(_("已移送其他地方"), back=Link(_("返回待办"), "/desk/")), (table,), flat=True),
        "staff",
    )
