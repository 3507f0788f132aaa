"""Attendance at the provider: the code on the teacher's screen, cards, sheets on paper, the key of a device."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.pages import needs
from chunfeng.base.documents import actions as documents
from chunfeng.base.documents.queries import attached_to
from chunfeng.base.workflow.declarations import Reason
from chunfeng.desks.portal.finding import address, of_my_orgs
from chunfeng.desks.ui.because import asked
from chunfeng.desks.ui.forms import sentences
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Acts,
    Board,
    Column,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Id,
    Link,
    List,
    Mark,
    Notice,
    Option,
    Page,
    Panel,
    Prose,
    Row,
)
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.models import Device, Sheet
from chunfeng.plans.training.attendance.models.devices import IN_USE
from chunfeng.plans.training.attendance.pages import voiding
from chunfeng.plans.training.attendance.queries import DEVICE, codes
from chunfeng.plans.training.attendance.queries.sheets import may_be_written, past, standing, words
from chunfeng.plans.training.classes.models import STANDING, TrainingClass
from chunfeng.plans.training.classes.queries import CLASS

#: Slot of the photos of sheets among the files of a class.
_SHEETS = "attendance"
_PHOTO_KINDS = ("jpg", "png", "webp", "pdf")


def _class(request: Any, number: str) -> TrainingClass:
    """A class of the actor's own provider that was approved."""
    cases = of_my_orgs(request.actor).filter(actor_scope(request)).select_related("place", "org")
    case = cases.filter(number=number, process=CLASS).first()
    found: TrainingClass | None = case.record if case else None
    if case is None or found is None or found.state not in STANDING:
        raise Http404
    found.case = case
    return found


def actor_scope(request: Any) -> Any:
    return request.actor.scope("attendance.record", place="place_path", org="org")


def _head(klass: TrainingClass, title: str) -> Head:
    case = klass.case
    assert case
    back = Link(_("返回班级"), f"{address(case)}#attendance")
    return Head(title, number=case.number, said=klass.class_no, back=back)


# ---- the code on the screen


@require_GET
@never_cache
@needs("attendance.record")
def code(request: Any, number: str) -> HttpResponse:
    """Changes by itself: a page that a browser of any age draws again."""
    klass, now = _class(request, number), timezone.now()
    half = codes.running(klass, now)
    if half is None:
        said = may_be_written(klass)
        why = str(said) if said else _("现在没有课。上课前后的规定时间里，这里显示签到码。")
        body: tuple[Any, ...] = (
            Notice(why, "due"),
            Acts((Link(_("补录纸质签到"), _at(number, "sheets/new/")),), plain=True),
        )
        return render(request, Page(_("签到码"), _head(klass, _("签到码")), body), "portal")
    assert klass.case
    token, left = codes.token(klass.pk, half, now, klass.case.place.code)
    where = request.build_absolute_uri(reverse("my_scan", args=[token]))
    lines = (
        _("用手机扫码，登录后签到；下课再扫一次签退。"),
        _("每 %(n)s 秒换一次。不用手机的学员，请在纸上签到。") % {"n": codes.seconds(now, klass.case.place.code)},
    )
    body = (Board(where, words(half), lines),)
    answer = render(request, Page(_("签到码"), _head(klass, _("签到码")), body), "portal")
    answer["Refresh"] = str(max(1, left))
    return answer


def _at(number: str, act: str) -> str:
    return f"/portal/classes/{number}/{act}"


# ---- cards


