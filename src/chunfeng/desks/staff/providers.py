"""Admitted providers at the desk: what is known of each, and where supervision and the yearly evaluation begin."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import needs
from chunfeng.base.audit.models import Event
from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff.case import address
from chunfeng.desks.ui.forms import sentences
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Id,
    Inline,
    Link,
    List,
    Missing,
    Next,
    Option,
    Page,
    Panel,
    Row,
    Span,
    StepRefusal,
)
from chunfeng.engines.display.page import Reason as ShownReason
from chunfeng.kernel.digits import day as day_of
from chunfeng.kernel.digits import natural
from chunfeng.plans.training.providers import actions, queries
from chunfeng.plans.training.providers.models import LEVELS, Agreement, Evaluation, Supervision

_ALL = "/desk/providers/"


def _url(agreement: Agreement, act: str = "") -> str:
    return f"{_ALL}{agreement.pk}/{act}"


def _state(agreement: Agreement, today: date) -> Inline:
    if agreement.ended_on is not None and agreement.ended_on < today:
        return _("已退出")
    if agreement.to_on < today:
        return _("已到期")
    if agreement.suspended_from_on and agreement.suspended_from_on <= today <= agreement.suspended_to_on:
        return Chip("bad", _("已暂停"))
    return Chip("ok", _("在册")) if agreement.from_on <= today else Chip("neutral", _("未开始"))


@require_GET
@needs("provider.read")
def providers(request: Any) -> HttpResponse:
    today = timezone.localdate()
    shown = list(queries.agreements_of(request.actor)[:200])
    rows = tuple(
        Row(
            {
                "name": a.org.name, "place": a.place.name, "number": Id(a.number), "span": Span(a.from_on, a.to_on),
                "yellow": a.yellow, "red": a.red, "state": _state(a, today),
            },
            url=_url(a), key=str(a.pk), dim=(a.ended_on or a.to_on) < today,
        )
        for a in shown
    )  # fmt: skip
    table = List(
        (
            Column("name", _("机构")), Column("place", _("属地")), Column("number", _("协议编号"), kind="id"),
            Column("span", _("协议期限")), Column("yellow", _("一年内黄牌"), kind="number", unit=_("张")),
            Column("red", _("一年内红牌"), kind="number", unit=_("张")), Column("state", _("状态"), kind="state"),
        ),
        rows=rows, sort=_("协议新的在前"), total=len(rows), measure=_("家"),
        empty=Empty(_("还没有认定的培训机构。"), Link(_("看认定申请"), "/desk/cases/?process=training.provider_admission")),
    )  # fmt: skip
    return render(request, Page(_("机构"), Head(_("定点培训机构")), (table,), flat=True, keys=("list",)))


def _found(request: Any, pk: int) -> Agreement:
    found = queries.agreements_of(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
@needs("provider.read")
def provider(request: Any, pk: int) -> HttpResponse:
    agreement, today = _found(request, pk), timezone.localdate()
    head = Head(agreement.org.name, number=agreement.number, back=Link(_("返回机构"), _ALL))
    next_ = _next(agreement, request.actor, today)
    side = (next_,) if next_.offers or next_.refusals else ()
    facts = (
        Fact(_("属地"), agreement.place.name), Fact(_("协议期限"), Span(agreement.from_on, agreement.to_on)),
        Fact(_("状态"), _state(agreement, today)),
        Fact(_("一年内的牌"), _("黄牌 %(yellow)d 张，红牌 %(red)d 张") % {"yellow": agreement.yellow, "red": agreement.red}),
        Fact(_("认定"), Link(agreement.admission.case.number, address(agreement.admission.case))),
    )  # fmt: skip
    body = (
        Panel(_("协议"), (Facts(facts), _listed(agreement)), anchor="agreement"),
        Panel(_("监管"), (_supervisions(agreement),), anchor="supervisions"),
        Panel(_("年度评估"), (_evaluations(agreement),), anchor="evaluations"),
    )
    return render(request, Page(agreement.org.name, head, body, side))


def _next(agreement: Agreement, actor: Actor, today: date) -> Next:
    """What this actor's post can begin here; where something stands in its way, the reason instead of a button."""
    offers: list[Link] = []
    refusals: list[StepRefusal] = []
    path, ended = agreement.place.path, agreement.ended_on
    if actor.may("supervision.open", place_path=path):
        if ended is not None:
            why = _("协议已于 %(day)s 终止") % {"day": ended.isoformat()}
            refusals.append(StepRefusal(_("立项监管"), (ShownReason(why),)))
        else:
            offers.append(Link(_("立项监管"), _url(agreement, "supervise/")))
    if actor.may("evaluation.open", place_path=path):
        if queries.years_to_evaluate(agreement, today):
            offers.append(Link(_("开始年度评估"), _url(agreement, "evaluate/")))
        else:
            why = _("协议 %(year)s 年开始，没有已过完而未评估的年度") % {"year": agreement.from_on.year}
            refusals.append(StepRefusal(_("开始年度评估"), (ShownReason(why, Link(_("看年度评估"), "#evaluations")),)))
    return Next(tuple(offers), tuple(refusals))


def _listed(agreement: Agreement) -> List:
    rows = tuple(
        Row({"trade": row.trade, "level": LEVELS[row.level], "address": row.address, "capacity": row.capacity})
        for row in agreement.listings.order_by("pk")
    )
    return List(
        (
            Column("trade", _("工种")), Column("level", _("等级")), Column("address", _("地址")),
            Column("capacity", _("同时容纳"), kind="number", unit=_("人")),
        ),
        rows=rows, key="listed",
    )  # fmt: skip


