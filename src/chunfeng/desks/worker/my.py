"""What is kept about oneself: seen, copied, corrected, erased; and the requests about it (个人信息保护法 44-47)."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chunfeng.base.audit.record import record
from chunfeng.base.governance.actions import ask as ask_about
from chunfeng.base.governance.models import DataRequest
from chunfeng.base.keys import indexes
from chunfeng.base.messages.models import Message
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case, CaseSet
from chunfeng.desks.ui.pages import render
from chunfeng.desks.worker import my_certificates, my_subsidies
from chunfeng.desks.worker.classes import training
from chunfeng.desks.worker.my_login import own
from chunfeng.desks.worker.my_training import kept
from chunfeng.engines.display.page import (
    Acts,
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
    Page,
    Panel,
    Prose,
    Row,
)

REQUEST = "privacy.request"


def _mine(request: Any) -> CaseSet:
    """Matters of this person that the person may read."""
    person = request.user.person_id
    return Case.objects.visible_to(request.actor).filter(person_id=person)


@require_GET
@own
def home(request: Any) -> HttpResponse:
    rows = tuple(
        Row(
            {
                "title": f"{case.declared.title} · {case.number}",
                "state": str(case.state_declared.label),
                "due": case.due_on,
            },
            url=reverse("my_request", args=[case.number]) if case.process == REQUEST else "",
            dim=case.closed_at is not None,
        )
        for case in _mine(request).order_by("-id")[:50]
    )
    matters = List(
        (Column("title", _("事项")), Column("state", _("状态")), Column("due", _("最晚"), kind="day")),
        rows=rows, empty=Empty(_("没有您的事项。"), _("投诉举报凭编号和查询码看进度。")), key="matters",
    )  # fmt: skip
    links = Acts((Link(_("我的信息"), reverse("my_data")), Link(_("看投诉进度"), reverse("progress"))), plain=True)
    body = (
        Panel(_("我的事项"), (matters,)),
        *training(request.user.person),
        *my_certificates.panels(request.user.person),
        *my_subsidies.panels(request.user.person),
        *_told(request.user.person),
        links,
    )
    return render(request, Page(_("我的"), Head(_("我的")), body), "worker")


#: Messages on the first page; the file of one's data holds them all.
_TOLD = 10


def _told(person: Person) -> tuple[Panel, ...]:
    found = _messages(person)[-_TOLD:][::-1]
    if not found:
        return ()
    facts = tuple(Fact(f"{timezone.localtime(m.created_at):%Y-%m-%d %H:%M}", m.text.clear(), wide=True) for m in found)
    return (Panel(_("发给您的消息"), (Facts(facts),)),)


def _facts(person: Person) -> tuple[tuple[str, str, str], ...]:
    """Label, value as shown, value in full."""
    sex = str(person.get_sex_display()) if person.sex else ""  # type: ignore[attr-defined]
    born = person.born_on.isoformat() if person.born_on else ""

    def both(label: str, secret: Any) -> tuple[str, str, str]:
        return (label, secret.masked(), secret.clear()) if secret else (label, "", "")

    return (
        (_("姓名"), person.name.clear(), person.name.clear()),
        both(_("证件号码"), person.number),
        (_("出生日期"), born, born),
        (_("性别"), sex, sex),
        both(_("手机号码"), person.phone),
        both(_("银行账号"), person.account),
        both(_("住址"), person.address),
        (_("登记时间"), f"{timezone.localtime(person.created_at):%Y-%m-%d}", person.created_at.isoformat()),
    )


@require_GET
@own
def data(request: Any) -> HttpResponse:
    person = request.user.person
    shown = Facts(tuple(Fact(label, value or _("没有登记")) for label, value, _full in _facts(person)))
    why = Prose((_("用途：实名登记和您的事项。号码在这里隐去一部分，下载的文件里是全部。"),))
    copy = Form(_("下载我的信息"), url=reverse("my_copy"), tone="plain")
    asks = Acts(
        (
            Link(_("有错，要求更正"), reverse("my_ask", args=["correct"])),
            Link(_("要求删除"), reverse("my_ask", args=["erase"])),
        ),
        plain=True,
    )
    body = (Panel(_("登记了什么"), (shown, why)), copy, asks)
    return render(
        request, Page(_("我的信息"), Head(_("我的信息"), back=Link(_("返回"), reverse("my"))), body), "worker"
    )


@require_POST
@own
def copy(request: Any) -> HttpResponse:
    """All that is kept of oneself, as a file that programs can read as well."""
    person = request.user.person
    content = {
        _("登记"): {label: full for label, _shown, full in _facts(person)},
        _("培训"): kept(person),
        _("事项"): [
            {
                _("编号"): case.number,
                _("事项"): str(case.declared.title),
                _("状态"): str(case.state_declared.label),
                _("开始"): case.opened_at.isoformat(),
                _("办结"): case.closed_at.isoformat() if case.closed_at else "",
            }
            for case in Case.objects.filter(person=person).order_by("id")
        ],
        _("证书"): my_certificates.kept(person),
        _("补贴"): my_subsidies.kept(person),
        _("发给您的消息"): [
            {_("时间"): message.created_at.isoformat(), _("内容"): message.text.clear()}
            for message in _messages(person)
        ],
    }
    record("data.copy", request.actor, "person", str(person.uid))
    answer = HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), "application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


def _messages(person: Person) -> list[Message]:
    if not person.phone:
        return []
    keys = indexes(person.phone.clear(), "contact")
    return list(Message.objects.filter(channel="phone", to_key__in=keys).exclude(template="login.code").order_by("id"))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def ask(request: Any, kind: str) -> HttpResponse:
    if kind not in (DataRequest.CORRECT, DataRequest.ERASE):
        raise Http404
    person = request.user.person
    waiting = DataRequest.objects.filter(case__person=person, case__closed_at=None, kind=kind).first()
    if waiting is not None:
        return redirect("my_request", number=waiting.case.number)
    wish, wrong = request.POST.get("wish", "").strip(), ""
    if request.method == "POST":
        if not request.actor.may("data_request.ask", person=person.pk):
            raise Http404
        place = Place.objects.filter(parent=None).order_by("pk").first()
        found = ask_about(request.actor, kind, wish, place=place, person=person)  # type: ignore[arg-type]
        if isinstance(found, Case):
            return redirect("my_request", number=found.number)
        wrong = str(found)
    if kind == DataRequest.CORRECT:
        title, label, hint = _("要求更正"), _("哪里不对，应当是什么"), _("工作人员会请您出示证件核对。")
    else:
        title, label = _("要求删除"), _("还想说的（可以不写）")
        hint = _("删除后不能再登录。依法须存档的办件留下，但看不出是您。有在办的事项时，办结后才能删除。")
    field = Field("wish", label, "long", wish, optional=kind == DataRequest.ERASE, hint=hint, max_length=2000,
                  errors=(wrong,) if wrong else ())  # fmt: skip
    form = Form(_("提出请求"), (field,), reverse("my_ask", args=[kind]))
    page = Page(title, Head(title, back=Link(_("返回"), reverse("my_data"))), (form,))
    return render(request, page, "worker")


@require_http_methods(["GET", "HEAD", "POST"])
@own
def request_of(request: Any, number: str) -> HttpResponse:
    """One request: where it stands, what was answered; POST takes it back."""
    case = _mine(request).filter(number=number, process=REQUEST).first()
    if case is None:
        raise Http404
    said: tuple[Any, ...] = ()
    if request.method == "POST":
        result = take(case, "withdraw", actor=request.actor, seen=case.version)
        if not isinstance(result, Refused):
            return redirect("my_request", number=number)
        said = (Notice(str(result), "bad"),)
    asked = case.record
    facts = [
        Fact(_("请求"), str(DataRequest.KINDS[asked.kind])),
        Fact(_("状态"), str(case.state_declared.label)),
        Fact(_("提出"), timezone.localtime(case.opened_at).date()),
    ]
    if asked.wish:
        facts.append(Fact(_("您写的"), asked.wish, wide=True))
    if case.due_on and not case.closed_at:
        facts.append(Fact(_("最晚答复"), case.due_on))
    if asked.answer:
        facts.append(Fact(_("答复"), asked.answer, wide=True))
    body: list[Any] = [*said, Facts(tuple(facts))]
    if not case.closed_at:
        body.append(Form(_("撤回请求"), url=reverse("my_request", args=[number]), tone="plain"))
    elif case.state == "refused":
        body.append(Prose((_("不同意的，可以打12333，或者向网信部门投诉、向法院起诉（个人信息保护法第五十条）。"),)))
    head = Head(_("个人信息请求"), number=number, back=Link(_("返回"), reverse("my")))
    return render(request, Page(_("个人信息请求"), head, tuple(body)), "worker", status=422 if said else 200)
