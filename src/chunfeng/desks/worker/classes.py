"""The trainee's own side of a class: is it true that I am in it, was I there, and signing in by the code on the teacher's screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.pages import public
from chunfeng.base.people.models import Person
from chunfeng.base.policy.values import value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.desks.ui.pages import render
from chunfeng.desks.worker.my_login import own
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Link,
    List,
    Notice,
    Option,
    Page,
    Panel,
    Prose,
    Row,
    Span,
)
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.models import SLOTS, Answer
from chunfeng.plans.training.attendance.queries import Book, book, codes
from chunfeng.plans.training.attendance.queries.codes import Scanned
from chunfeng.plans.training.attendance.queries.halves import halves_of
from chunfeng.plans.training.attendance.queries.sheets import words
from chunfeng.plans.training.classes.models import STANDING, RosterEntry, TrainingClass

#: Of the session: what was scanned, until it is signed in with.
SCANNED = "scanned"


def training(person: Person) -> tuple[Panel, ...]:
    """On whose rosters one stands: nobody tells an invented trainee sooner than the trainee."""
    entries = (
        RosterEntry.objects.filter(person=person).select_related("org", "answer", "training_class").order_by("-id")[:20]
    )
    rows = tuple(
        Row(
            {"title": f"{e.org.name} · {e.class_no}", "from": e.class_starts_on, "to": e.class_ends_on, "answer": said(e)},
            url=reverse("my_class", args=[e.pk]) if _asked(e) else "",
        )
        for e in entries
    )  # fmt: skip
    if not rows:
        return ()
    table = List(
        (Column("title", _("培训班")), Column("from", _("开班"), kind="day"), Column("to", _("结业"), kind="day"),
         Column("answer", _("您说"), kind="state")),
        rows=rows, key="training",
    )  # fmt: skip
    asked = Prose(
        (
            (
                _("名册上有您，您参加了吗？点开每个班回答。没有参加又不想留名的，请"),
                Link(_("告诉我们"), reverse("worker")),
                _("。"),
            ),
        )
    )
    return (Panel(_("我的培训"), (table, asked)),)


def _asked(entry: RosterEntry) -> bool:
    klass = entry.training_class
    return klass is not None and klass.state in STANDING and entry.removed_on is None


def said(entry: RosterEntry) -> Any:
    answer: Answer | None = getattr(entry, "answer", None)
    if answer is None:
        return Chip("due", _("请回答")) if _asked(entry) else ""
    return _("参加") if answer.takes_part else _("没有参加")


def _own_entry(request: Any, pk: int) -> RosterEntry:
    rows = RosterEntry.objects.filter(pk=pk, person=request.user.person_id)
    found = rows.select_related("org", "answer", "training_class__case__place").first()
    if found is None or not _asked(found):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@own
def my_class(request: Any, pk: int) -> HttpResponse:
    entry = _own_entry(request, pk)
    wrong = ""
    if request.method == "POST":
        said = request.POST.get("takes_part", "")
        if said in ("yes", "no"):
            actions.answer(entry, said == "yes", request.actor)
            return redirect("my_class", pk=pk)
        wrong = _("请选一项")
    klass = entry.training_class
    assert klass
    title = klass.class_no
    body = (*_question(entry, wrong), _about(entry, klass), _record(entry, klass))
    page = Page(title, Head(title, said=entry.org.name, back=Link(_("返回"), reverse("my"))), body)
    return render(request, page, "worker", status=422 if wrong else 200)


def _question(entry: RosterEntry, wrong: str) -> tuple[Any, ...]:
    answer: Answer | None = getattr(entry, "answer", None)
    value_ = "" if answer is None else "yes" if answer.takes_part else "no"
    options = (
        Option("yes", _("是，我参加这个班")),
        Option("no", _("不是，我没有参加"), hint=_("主管部门会看到，并向机构查实")),
    )
    field = Field(
        "takes_part",
        _("这个班登记了您，您参加吗？"),
        "radios",
        value_,
        options=options,
        errors=(wrong,) if wrong else (),
    )
    form = Form(
        _("改回答") if answer else _("回答"),
        (field,),
        reverse("my_class", args=[entry.pk]),
        tone="plain" if answer else "primary",
    )
    if answer is None:
        return (form,)
    day = timezone.localtime(answer.answered_at)
    said = _("您 %(day)s 回答：参加。") if answer.takes_part else _("您 %(day)s 回答：没有参加。")
    return (Notice(said % {"day": f"{day:%Y-%m-%d %H:%M}"}, "ok" if answer.takes_part else "due"), form)


def _about(entry: RosterEntry, klass: TrainingClass) -> Panel:
    sessions = klass.sessions.select_related("room__premises")
    there = list(dict.fromkeys(s.room.premises.address if s.room else s.site for s in sessions))
    facts = (
        Fact(_("机构"), entry.org.name, wide=True),
        Fact(_("工种"), klass.trade),
        Fact(_("起止日期"), Span(klass.starts_on, klass.ends_on)),
        Fact(_("地点"), _("；").join(there), wide=True),
        Fact(_("收费"), _("不收费。向您收钱的，请举报。"), wide=True),
    )
    return Panel(_("这个班"), (Facts(facts),))


def _record(entry: RosterEntry, klass: TrainingClass) -> Panel:
    """What stands of oneself, as the provider and the office see it."""
    kept = book(klass)
    told = kept.total(entry.pk)
    assert klass.starts_on and klass.case
    line = value("training.attend_percent", klass.starts_on, klass.case.place.code)
    rows = tuple(
        Row({"half": f"{half.held_on} {SLOTS[half.slot]}", "said": _half(kept, entry.pk, half)})
        for half in reversed(kept.halves.values())
        if half.key in kept.delivered
    )
    columns = (Column("half", _("课次")), Column("said", _("出勤课时")))
    empty = Empty(_("还没有考勤。"), _("上课时扫老师屏幕上的签到码、刷卡，或者在纸上签到，都一样。"))
    note = None
    if told.delivered:
        note = _("已上 %(all)s 课时，您到了 %(n)s 课时，占 %(share)s%%；结业要 %(line)s%%。") % {
            "all": told.delivered, "n": told.attended, "share": told.attended * 100 // told.delivered, "line": line,
        }  # fmt: skip
    return Panel(_("我的考勤"), (List(columns, rows, empty=empty, key="marks"),), note=note)


def _half(kept: Book, entry: int, half: Any) -> str:
    told = kept.of(entry, half)
    said = f"{told.attended}/{told.delivered}"
    return _("%(said)s，其中补课 %(n)s") % {"said": said, "n": told.made_up} if told.made_up else said


# ---- the code on the teacher's screen


@require_GET
@never_cache
@public
def scan(request: Any, token: str) -> HttpResponse:
    """The code is looked at now; who has to log in first may do so in peace."""
    now = timezone.now()
    found = codes.read(token, now)
    if found is None:
        said = _("这个签到码已经换了。请对着老师的屏幕再扫一次。")
        body = (Notice(said, "due"),)
        return render(request, Page(_("签到"), Head(_("签到")), body), "worker", status=410)
    request.session[SCANNED] = [found.klass, str(found.held_on), found.slot, found.window, int(now.timestamp())]
    return redirect("my_here")


def _scanned(request: Any, now: datetime) -> tuple[Scanned, datetime] | None:
    told = request.session.get(SCANNED)
    if not told:
        return None
    klass, day, slot, window, at = told
    most = value("training.code_login_minutes", timezone.localdate(now))
    if not 0 <= now.timestamp() - at <= most * 60:
        return None
    return Scanned(klass, date.fromisoformat(day), slot, window), datetime.fromtimestamp(at, now.tzinfo)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def here(request: Any) -> HttpResponse:
    now = timezone.now()
    scanned = _scanned(request, now)
    head = Head(_("签到"), back=Link(_("返回"), reverse("my")))
    if scanned is None:
        body: tuple[Any, ...] = (Notice(_("请先扫老师屏幕上的签到码。"), "due"),)
        return render(request, Page(_("签到"), head, body), "worker")
    found, at = scanned
    entry = RosterEntry.objects.filter(training_class=found.klass, person=request.user.person_id)
    mine = entry.select_related("training_class", "org").first()
    half = halves_of(mine.training_class).get((found.held_on, found.slot)) if mine and mine.training_class else None
    if mine is None or half is None:
        body = (Notice(_("这个班的名册上没有您。请问老师。"), "bad"),)
        return render(request, Page(_("签到"), head, body), "worker", status=422)
    if request.method == "POST":
        given = (request.POST.get(name, "")[:30] for name in ("latitude", "longitude", "accuracy"))
        made = actions.sign_in(mine, found, at, actions.position(*given) if request.POST.get("position") else None)
        if isinstance(made, Reason):
            return render(request, Page(_("签到"), head, (Notice(str(made), "bad"),)), "worker", status=422)
        del request.session[SCANNED]
        said = _("已签到：%(class)s，%(at)s。下课时再扫一次。")
        body = (Notice(said % {"class": mine.class_no, "at": f"{timezone.localtime(made.at):%H:%M}"}, "ok"),)
        return render(
            request,
            Page(_("签到"), head, (*body, Prose((Link(_("看我的考勤"), reverse("my_class", args=[mine.pk])),)))),
            "worker",
        )
    facts = Facts(
        (Fact(_("培训班"), f"{mine.org.name} · {mine.class_no}", wide=True), Fact(_("课次"), words(half), wide=True))
    )
    fields = (
        Field(
            "position",
            _("同时给出位置"),
            "flag",
            optional=True,
            hint=_("可以不给。只算出离教学点多远，位置本身不保存。"),
        ),
    )
    hidden = (
        ("latitude", ""), ("longitude", ""), ("accuracy", ""), ("asking", _("正在取位置……")), ("got", _("已取得位置。")),
        ("none", _("取不到位置，不带位置也可以签到。")),
    )  # fmt: skip
    form = Form(_("签到"), fields, reverse("my_here"), hidden=hidden)
    return render(request, Page(_("签到"), head, (facts, form)), "worker", script="ui/here.js")
