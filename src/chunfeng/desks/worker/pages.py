"""The worker's pages: the doors, the questions of a complaint, the receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import public
from chunfeng.desks.ui.limits import address_of, limited, used_up
from chunfeng.desks.ui.pages import refuse, render
from chunfeng.desks.worker import progress, questions
from chunfeng.desks.worker.uploads import store
from chunfeng.engines.display.page import (
    Acts,
    Answer,
    CheckAnswers,
    Door,
    Doors,
    Entry,
    Form,
    Head,
    Inline,
    Link,
    Links,
    Mark,
    Notice,
    Page,
    Panel,
    Prose,
    Receipt,
    Timeline,
)
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection import actions, queries
from chunfeng.plans.rights.inspection.models import Draft

COOKIE = "draft"
HOME = "/w/"
HOTLINE, POLICE = "12333", "110"
MOST_FILES = 9


def call() -> Inline:
    return (
        _("有人威胁您：打"), " ", Link(POLICE, f"tel:{POLICE}"), _("。想问怎么办、急需用钱：打"), " ",
        Link(HOTLINE, f"tel:{HOTLINE}"), _("。"),
    )  # fmt: skip


@require_GET
@never_cache
@public
def home(request: Any) -> HttpResponse:
    doors = Doors(
        (
            Door(
                _("我要反映"),
                _("欠薪、不签合同、不交保险、乱收费，都可以说。不用注册，可以不留名。"),
                reverse("complaint"),
            ),
            Door(_("看进度"), _("凭编号和查询码看办到哪一步，补充照片和录音。"), reverse("progress")),
        )
    )
    page = Page(_("春风"), Head(_("您好")), (doors, Panel(_("打电话问"), (Prose((call(),)),))))
    return render(request, page, "worker")


# ------------------------------------------------------------------ the questions
def _draft(request: Any) -> Draft | None:
    token = request.COOKIES.get(COOKIE, "")
    return actions.of_token(token, timezone.now()) if 0 < len(token) <= 64 else None


def _remember(answer: HttpResponse, token: str) -> None:
    """Until the browser closes; sent to these pages only."""
    answer.set_cookie(COOKIE, token, path=HOME, httponly=True, samesite="Lax", secure=settings.HTTPS)


def _address(code: str) -> str:
    return reverse("complaint_question", args=[code])


@require_GET
@never_cache
@public
def complaint(request: Any) -> HttpResponse:
    """To the first question without an answer, or to the page to check."""
    draft = _draft(request)
    answers = actions.answers_of(draft) if draft else {}
    if answers.get("receipt"):
        return redirect("complaint_done")
    unanswered = questions.first_open(answers)
    return redirect(_address(unanswered.code) if unanswered else reverse("complaint_check"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
@limited("answer", 600)
def question(request: Any, code: str) -> HttpResponse:
    draft = _draft(request)
    answers = actions.answers_of(draft) if draft else {}
    if answers.get("receipt"):
        return redirect("complaint_done")
    asked = next((q for q in questions.asked(answers) if q.code == code), None)
    if asked is None:
        if any(q.code == code for q in questions.QUESTIONS):
            return redirect("complaint")
        raise Http404
    unanswered = questions.first_open(answers)
    if unanswered and unanswered is not asked and not questions.is_answered(asked, answers):
        return redirect(_address(unanswered.code))
    if request.method == "POST":
        return _answered(request, asked, draft)
    return render(request, _question_page(asked, answers, draft, back=request.GET.get("back") == "check"), "worker")


def _answered(request: Any, asked: questions.Question, draft: Draft | None) -> HttpResponse:
    back = request.POST.get("back") == "check"
    values, wrong = asked.judge(request.POST.dict(), timezone.localdate())
    said = {name: [text] for name, text in wrong.items()}
    uids: list[str] = []
    if asked.code == "proof" and request.FILES:
        if draft and len(draft.files) + len(request.FILES.getlist("files")) > MOST_FILES:
            said["files"] = [_("最多%(n)d个文件") % {"n": MOST_FILES}]
        else:
            if draft is None:
                return redirect("complaint")
            uids, refused = store(request, "files", "draft", draft.pk)
            if refused:
                said["files"] = refused
    token = ""
    with transaction.atomic():
        # As it is now: the same draft may be open twice, and may have been handed in meanwhile.
        held = actions.locked(draft) if draft else None
        if draft and held is None:
            return redirect("complaint")
        answers = actions.answers_of(held) if held else {}
        if held and (answers.get("receipt") or len(held.files) + len(uids) > MOST_FILES):
            actions.forget_files(held, uids)
            if answers.get("receipt"):
                return redirect("complaint_done")
            said["files"], uids = [_("最多%(n)d个文件") % {"n": MOST_FILES}], []
        if uids and held:
            held.files = [*held.files, *uids]
            held.save(update_fields=["files"])
        if not said:
            if held is None:
                held, token = actions.start()
            answers = {**answers, **values}
            actions.keep(held, answers)
    if said:
        page = _question_page(asked, {**answers, **values}, held, back=back, wrong=said)
        return render(request, page, "worker", status=422)
    unanswered = questions.first_open(answers)
    following = _following(asked, answers)
    target = reverse("complaint_check") if not unanswered and (back or following is None) else _address(
        (following if following and not back else unanswered or following or asked).code
    )  # fmt: skip
    answer = HttpResponseRedirect(target)
    if token:
        _remember(answer, token)
    return answer


def _following(asked: questions.Question, answers: dict[str, Any]) -> questions.Question | None:
    every = questions.asked(answers)
    at = next(n for n, q in enumerate(every) if q.code == asked.code)
    return every[at + 1] if at + 1 < len(every) else None


def _question_page(
    asked: questions.Question, answers: dict[str, Any], draft: Draft | None, *, back: bool,
    wrong: dict[str, list[str]] | None = None,
) -> Page:  # fmt: skip
    every = questions.asked(answers)
    at = next((n for n, q in enumerate(every) if q.code == asked.code), 0)
    before = reverse("complaint_check") if back else _address(every[at - 1].code) if at else HOME
    fields = tuple(replace(f, errors=tuple((wrong or {}).get(f.name, ()))) for f in asked.asks(answers))
    title = asked.title(answers)
    # Before the topic is known nobody knows whether a sum is asked for.
    said = _("第%(n)d个问题，共%(all)d个") if answers.get("topic") else _("第%(n)d个问题，最多%(all)d个")
    total = len(every) if answers.get("topic") else len(questions.QUESTIONS)
    counted = Prose((Mark(said % {"n": at + 1, "all": total}, "note"),))
    body: list[Any] = [counted]
    if asked.code == "proof" and draft and draft.files:
        body.append(Notice(_("已经收到%(n)d个文件。") % {"n": len(draft.files)}))
    hidden = (("back", "check"),) if back else ()
    promise: Inline = (
        _("谁会看到：您选的区县劳动保障监察机构的办案人员。"), Mark(_("不会告诉您的单位是谁反映的。")),
    )  # fmt: skip
    body.append(Form(_("继续"), fields, _address(asked.code), hidden=hidden, promise=promise))
    heading = any(field.heading for field in fields)
    back_link = Link(_("返回"), before)
    if heading:
        return Page(title, body=(Links((back_link,)), *body))
    return Page(title, Head(title, back=back_link), tuple(body))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def check(request: Any) -> HttpResponse:
    draft = _draft(request)
    answers = actions.answers_of(draft) if draft else {}
    if answers.get("receipt"):
        return redirect("complaint_done")
    unanswered = questions.first_open(answers)
    if draft is None or unanswered:
        return redirect(_address((unanswered or questions.QUESTIONS[0]).code))
    if request.method == "POST":
        if used_up("complaint", address_of(request), 60):
            return refuse(request, 429)
        return _hand_in(request, draft)
    lines = tuple(
        Answer(label, value, f"{_address(code)}?back=check")
        for label, value, code in questions.summary(answers, len(draft.files))
    )
    promise: Inline = (_("交上去以后，给您一个编号和查询码。"), Mark(_("不会告诉您的单位是谁反映的。")))
    body = (CheckAnswers(lines), Form(_("交上去"), url=reverse("complaint_check"), promise=promise))
    return render(
        request,
        Page(_("看一遍，对不对"), Head(_("看一遍，对不对"), back=Link(_("返回"), _address("contact"))), body),
        "worker",
    )


def _hand_in(request: Any, draft: Draft) -> HttpResponse:
    with transaction.atomic():
        held = actions.locked(draft)
        answers = actions.answers_of(held) if held else {}
        if held is None:
            return redirect("complaint")
        if not answers.get("receipt"):
            receipt = actions.take_in(questions.told(answers, tuple(held.files)), Actor.the_public())
            if isinstance(receipt, Refusal):
                page = Page(_("没有交成"), Head(_("没有交成")), (Notice(str(receipt), "bad"),))
                return render(request, page, "worker", status=422)
            # What was told now lies in the complaint; the draft keeps only what the receipt page shows.
            actions.files_to_complaint(held, receipt.complaint)
            actions.keep(held, {"receipt": receipt.complaint.number, "code": receipt.code})
    return redirect("complaint_done")


@require_GET
@never_cache
@public
def done(request: Any) -> HttpResponse:
    """The receipt; it can be looked at again until the browser closes."""
    draft = _draft(request)
    answers = actions.answers_of(draft) if draft else {}
    found = queries.by_receipt(answers.get("receipt", ""), answers.get("code", "")) if answers.get("receipt") else None
    if found is None:
        return redirect("complaint")
    case = found.inspection.case
    today = timezone.localdate()
    accept = case.clocks.filter(code="accept").first()
    last, provisional = progress.last_day(case, today)
    upcoming = []
    if accept:
        upcoming.append(
            Entry(
                _("告诉您是否受理"),
                _("%(day)s前") % {"day": progress.said_day(accept.due_on, accept.provisional)},
                kind="waiting",
            )
        )
    upcoming.append(
        Entry(
            _("受理的，查清并告诉您结果"),
            _("最晚%(day)s") % {"day": progress.said_day(last, provisional)},
            kind="waiting",
        )
    )
    line = (Entry(_("收到您的反映"), f"{timezone.localtime(found.received_at):%Y-%m-%d %H:%M}"), *upcoming)
    where = request.build_absolute_uri(reverse("progress_of", args=[found.number]))
    receipt = Receipt(
        _("编号"),
        found.number,
        (_("凭编号和查询码看进度，请抄下来或者截图。"),),
        where,
        _("查询码"),
        answers["code"],
    )
    ways = (
        Prose((_("照片、录音、工资条，随时可以在进度页补充。"), call())),
        Acts(
            (
                Link(_("看进度"), reverse("progress_of", args=[found.number])),
                Link(_("写下了，清除这台手机上的记录"), reverse("leave")),
            ),
            plain=True,
        ),
    )
    body = (
        receipt,
        Panel(_("接下来"), (Timeline(line), Prose((progress.how_long(found, today, queries.waiting(found.inspection, today)),)))),
        Panel(_("您现在可以"), ways),
    )  # fmt: skip
    return render(request, Page(_("已收到您的反映"), Head(_("已收到您的反映")), body), "worker")


@require_GET
@public
def leave(request: Any) -> HttpResponse:
    """Quick exit: what was typed is gone, and the way back shows nothing."""
    if draft := _draft(request):
        actions.drop(draft)
    answer = HttpResponseRedirect("/")
    answer.delete_cookie(COOKIE, path=HOME, samesite="Lax")
    answer["Clear-Site-Data"] = '"cache"'
    answer["Cache-Control"] = "no-store"
    return answer