@require_http_methods(["GET", "HEAD", "POST"])
@needs("attendance.record")
def cards(request: Any, number: str) -> HttpResponse:
    klass = _class(request, number)
    entries = klass.entries.filter(removed_on=None).select_related("person", "badge").order_by("pk")
    if request.method == "POST":
        lost = request.POST.get("entry", "")
        if lost:
            entry = entries.filter(pk=int(lost)).first() if lost.isdigit() and len(lost) < 19 else None
            if entry is None:
                raise Http404
            entry.training_class = klass
            actions.replace_card(entry, request.actor)
            messages.success(request, _("已补办，旧卡号作废"))
        else:
            made = actions.make_cards(klass, request.actor)
            messages.success(request, _("已生成 %(n)s 个卡号") % {"n": made})
        return redirect(_at(number, "cards/"))
    told = list(entries)
    bare = sum(not hasattr(e, "badge") for e in told)
    rows = tuple(
        Row({"name": e.person.shown_name, "number": e.person.shown_number, "code": Id(e.badge.code) if hasattr(e, "badge") else ""})
        for e in told
    )  # fmt: skip
    table = List(
        (Column("name", _("姓名")), Column("number", _("证件号码")), Column("code", _("卡号"), kind="id")), rows,
        total=len(rows), measure=_("人"), empty=Empty(_("名册上没有人。"), _("先报送名册。")),
    )  # fmt: skip
    body: list[Any] = [Prose((_("考勤设备只凭卡号认人。把卡号写进学员的卡，或者在设备里登记；不采集人脸和指纹。"),))]
    if bare:
        body.append(Form(_("生成卡号"), url=_at(number, "cards/"), promise=_("%(n)s 人还没有卡号。") % {"n": bare}))
    body.append(table)
    if bare < len(told):
        options = tuple(
            Option(str(e.pk), f"{e.person.shown_name}　{e.badge.code}") for e in told if hasattr(e, "badge")
        )
        field = Field("entry", _("丢卡的学员"), "choice", options=options)
        form = Form(_("补办卡号"), (field,), _at(number, "cards/"), tone="plain", promise=_("旧卡号立即作废。"))
        body.append(Panel(_("补办"), (form,)))
    return render(request, Page(_("学员卡"), _head(klass, _("学员卡")), tuple(body), flat=True), "portal")


# ---- sheets


@require_http_methods(["GET", "HEAD", "POST"])
@needs("attendance.record")
def sheet_new(request: Any, number: str) -> HttpResponse:
    klass = _class(request, number)
    half, because, signed = (
        request.POST.get("half", ""),
        request.POST.get("because", ""),
        request.POST.getlist("signed"),
    )
    reasons: list[Reason] = []
    if request.method == "POST":
        with transaction.atomic():
            photo = _photo(request, number)
            if isinstance(photo, Reason):
                reasons = [photo]
            key = actions.day_of(half)
            chosen = {int(one) for one in signed if one.isdigit() and len(one) < 19}
            # The photo is told once: what is missing besides is told with it.
            found = actions.transcribe(
                klass, request.actor, key, chosen, because, photo if isinstance(photo, str) else ""
            )
            if not isinstance(found, Sheet):
                reasons += [r for r in found if not (reasons and r.link == "#photo")]
                _forget(photo, number)
            elif isinstance(photo, Reason):
                transaction.set_rollback(True)
        if not reasons:
            messages.success(request, _("已补录纸质签到"))
            return redirect(f"{address(klass.case)}#sheets")  # type: ignore[arg-type]
    if stuck := may_be_written(klass):
        body: tuple[Any, ...] = (Notice(str(stuck), "due"),)
        return render(
            request,
            Page(_("补录纸质签到"), _head(klass, _("补录纸质签到")), body),
            "portal",
            status=422 if reasons else 200,
        )
    halves = past(klass)
    if not halves:
        body = (Notice(_("还没有上过课。第一次课开始以后再来。"), "due"),)
        return render(
            request,
            Page(_("补录纸质签到"), _head(klass, _("补录纸质签到")), body),
            "portal",
            status=422 if reasons else 200,
        )
    people = klass.entries.filter(removed_on=None).select_related("person").order_by("pk")
    fields = (
        Field("half", _("课次"), "choice", half, options=tuple(Option(f"{h.held_on}.{h.slot}", words(h)) for h in halves),
              errors=sentences(reasons, "half")),
        Field("because", _("用纸质签到的理由"), "text", because, max_length=300, hint=_("如：设备故障；学员不用手机"),
              errors=sentences(reasons, "because")),
        Field("photo", _("签到表的照片或扫描件"), "file", accept="image/*,application/pdf", errors=sentences(reasons, "photo")),
        Field("signed", _("签到的学员"), "checks", values=tuple(signed),
              options=tuple(Option(str(e.pk), f"{e.person.shown_name}　{e.person.shown_number}") for e in people),
              errors=sentences(reasons, "signed")),
    )  # fmt: skip
    whole = sentences(reasons, "half", "because", "photo", "signed", rest=True)
    form = Form(
        _("补录"), fields, _at(number, "sheets/new/"), errors=whole, promise=_("录入人和时间会留下，主管部门能看到。")
    )
    page = Page(_("补录纸质签到"), _head(klass, _("补录纸质签到")), (form,))
    return render(request, page, "portal", status=422 if reasons else 200)


