"""Suspicions at the desk: the list, the evidence side by side, and showing what is masked, by right and with a reason."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import needs
from chunfeng.base.audit.record import record
from chunfeng.base.findings.models import SEVERITIES, UNDECIDED, Finding
from chunfeng.base.findings.processes import FINDINGS
from chunfeng.base.findings.queries import precision, visible_to
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.actions.revealing import SHORTEST_REASON
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import COUNTED
from chunfeng.desks.staff import rules as rulebook
from chunfeng.desks.staff.case import address
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display import words
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Compare,
    Compared,
    Condition,
    Deadline,
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
    Masked,
    Moment,
    Money,
    Page,
    Paging,
    Panel,
    Printed,
    Prose,
    Row,
)
from chunfeng.kernel.digits import natural

PAGE = 50
SEVERITY = {"block": lazy("命中即冻结"), "high": lazy("高"), "medium": lazy("中"), "low": lazy("低")}
TONE: dict[str, Any] = {"block": "bad", "high": "due", "medium": "info", "low": "neutral"}
#: Which records stand behind a subject of this kind.
_MODELS: dict[str, Any] = {"person": Person, "provider": Org, "employer": Org}
_NAMES = ("rule", "severity", "place", "state", "after")


@require_GET
@needs(*(process.reads for process in FINDINGS))
def findings(request: Any) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:80] for name in _NAMES}
    rows = _asked(visible_to(request.actor), asked)
    total = rows.order_by()[: COUNTED + 1].count()
    after = natural(asked["after"]) or 0
    shown = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    more, shown = len(shown) > PAGE, shown[:PAGE]
    found = List(
        (
            Column("number", _("编号"), kind="id"),
            Column("severity", _("程度"), kind="state"),
            Column("title", _("规则")),
            Column("said", _("疑点")),
            Column("place", _("属地")),
            Column("state", _("状态"), kind="state"),
            Column("due", _("期限"), kind="deadline"),
        ),
        rows=tuple(_row(finding) for finding in shown),
        conditions=_conditions(asked),
        sort=_("新的在前"),
        total=min(total, COUNTED),
        capped=total > COUNTED,
        measure=_("件"),
        empty=Empty(_("此条件下没有疑点。"), Link(_("清除全部条件"), "/desk/findings/")),
        paging=Paging(1, len(shown), next_url=_url(asked, after=str(shown[-1].pk)) if more else "") if more or after else None,
    )  # fmt: skip
    page = Page(
        _("疑点"),
        Head(_("疑点"), said=_("规则命中的都只是疑点，人认定以后才算数。")),
        (found,),
        flat=True,
        printed=Printed(_("疑点"), request.actor.name, timezone.now(), watermark=True),
        keys=("list",),
    )
    return render(request, page)


def _asked(rows: Any, asked: dict[str, str]) -> Any:
    if asked["rule"]:
        rows = rows.filter(rule=asked["rule"])
    if asked["severity"] in SEVERITIES:
        rows = rows.filter(severity=asked["severity"])
    if asked["place"]:
        rows = rows.filter(case__place__code=asked["place"])
    if asked["state"] == "all":
        return rows
    return rows.filter(state=asked["state"]) if asked["state"] else rows.filter(state__in=UNDECIDED)


def _url(asked: dict[str, str], **changed: str) -> str:
    given = {k: v for k, v in (asked | {"after": ""} | changed).items() if v}
    return "/desk/findings/" + (f"?{urlencode(given)}" if given else "")


def _conditions(asked: dict[str, str]) -> tuple[Condition, ...]:
    from chunfeng.base.findings.processes import FINDING

    states = [(s.code, s.label) for s in FINDING.states]
    places = Place.objects.filter(kind__in=("county", "zone")).order_by("path")
    rule = rulebook.headers().get(asked["rule"])
    named = next((p.name for p in places if p.code == asked["place"]), asked["place"])
    state = _("不论状态") if asked["state"] == "all" else dict(states).get(asked["state"], _("未认定"))
    return (
        Condition(
            rule.text("title") if rule else asked["rule"] or _("全部规则"),
            options=(Link(_("选规则"), "/desk/rules/"),),
            without_url=_url(asked, rule="") if asked["rule"] else "",
        ),
        Condition(
            SEVERITY.get(asked["severity"], _("不论程度")),
            options=tuple(Link(SEVERITY[s], _url(asked, severity=s)) for s in SEVERITIES if s != asked["severity"]),
            without_url=_url(asked, severity="") if asked["severity"] else "",
        ),
        Condition(
            named or _("全部属地"),
            options=tuple(Link(p.name, _url(asked, place=p.code)) for p in places if p.code != asked["place"]),
            without_url=_url(asked, place="") if asked["place"] else "",
        ),
        Condition(
            state,
            options=(
                *(Link(label, _url(asked, state=code)) for code, label in states if code != asked["state"]),
                Link(_("不论状态"), _url(asked, state="all")),
            ),
            without_url=_url(asked, state="") if asked["state"] else "",
        ),
    )


def _row(finding: Finding) -> Row:
    case = finding.case
    state = case.state_declared
    return Row(
        {
            "number": case.number,
            "severity": Chip(TONE[finding.severity], SEVERITY[finding.severity]) if not state.final else SEVERITY[finding.severity],
            "title": case.title,
            "said": finding.said,
            "place": case.place.name,
            "state": state.label if state.final else Chip(state.tone, state.label),
            "due": Deadline(case.due_on, rulebook.left(case.due_on)) if case.due_on else None,
        },
        url=address(case),
        key=case.number,
        dim=state.final,
    )  # fmt: skip


def panels(case: Case, actor: Actor) -> Sequence[Any]:
    """What speaks for and against: the rule's sentence, the records side by side, its evidence, how right it has been."""
    finding: Finding = case.record
    rule = rulebook.headers().get(finding.rule)
    subject = _record(finding.subject_kind, finding.subject)
    other = _record(finding.other_kind, finding.other) if finding.other else None
    run = finding.last_run
    about: list[Fact] = [
        Fact(_("疑点"), finding.said, wide=True),
        Fact(_("规则"), Link(case.title, f"/desk/rules/{finding.rule}/")),
        Fact(_("程度"), SEVERITY[finding.severity]),
        Fact(_("对象"), (words.subject(finding.subject_kind), " ", _named(subject, finding.subject))),
    ]
    if finding.other:
        about.append(Fact(_("另一方"), (words.subject(finding.other_kind), " ", _named(other, finding.other))))
    if finding.amount_fen is not None:
        about.append(Fact(_("涉及金额"), Money(finding.amount_fen)))
    if case.holder_id:
        about.append(Fact(_("认定人"), case.holder.name))
    if rule and rule.text("not_for"):
        about.append(Fact(_("不算的情形"), rule.text("not_for"), wide=True))
    about.append(Fact(_("快照"), (Moment(run.taken_at, "iso"), " ", Id(run.snapshot[:12]))))
    found: list[Any] = [Panel(_("疑点"), (Facts(tuple(about)),))]
    if subject is not None:
        found.append(Panel(_("记录"), (_beside(case, actor, subject, other),), note=_note(case, actor)))
    listed = words.evidence(json.dumps(finding.evidence, ensure_ascii=False))
    if listed:
        found.append(Panel(_("证据"), (Facts(tuple(Fact(title, text) for title, text in listed)),)))
    known = precision(finding.rule).get(finding.rule)
    found.append(Panel(_("这条规则准不准"), (Facts(rulebook.precision_facts(known)),)))
    return found


