"""Visits at the desk: what is taught, what was drawn, the sheet that is filled in on the spot."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from chunfeng.base.access.pages import needs
from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.staff.case import address
from chunfeng.desks.staff.starts import beginning
from chunfeng.desks.ui.asks import answers, field, of_the_whole
from chunfeng.desks.ui.forms import sentences
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Condition,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Group,
    Head,
    Inline,
    Link,
    List,
    Mark,
    Missing,
    Next,
    Notice,
    Option,
    Page,
    Panel,
    Printed,
    Quantity,
    Row,
    Span,
    StepRefusal,
)
from chunfeng.engines.display.page import Reason as ShownReason
from chunfeng.kernel.digits import day as day_of
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import FieldRecord, Visit
from chunfeng.plans.training.visits.pages import looking
from chunfeng.plans.training.visits.pages.visit import card, counted, state_of
from chunfeng.plans.training.visits.processes.asked import FIELD_ASKS
from chunfeng.plans.training.visits.queries.looking import DAYS, points_of, quarter, taught, visits_of

_ALL = "/desk/visits/"
#: Of a sheet: what no box asks for.
_HIDDEN = ("uid", "started_at")
_SHOWN = 100


# ---- what is taught and visited


@require_GET
@needs("visit.read")
def visits(request: Any) -> HttpResponse:
    today = timezone.localdate()
    asked = day_of(request.GET.get("week", "")) or today
    first = asked - timedelta(days=asked.weekday())
    held, points = taught(request.actor, first, first + timedelta(days=DAYS - 1)), points_of(request.actor, today)
    body: list[Any] = [_sums(request.actor, today), _visits(request.actor)]
    # One place needs no map.
    if len(points) > 1:
        body.append(Panel(_("今天上课的地点"), (looking.picture(points, today),), note=looking.legend(), anchor="map"))
    body.append(Panel(_("上课安排"), (_weeks(first), looking.week(held, first)), anchor="week"))
    page = Page(
        _("检查"), Head(_("班级检查"), said=_("今天 %(day)s") % {"day": f"{today:%Y-%m-%d}"}), tuple(body), flat=True,
        printed=Printed(_("班级检查"), request.actor.name, timezone.now(), watermark=True), keys=("list",),
    )  # fmt: skip
    return render(request, page)


def _sums(actor: Any, today: date) -> Facts:
    q = quarter(actor, today)
    short: Inline = (Quantity(q.visited, _("个")), "　", Chip("due", _("还差 %(n)s 个") % {"n": q.wanted - q.visited}))
    return Facts((
        Fact(_("本季"), Span(q.first, q.last)), Fact(_("有课的班级"), Quantity(q.taught, _("个"))),
        Fact(_("应检查"), Quantity(q.wanted, _("个"))),
        Fact(_("已检查"), short if q.visited < q.wanted else Quantity(q.visited, _("个"))),
    ))  # fmt: skip


def _visits(actor: Any) -> List:
    """What is to be done first, then what was done."""
    rows = list(visits_of(actor).order_by("-pk")[:_SHOWN])
    begin = beginning(PROCESSES[queries.ROUND], actor)
    going = [v for v in rows if not v.case.state_declared.final]
    done = [v for v in rows if v.case.state_declared.final]
    groups = tuple(
        Group(title, tuple(_row(v, actor) for v in some), len(some))
        for title, some in ((_("在办"), going), (_("已办结"), done))
        if some
    )
    return List(
        (
            Column("number", _("编号"), kind="id"), Column("class", _("班级")), Column("days", _("检查期间")),
            Column("who", _("检查人员")), Column("count", _("到课")), Column("card", _("牌")),
            Column("state", _("状态"), kind="state"),
        ),
        groups=groups, total=len(rows), capped=len(rows) == _SHOWN, measure=_("件"), exports=(begin,) if begin else (),
        conditions=(Condition(_("检查"), without_url=""),), sort=_("新的在前"), key="visits",
        empty=Empty(_("还没有安排检查。"), begin or _("由负责人抽取要检查的班级。")),
    )  # fmt: skip


def _row(visit: Visit, actor: Any) -> Row:
    found = next((r for r in visit.records.all() if r.counts), None)
    seats = [s for s in visit.visitors.all() if not s.recused_for]
    mine = any(s.user_id == actor.user for s in seats)
    state: Inline = state_of(visit)
    if mine and visit.state == "assigned":
        state = Link(_("在手机上填写"), f"{_ALL}{visit.case.number}/field/", f"{visit.training_class.class_no}")
    return Row(
        {
            "number": visit.case.number, "class": f"{visit.training_class.org.name} {visit.training_class.class_no}",
            "days": Span(visit.from_on, visit.to_on), "who": _("、").join(s.user.name for s in seats) or Missing.EMPTY,
            "count": counted(found), "card": card(visit.colour) if visit.state in ("hearing", "carded") else "", "state": state,
        },
        url=address(visit.case), dim=visit.case.state_declared.final,
    )  # fmt: skip


def _weeks(first: date) -> Facts:
    before, after = first - timedelta(days=DAYS), first + timedelta(days=DAYS)
    links = (
        Link(_("上一周"), f"?week={before}#week"), "　", Span(first, first + timedelta(days=DAYS - 1)), "　",
        Link(_("下一周"), f"?week={after}#week"),
    )  # fmt: skip
    return Facts((Fact(_("周"), links, wide=True),))


@require_GET
@needs("visit.read")
def chart(request: Any) -> HttpResponse:
    day = day_of(request.GET.get("day", "")) or timezone.localdate()
    return HttpResponse(looking.svg(points_of(request.actor, day), day), content_type="image/svg+xml")


# ---- a visit without a draw, calls to a class


def _class(request: Any, number: str) -> Case:
    try:
        return (
            Case.objects.visible_to(request.actor)
            .select_related("place", "org")
            .get(number=number, process="training.class")
        )
    except Case.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@needs("visit.plan")
def plan(request: Any, number: str) -> HttpResponse:
    case, today = _class(request, number), timezone.localdate()
    given, refused = request.POST, ()
    if request.method == "POST":
        found = actions.plan_visit(
            case.record, request.actor, ground=given.get("ground", ""), from_on=day_of(given.get("from_on", "")),
            to_on=day_of(given.get("to_on", "")), note=given.get("note", "").strip()[:2000],
            request_key=given.get("request_key", "")[:64] or None,
        )  # fmt: skip
        if not isinstance(found, Refused):
            return redirect(address(found))
        refused = found.reasons  # type: ignore[assignment]
    names = ("ground", "from_on", "to_on", "note")
    options = tuple(Option(code, words) for code, words in offered("training.visit_grounds", today).items())
    form = Form(
        _("安排检查"),
        (
            Field("ground", _("不经抽签的原因"), "radios", given.get("ground", ""), options=options, errors=sentences(refused, "ground")),
            Field("from_on", _("检查开始日期"), "day", given.get("from_on", today.isoformat()), errors=sentences(refused, "from_on")),
            Field("to_on", _("检查截止日期"), "day", given.get("to_on", ""), errors=sentences(refused, "to_on")),
            Field("note", _("说明"), "long", given.get("note", ""), optional=True, max_length=2000),
        ),
        hidden=(("request_key", given.get("request_key", "")[:64] or secrets.token_urlsafe(18)),),
        errors=sentences(refused, *names, rest=True), promise=_("检查人员仍由抽签产生；检查不事先通知机构。"),
    )  # fmt: skip
    head = Head(_("安排检查"), number=case.number, back=Link(_("返回事项"), address(case)), said=case.heading)
    return render(request, Page(_("安排检查"), head, (form,)))


@require_http_methods(["GET", "POST"])
@needs("callback.call")
def callback(request: Any, number: str) -> HttpResponse:
    case = _class(request, number)
    errors: tuple[str, ...] = ()
    if request.method == "POST":
        key = request.POST.get("request_key", "")[:64] or None
        found = actions.begin_calls(case.record, request.actor, request_key=key)
        if not isinstance(found, Refused):
            return redirect(address(found))
        errors = tuple(map(str, found.reasons))
    wanted = queries.callbacks(case.record).wanted
    form = Form(
        _("开始回访"), hidden=(("request_key", secrets.token_urlsafe(18)),), errors=errors,
        promise=_("按规定至少回访 %(n)s 人，由抽签产生。") % {"n": wanted},
    )  # fmt: skip
    head = Head(_("电话回访"), number=case.number, back=Link(_("返回事项"), address(case)), said=case.heading)
    return render(request, Page(_("电话回访"), head, (form,)))


# ---- the sheet


def _sheet_case(request: Any, number: str) -> Case:
    try:
        return (
            Case.objects.visible_to(request.actor)
            .select_related("place", "org")
            .get(number=number, process=queries.VISIT)
        )
    except Case.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@needs("visit.record")
def sheet(request: Any, number: str) -> HttpResponse:
    """Works as a plain form; where there is script, the phone keeps the page and what is filled in until it was received."""
    case = _sheet_case(request, number)
    by_script = request.headers.get("X-Requested-With") == "sheet"
    given: Mapping[str, Any] = {}
    refused: Sequence[Reason] = ()
    if request.method == "POST":
        found = _received(request, case)
        if isinstance(found, FieldRecord):
            said = _("现场记录已提交。") if found.counts else _("同行人已经提交过；这一份并列保存，没有改动原来的。")
            (messages.success if found.counts else messages.info)(request, said)
            return JsonResponse({"to": address(case)}) if by_script else redirect(address(case))
        given, result = found
        refused = result.reasons
        if by_script:
            told = [[reason.link.removeprefix("#"), str(reason)] for reason in refused]
            return JsonResponse({"wrong": told}, status=422)
        case.refresh_from_db()
    head = Head(_("现场记录"), number=number, back=Link(_("返回事项"), address(case)), said=case.heading)
    mine = any(v.user_id == request.actor.user for v in queries.visitors(case.record))
    if not mine or case.state == "planned":
        why = _("检查人员还没有抽齐") if case.state == "planned" else _("只有抽中的检查人员可以办理")
        stop = Next(refusals=(StepRefusal(_("填写现场记录"), (ShownReason(why),)),))
        return render(request, Page(_("现场记录"), head, (stop,)))
    return render(request, Page(_("现场记录"), head, _blocks(case, given, refused)), "sheet")


def _received(request: Any, case: Case) -> FieldRecord | tuple[dict[str, Any], Refused]:
    uid = request.POST.get("uid", "")
    try:
        # What was received already brings its photos in vain.
        done = FieldRecord.objects.filter(uid=uuid.UUID(uid), visit__case=case, by=request.actor.user).first()
    except ValueError:
        done = None
    if done:
        return done
    given = answers(request, FIELD_ASKS)
    found = actions.receive(case, request.actor, given)
    return (given, found) if isinstance(found, Refused) else found


def _blocks(case: Case, given: Mapping[str, Any], refused: Sequence[Reason]) -> tuple[Any, ...]:
    visit: Visit = case.record
    klass, today = visit.training_class, timezone.localdate()
    asks = [ask for ask in FIELD_ASKS if ask.name not in _HIDDEN]
    if not given:
        given = _beginning(visit, today)
    fields = tuple(field(ask, case, given, refused) for ask in asks)
    hidden = (
        ("uid", str(given.get("uid") or uuid.uuid4())),
        ("started_at", str(given.get("started_at") or timezone.localtime().isoformat(timespec="seconds"))),
    )
    form = Form(
        _("提交现场记录"), fields, f"{_ALL}{case.number}/field/", hidden=hidden, errors=of_the_whole(asks, refused),
        promise=_("提交后由同行人签字；两人都签，机构才看得到。"),
    )  # fmt: skip
    places = {s.room.premises for s in klass.sessions.select_related("room__premises") if s.room}
    facts = (
        Fact(_("班级"), f"{klass.class_no}　{klass.trade}"), Fact(_("检查期间"), Span(visit.from_on, visit.to_on)),
        Fact(_("去哪里"), _("；").join(f"{p.name} {p.address}　{p.latitude},{p.longitude}" for p in sorted(places, key=lambda p: p.pk)), wide=True),
        Fact(_("班主任"), klass.head_teacher.name if klass.head_teacher else Missing.EMPTY),
        Fact(_("今天的课"), _lessons(visit, today), wide=True), Fact(_("学员保险"), klass.insurance or Missing.EMPTY, wide=True),
    )  # fmt: skip
    blocks: list[Any] = []
    if case.state != "assigned":
        told = _("同行人已经填写过，或者检查已经办理；你提交的一份并列保存，不改动原来的。")
        blocks.append(Notice(told, "review"))
    return (*blocks, Panel(_("去哪里"), (Facts(facts),)), Panel(_("现场记录"), (form,), anchor="sheet"))


def _beginning(visit: Visit, today: date) -> dict[str, Any]:
    """The lesson that is on now, and who should be there."""
    now = timezone.localtime().time()
    held = [s for s in visit.training_class.sessions.filter(held_on=today) if s.from_time <= now <= s.to_time]
    session = held[0] if held else None
    return {
        "session": str(session.pk) if session else "",
        "expected": str(queries.expected_in(session, visit.training_class)),
    }


def _lessons(visit: Visit, today: date) -> Inline:
    rows = visit.training_class.sessions.filter(held_on=today).select_related("teacher", "room__premises")
    told = _("；").join(f"{s.clock} {s.get_kind_display()} {s.teacher.name} {s.where}" for s in rows)
    return told or Mark(_("今天没有排课"), "dim")


@require_safe
@needs("visit.record")
def worker(request: Any) -> HttpResponse:
    """The script that answers for the sheet without a network; it can only speak for addresses below its own."""
    file = finders.find("ui/sheet_offline.js")
    if not isinstance(file, str):
        raise Http404
    answer = HttpResponse(Path(file).read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