def _photo(request: Any, number: str) -> str | Reason:
    file = request.FILES.get("photo")
    if file is None:
        return ""
    stored = documents.store(
        file,
        name=file.name or "",
        object_kind="case",
        object_uid=number,
        slot=_SHEETS,
        by=request.actor,
        kinds=_PHOTO_KINDS,
    )
    return Reason(str(stored), "#photo") if isinstance(stored, Refusal) else str(stored.uid)


def _forget(photo: str | Reason, number: str) -> None:
    if isinstance(photo, str) and photo:
        for attachment in attached_to("case", number).filter(uid=photo):
            documents.forget(attachment)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("attendance.record")
def sheet_void(request: Any, number: str, pk: int) -> HttpResponse:
    klass = _class(request, number)
    sheet = standing(klass, pk)
    if sheet is None:
        raise Http404
    back = Link(_("返回班级"), f"{address(klass.case)}#sheets")  # type: ignore[arg-type]
    head = Head(_("作废签到表"), number=number, said=klass.class_no, back=back)
    return asked(
        request, head, _("作废的理由"), voiding(sheet), lambda why: actions.void(sheet, request.actor, why), _("签到表已作废"),
        "portal",
    )  # fmt: skip


# ---- the key of a device


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs("punch_device.submit")
def key(request: Any, number: str) -> HttpResponse:
    """GET asks, POST makes it and shows it this once."""
    case = of_my_orgs(request.actor).filter(number=number, process=DEVICE).select_related("place", "org").first()
    device: Device | None = case.record if case else None
    if case is None or device is None or device.state != IN_USE:
        raise Http404
    head = Head(_("设备密钥"), number=case.number, said=device.serial, back=Link(_("返回设备"), address(case)))
    if request.method == "POST":
        made = actions.make_key(device, request.actor)
        if isinstance(made, Reason):
            return render(request, Page(_("设备密钥"), head, (Notice(str(made), "bad"),)), "portal", status=422)
        return render(request, Page(_("设备密钥"), head, _shown(made)), "portal")
    body: list[Any] = [Prose((_("密钥只显示一次，请当场填进设备。平台不保存密钥本身，谁也看不到第二次。"),))]
    if device.key_mac:
        body.append(Notice(_("这台设备已有密钥。重新生成后旧密钥立即失效。"), "due"))
    act = _("重新生成密钥") if device.key_mac else _("生成密钥")
    body.append(Form(act, url=f"/portal/devices/{number}/key/", tone="danger" if device.key_mac else "primary"))
    return render(request, Page(_("设备密钥"), head, tuple(body)), "portal")


def _shown(made: str) -> tuple[Any, ...]:
    document = Link(f"{settings.PUBLIC_URL}/api/openapi.json", "/api/openapi.json")
    facts = Facts((Fact(_("密钥"), Mark(made, "code"), wide=True), Fact(_("接口说明"), document, wide=True)))
    return Notice(_("只显示这一次，请当场填进设备。"), "due"), facts