def _record(kind: str, key: str) -> Person | Org | None:
    """The record behind a key of the snapshot, if this kind has one."""
    model = _MODELS.get(kind)
    try:
        found: Person | Org | None = model.objects.filter(uid=uuid.UUID(key)).first() if model else None
    except ValueError:
        return None
    return found


def _named(thing: Person | Org | None, key: str) -> Inline:
    if isinstance(thing, Person):
        return thing.shown_name
    return thing.name if thing is not None else Id(key[:24])


_Line = tuple[str, str, Callable[[Any], str], Callable[[Any], object]]


def _lines(thing: Person | Org) -> list[_Line]:
    """Field, title, what is shown, and what decides whether two are the same."""

    def sealed(name: str, title: str) -> _Line:
        return (
            name,
            title,
            lambda t: getattr(t, name).masked() if getattr(t, name) else "",
            lambda t: bytes(key) if (key := getattr(t, f"{name}_key")) else None,
        )

    def plain(name: str, title: str) -> _Line:
        return ("", title, lambda t: str(getattr(t, name) or ""), lambda t: getattr(t, name) or None)

    if isinstance(thing, Person):
        return [sealed("name", _("姓名")), sealed("number", _("证件号")), plain("born_on", _("出生日期")), plain("sex", _("性别")),
                sealed("phone", _("手机")), sealed("account", _("银行卡")), sealed("address", _("住址"))]  # fmt: skip
    return [plain("name", _("名称")), plain("credit_code", _("统一社会信用代码")), plain("address", _("地址")),
            sealed("legal_person", _("法定代表人")), sealed("phone", _("电话")), sealed("account", _("账户"))]  # fmt: skip