def _supervisions(agreement: Agreement) -> List:
    found = Supervision.objects.filter(agreement__org=agreement.org_id).select_related("case").order_by("-pk")
    grounds = offered("training.card_grounds") | offered("training.exit_grounds")
    rows = tuple(
        Row(
            {
                "number": s.case.number, "found": s.found_on, "ground": grounds.get(s.ground, s.ground),
                "state": str(s.case.state_declared.label),
            },
            url=address(s.case),
        )
        for s in found[:50]
    )  # fmt: skip
    return List(
        (
            Column("number", _("编号"), kind="id"), Column("found", _("发现"), kind="day"), Column("ground", _("问题种类")),
            Column("state", _("状态")),
        ),
        rows=rows, empty=Empty(_("没有监管事项。"), _("发现问题的，从下一步立项。")),
    )  # fmt: skip


def _evaluations(agreement: Agreement) -> List:
    found = Evaluation.objects.filter(agreement__org=agreement.org_id).select_related("case").order_by("-year")
    rows = tuple(
        Row(
            {
                "number": e.case.number, "year": str(e.year),
                "result": str(Evaluation.RESULTS.get(e.result, "")) or Missing.EMPTY, "state": str(e.case.state_declared.label),
            },
            url=address(e.case),
        )
        for e in found[:50]
    )  # fmt: skip
    return List(
        (
            Column("number", _("编号"), kind="id"), Column("year", _("年度")), Column("result", _("评定")),
            Column("state", _("状态")),
        ),
        rows=rows, empty=Empty(_("还没有评估过。"), _("年度过完以后，从下一步开始。")),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs("supervision.open")
def supervise(request: Any, pk: int) -> HttpResponse:
    agreement, today = _found(request, pk), timezone.localdate()
    names = ("source", "ground", "found", "found_on", "request_key")
    given = {name: request.POST.get(name, "").strip()[:4000] for name in names}
    key = given["request_key"][:64] or secrets.token_urlsafe(18)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        if known := Event.objects.filter(request_key=key, kind="open").first():
            return redirect(f"/desk/cases/{known.object_id}/")
        made = actions.supervise(
            agreement, request.actor, source=given["source"], ground=given["ground"], found=given["found"],
            found_on=day_of(given["found_on"]), request_key=key,
        )  # fmt: skip
        if isinstance(made, Case):
            return redirect(address(made))
        reasons = made.reasons
    grounds = offered("training.card_grounds", today) | offered("training.exit_grounds", today)
    fields = (
        Field("source", _("线索来源"), "choice", given["source"], options=_options(Supervision.SOURCES),
              errors=sentences(reasons, "source")),
        Field("ground", _("问题种类"), "choice", given["ground"], options=_options(grounds), errors=sentences(reasons, "ground")),
        Field("found", _("查明的情况"), "long", given["found"], max_length=4000, errors=sentences(reasons, "found")),
        Field("found_on", _("发现日期"), "day", given["found_on"], errors=sentences(reasons, "found_on")),
    )  # fmt: skip
    promise = _("立项后机构可以提交说明；给牌、暂停由负责人办，退出由分管领导决定。")
    return _asked(request, agreement, _("立项监管"), "supervise/", fields, reasons, (("request_key", key),), promise)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("evaluation.open")
def evaluate(request: Any, pk: int) -> HttpResponse:
    agreement, today = _found(request, pk), timezone.localdate()
    year = request.POST.get("year", "")
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST":
        made: Case | Refused = Refused((Reason(_("请选择年度"), "#year"),))
        if (number := natural(year)) is not None:
            made = actions.evaluate(agreement, number, request.actor)
        if isinstance(made, Case):
            return redirect(address(made))
        reasons = made.reasons
    years = {str(y): _("%(year)s年") % {"year": y} for y in queries.years_to_evaluate(agreement, today)}
    fields = (
        Field("year", _("评估年度"), "radios", year, options=_options(years), errors=sentences(reasons, "year")),
    )  # fmt: skip
    promise = _("评定由审查岗办，审定由负责人办；审定后公开结果。")
    return _asked(request, agreement, _("开始年度评估"), "evaluate/", fields if years else (), reasons, (), promise)


def _options(words: Any) -> tuple[Option, ...]:
    return tuple(Option(value, str(text)) for value, text in words.items())


def _asked(
    request: Any, agreement: Agreement, title: str, act: str, fields: tuple[Field, ...], reasons: tuple[Reason, ...],
    hidden: tuple[tuple[str, str], ...], promise: str,
) -> HttpResponse:  # fmt: skip
    """One column with the questions; where nothing can begin, the reason and no form."""
    back = Link(_("返回机构页"), _url(agreement))
    whole = sentences(reasons, *(field.name for field in fields), rest=True)
    stuck = _next(agreement, request.actor, timezone.localdate()).refusals
    body: tuple[Any, ...] = (Form(title, fields, _url(agreement, act), hidden=hidden, errors=whole, promise=promise),)
    if stuck and any(refusal.label == title for refusal in stuck):
        body = (Next(refusals=tuple(refusal for refusal in stuck if refusal.label == title)),)
    head = Head(title, number=agreement.number, back=back, said=agreement.org.name)
    return render(request, Page(title, head, body), "staff", status=422 if reasons else 200)
