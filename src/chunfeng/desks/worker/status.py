"""How far a matter is, for who has number and code, and what can be said and added there."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.pages import public
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.desks.ui.asks import seen_of, takes
from chunfeng.desks.ui.limits import address_of, limited, reached, used_up
from chunfeng.desks.ui.pages import refuse, render
from chunfeng.desks.worker import progress
from chunfeng.desks.worker.pages import HOME, HOTLINE, call
from chunfeng.desks.worker.uploads import ACCEPT, forget, store
from chunfeng.engines.display.page import (
    Field,
    Form,
    Head,
    Inline,
    Link,
    Notice,
    Page,
    Panel,
    Prose,
    Timeline,
)
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import Complaint


def _asking(number: str = "", wrong: str = "") -> Page:
    fields = (
        Field(
            "number",
            _("编号"),
            "text",
            number,
            autocomplete="off",
            hint=_("回执上 TS 开头的一行"),
            errors=(wrong,) if wrong else (),
        ),
        Field("code", _("查询码"), "text", autocomplete="off", max_length=12),
    )
    form = Form(_("看进度"), fields, reverse("progress"))
    return Page(
        _("办理进度"),
        Head(_("办理进度"), back=Link(_("返回"), HOME)),
        (
            form,
            Panel(
                _("忘了查询码"),
                (
                    Prose(
                        (
                            _("本人带身份证件，到当地人社窗口补发，报当时留的姓名和电话。没留姓名电话的不能补发。"),
                            (_("不知道窗口在哪里：打"), " ", Link(HOTLINE, f"tel:{HOTLINE}"), _("。")),
                        )
                    ),
                ),
            ),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited("progress", 60)
def status(request: Any) -> HttpResponse:
    if request.method != "POST":
        return render(request, _asking(), "worker")
    found = _shown(request)
    if isinstance(found, HttpResponse):
        return found
    return render(request, _status_page(request, found), "worker")


@require_GET
@never_cache
@public
def status_of(request: Any, number: str) -> HttpResponse:
    """Where the square code of a receipt leads: the number is filled in, the code is asked for."""
    return render(request, _asking(number), "worker")


def _shown(request: Any) -> Complaint | HttpResponse:
    """The complaint whose number and code were sent, or the page that asks for them again."""
    number = queries.receipt_number(request.POST.get("number", "")[:40])
    code = request.POST.get("code", "")[:20]
    # Numbers are known to everybody: whoever guesses at one waits, with the true code too, but not whoever holds it elsewhere.
    here = f"{number} {address_of(request)}"
    if reached("receipt", here, 20) or reached("receipt", number, 500):
        return refuse(request, 429)
    found = queries.by_receipt(number, code)
    if found is None:
        used_up("receipt", here, 20)
        used_up("receipt", number, 500)
        return render(request, _asking(number, _("编号和查询码对不上，请再看一遍回执")), "worker", status=422)
    return found


def _status_page(
    request: Any, found: Complaint, told: Inline = None, wrong: dict[str, list[str]] | None = None
) -> Page:
    case = found.inspection.case
    today = timezone.localdate()
    sentences: list[Inline] = [progress.now(found)]
    sentences += [text for text in (progress.why(found), progress.paid(found)) if text]
    if case.closed_at is None:
        sentences.append(progress.how_long(found, today, queries.waiting(found.inspection, today)))
    body: list[Any] = []
    if told:
        body.append(Notice(told, "ok"))
    body.append(Panel(_("现在"), (Prose(tuple(sentences)),)))
    body += _can_do(request, found, wrong or {})
    body.append(Panel(_("经过"), (Timeline(progress.line(found)),)))
    body.append(Panel(_("打电话问"), (Prose((call(),)),)))
    return Page(_("办理进度"), Head(_("办理进度"), number=found.number, back=Link(_("返回"), HOME)), tuple(body))


def _carried(request: Any, found: Complaint) -> tuple[tuple[str, str], ...]:
    return (
        ("number", found.number), ("code", request.POST.get("code", "")[:20]),
        ("seen", str(found.inspection.case.version)), ("request_key", secrets.token_urlsafe(18)),
    )  # fmt: skip


def _can_do(request: Any, found: Complaint, wrong: dict[str, list[str]]) -> list[Any]:
    case, carried = found.inspection.case, _carried(request, found)
    panels: list[Any] = []
    if case.state == "completing":
        fields = (
            Field("employer", _("单位或工头"), "text", optional=True, max_length=60),
            Field("site", _("工地或地址"), "text", optional=True, max_length=100),
            Field("said", _("补充说明"), "long", optional=True, max_length=2000),
        )
        panels.append(
            Panel(
                _("请补充"),
                (
                    Prose((progress.missing(found),)),
                    Form(_("补上"), fields, reverse("progress_act", args=["complete"]), hidden=carried),
                ),
            )
        )
    if case.state in ("performed", "closed"):
        unpaid = Form(_("我没有收到"), url=reverse("progress_act", args=["say_unpaid"]), hidden=carried, tone="plain")
        if found.word == "paid":
            panels.append(Panel(_("您说过：收到了"), (Prose((_("后来发现钱没有到、到得不够，再告诉我们。"),)), unpaid)))
        else:
            paid = Form(_("我收到了"), url=reverse("progress_act", args=["say_paid"]), hidden=carried)
            said = (Prose((_("您说过：没有收到。"),)),) if found.word else ()
            panels.append(Panel(_("您收到了没有"), (*said, paid, unpaid)))
    if any(case.state in step.sources for step in case.declared.steps if step.code == "add_statement"):
        fields = (
            Field("said", _("补充说明"), "long", optional=True, max_length=2000, errors=tuple(wrong.get("said", ()))),
            Field("files", _("照片、录音"), "file", optional=True, multiple=True, accept=ACCEPT,
                  errors=tuple(wrong.get("files", ()))),
        )  # fmt: skip
        panels.append(
            Panel(
                _("补充"),
                (
                    Form(
                        _("补上"), fields, reverse("progress_act", args=["add_statement"]), hidden=carried, tone="plain"
                    ),
                ),
            )
        )
    return panels


#: What the teller may do here, and what is said when it is done.
_DONE = {
    "say_paid": lambda: _("记下了：您收到了。"), "say_unpaid": lambda: _("记下了：您没有收到，我们去核实。"),
    "add_statement": lambda: _("已经收下。"), "complete": lambda: _("已经收下，接着办。"),
}  # fmt: skip


@require_http_methods(["POST"])
@never_cache
@public
@limited("progress", 60)
def act(request: Any, code: str) -> HttpResponse:
    """A step of the teller in the own matter, taken through the same door as everybody's."""
    if code not in _DONE:
        raise Http404
    found = _shown(request)
    if isinstance(found, HttpResponse):
        return found
    case: Case = found.inspection.case
    step, actor = case.declared.step(code), queries.teller(found)
    given: dict[str, Any] = {"complaint": found.number}
    wrong: dict[str, list[str]] = {}
    uids: list[str] = []
    if code in ("complete", "add_statement"):
        given |= {name: request.POST.get(name, "") for name in ("employer", "site", "said")}
    if code == "add_statement":
        if step and takes(request, case, step, actor):
            uids, refused = store(request, "files", "complaint", found.number)
            if refused:
                wrong["files"] = refused
        given["files"] = uids
        if not given["said"].strip() and not request.FILES.getlist("files"):
            wrong["said"] = [_("请写几句，或者选照片、录音")]
    if wrong:
        forget(uids, "complaint", found.number)
        return render(request, _status_page(request, found, wrong=wrong), "worker", status=422)
    result = take(
        case, code, actor=actor, seen=seen_of(request), answers=given,
        request_key=request.POST.get("request_key", "")[:64] or None,
    )  # fmt: skip
    found = queries.by_receipt(found.number, request.POST.get("code", "")) or found
    if isinstance(result, Refused):
        forget(uids, "complaint", found.number)
        page = _status_page(request, found)
        page = replace(page, body=(Notice(tuple(f"{r} " for r in result.reasons), "bad"), *page.body))
        return render(request, page, "worker", status=422)
    return render(request, _status_page(request, found, _DONE[code]()), "worker")