def _beside(case: Case, actor: Actor, one: Person | Org, other: Person | Org | None) -> Any:
    lines = _lines(one)
    if other is None or type(other) is not type(one):
        return Facts(
            tuple(Fact(title, _shown(case, actor, field, show(one), "subject")) for field, title, show, _k in lines)
        )
    compared = []
    for field, title, show, key in lines:
        left, right = show(one), show(other)
        same = key(one) is not None and key(one) == key(other)
        verdict = _("相同") if same else _("只有一方有") if not (left and right) else _("不同")
        compared.append(
            Compared(
                title, _shown(case, actor, field, left, "subject"), _shown(case, actor, field, right, "other"),
                verdict if left or right else None, same=same,
            )
        )  # fmt: skip
    return Compare(_("本方"), _("另一方"), (("", tuple(compared)),))


def _may_reveal(case: Case, actor: Actor) -> bool:
    return actor.may(f"{case.declared.noun}.reveal", place_path=case.place_path)


def _shown(case: Case, actor: Actor, field: str, shown: str, side: str) -> Inline:
    if not field or not shown:
        return shown or None
    link = None
    if _may_reveal(case, actor):
        link = Link(_("显示"), f"/desk/findings/{case.number}/reveal/?side={side}&field={field}")
    return Masked(shown, link)


def _note(case: Case, actor: Actor) -> Inline:
    return _("显示完整内容要写理由，并留下记录。") if _may_reveal(case, actor) else _("个人信息已遮盖。")


@require_http_methods(["GET", "POST"])
@needs(*(f"{process.noun}.reveal" for process in FINDINGS))
def reveal(request: Any, number: str) -> HttpResponse:
    """One clear value of one record, for a reason, with a line in the log before it is shown."""
    finding = visible_to(request.actor).filter(case__number=number).first()
    if finding is None:
        raise Http404
    if not _may_reveal(finding.case, request.actor):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    side, name = given.get("side", ""), given.get("field", "")
    kind, key = (finding.subject_kind, finding.subject) if side == "subject" else (finding.other_kind, finding.other)
    thing = _record(kind, key)
    line = next((line for line in _lines(thing) if line[0] and line[0] == name), None) if thing is not None else None
    if thing is None or line is None or getattr(thing, name) is None:
        raise Http404
    reason, errors, body = request.POST.get("reason", "").strip(), (), []
    if request.method == "POST" and len(reason) < SHORTEST_REASON:
        errors = (_("写明为办哪件事需要"),)
    elif request.method == "POST":
        record(
            "person.reveal" if isinstance(thing, Person) else "org.reveal", request.actor,
            "person" if isinstance(thing, Person) else "org", str(thing.uid), note=reason, field=name, case=finding.case.number,
        )  # fmt: skip
        body = [Panel(line[1], (Prose((getattr(thing, name).clear(),)),), note=_("已留下记录。"))]
    if not body:
        body = [
            Form(
                _("显示"),
                (Field("reason", _("理由"), "long", reason, errors=errors, max_length=300),),
                hidden=(("side", side), ("field", name)),
                promise=_("何人、何时、为何看，都会记入日志。"),
            )
        ]
    head = Head(_("显示：%(what)s") % {"what": line[1]}, number=number, back=Link(_("返回事项"), address(finding.case)))
    answer = render(request, Page(_("显示完整内容"), head, tuple(body)), status=422 if errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer
