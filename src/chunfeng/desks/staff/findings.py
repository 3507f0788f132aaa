"""Suspicions at the desk: the list, the evidence side by side, and showing what is masked, by right and with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import needs
from chunfeng.base.audit.record import record
from chunfeng.base.findings.models import SEVERITIES, TO_JUDGE, UNDECIDED, Finding, Run
from chunfeng.base.findings.processes import FINDINGS
from chunfeng.base.findings.queries import precision, visible_to
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.actions.revealing import LONGEST_REASON, reason_of
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow import together
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import COUNTED
from chunfeng.desks.staff import rules as rulebook
from chunfeng.desks.staff.case import address
from chunfeng.desks.staff.lists import persons_of, titled
from chunfeng.desks.staff.subjects import Key, Subject, linked, subjects, with_names
from chunfeng.desks.ui.deadlines import of_case
from chunfeng.desks.ui.keyset import keys_of, window
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display import words
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Compare,
    Compared,
    Condition,
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
    Mark,
    Masked,
    Moment,
    Money,
    Page,
    Panel,
    Printed,
    Prose,
    Row,
)
from chunfeng.kernel.refusal import Refusal

PAGE = 50
TONE: dict[str, Any] = {"block": "bad", "high": "due", "medium": "info", "low": "neutral"}
_NAMES = ("rule", "severity", "place", "state")


@require_GET
@needs(*(process.reads for process in FINDINGS))
def findings(request: Any) -> HttpResponse:
    asked = asked_of(request.GET)
    rows = found(visible_to(request.actor), asked)
    shown = window(rows, *keys_of(request.GET), PAGE)
    # What stands on the one page is counted by looking.
    total = rows.order_by()[: COUNTED + 1].count() if shown.part else len(shown.rows)
    persons = persons_of(finding.case for finding in shown.rows)
    others = subjects((finding.other_kind, finding.other) for finding in shown.rows if finding.other)
    listed = List(
        (
            Column("number", _("编号"), kind="id"),
            Column("severity", _("程度"), kind="state"),
            Column("title", _("事项")),
            Column("said", _("疑点")),
            Column("place", _("属地")),
            Column("state", _("状态"), kind="state"),
            Column("due", _("期限"), kind="deadline"),
        ),
        rows=tuple(_row(finding, persons, others, asked) for finding in shown.rows),
        conditions=_conditions(asked),
        sort=_("新的在前"),
        total=min(total, COUNTED),
        capped=total > COUNTED,
        measure=_("件"),
        empty=Empty(_("此条件下没有疑点。"), Link(_("清除全部条件"), "/desk/findings/")),
        paging=shown.paging(lambda **key: url(asked, **key)),
    )
    page = Page(
        _("疑点"),
        Head(_("疑点"), said=_("规则命中的都只是疑点，人认定以后才算数。")),
        (listed,),
        flat=True,
        printed=Printed(_("疑点"), request.actor.name, timezone.now(), watermark=True),
        keys=("list",),
    )
    return render(request, page)


def asked_of(given: Mapping[str, str]) -> dict[str, str]:
    """The filter in an address."""
    return {name: given.get(name, "").strip()[:80] for name in _NAMES}


def found(rows: Any, asked: dict[str, str]) -> Any:
    if asked["rule"]:
        rows = rows.filter(rule=asked["rule"])
    if asked["severity"] in SEVERITIES:
        rows = rows.filter(severity=asked["severity"])
    if asked["place"]:
        rows = rows.filter(case__place__code=asked["place"])
    if asked["state"] == "all":
        return rows
    return rows.filter(state=asked["state"]) if asked["state"] else rows.filter(state__in=UNDECIDED)


def url(asked: dict[str, str], path: str = "/desk/findings/", **changed: str) -> str:
    given = {k: v for k, v in (asked | changed).items() if v}
    return path + (f"?{urlencode(given)}" if given else "")


def _conditions(asked: dict[str, str]) -> tuple[Condition, ...]:
    from chunfeng.base.findings.processes import FINDING

    states = [(s.code, s.label) for s in FINDING.states]
    places = list(Place.objects.filter(kind__in=("county", "zone")).order_by("path").values_list("code", "name"))
    rule = rulebook.headers().get(asked["rule"])
    named = dict(places).get(asked["place"], asked["place"])
    state = _("不论状态") if asked["state"] == "all" else dict(states).get(asked["state"], pgettext("疑点", "未认定"))
    return (
        Condition(
            _(rule.text("title")) if rule else asked["rule"] or _("全部规则"),
            options=(Link(_("选规则"), "/desk/rules/"),),
            without_url=url(asked, rule="") if asked["rule"] else "",
        ),
        Condition(
            rulebook.SEVERITY.get(asked["severity"], _("不论程度")),
            options=tuple(
                Link(rulebook.SEVERITY[s], url(asked, severity=s)) for s in SEVERITIES if s != asked["severity"]
            ),
            without_url=url(asked, severity="") if asked["severity"] else "",
        ),
        Condition(
            named or _("全部属地"),
            options=tuple(Link(name, url(asked, place=code)) for code, name in places if code != asked["place"]),
            without_url=url(asked, place="") if asked["place"] else "",
        ),
        Condition(
            state,
            options=(
                *(Link(label, url(asked, state=code)) for code, label in states if code != asked["state"]),
                Link(_("不论状态"), url(asked, state="all")),
            ),
            without_url=url(asked, state="") if asked["state"] else "",
        ),
    )


def _row(
    finding: Finding, persons: Mapping[int, str], others: Mapping[Key, Subject], asked: dict[str, str]
) -> Row:  # fmt: skip
    case = finding.case
    state, said = case.state_declared, words.retold(finding.said, _)
    other = others.get((finding.other_kind, finding.other))
    against: Inline = ("　", Mark(_("另一方：%(whom)s") % {"whom": other.named}, "sub")) if other else None
    return Row(
        {
            "number": case.number,
            "severity": Chip(TONE[finding.severity], rulebook.SEVERITY[finding.severity]) if not state.final else rulebook.SEVERITY[finding.severity],
            "title": titled(case, persons),
            "said": (said, against) if other else said,
            "place": case.place.name,
            "state": state.label if state.final else Chip(state.tone, state.label),
            "due": of_case(case, timezone.localdate()),
        },
        url=url(asked, address(case), list="findings"),
        key=case.number,
        dim=state.final,
    )  # fmt: skip


def panels(case: Case, actor: Actor, at: Callable[[str], str]) -> Sequence[Any]:
    """What speaks for and against: the rule's sentence, the records side by side, its evidence, how right it has been."""
    finding: Finding = case.record
    rule = rulebook.headers().get(finding.rule)
    known = subjects(_sides(finding).values())
    one, other = (known.get(side) for side in _sides(finding).values())
    run = together.rows(Run, id=finding.last_run_id)[0]
    shown = partial(_shown, case, actor, at)
    about: list[Fact] = [
        Fact(_("疑点"), words.retold(finding.said, _), wide=True),
        Fact(_("规则"), Link(_(rule.text("title")) if rule else case.heading, f"/desk/rules/{finding.rule}/")),
        Fact(_("程度"), rulebook.SEVERITY[finding.severity]),
        Fact(_("对象"), _named(finding.subject_kind, finding.subject, one), wide=True),
    ]
    if finding.other:
        about.append(Fact(_("另一方"), _named(finding.other_kind, finding.other, other), wide=True))
    if finding.amount_fen is not None:
        about.append(Fact(_("涉及金额"), Money(finding.amount_fen)))
    if case.holder_id:
        about.append(Fact(_("认定人"), case.holder.name))
    if rule and rule.text("not_for"):
        about.append(Fact(_("不算的情形"), _(rule.text("not_for")), wide=True))
    about.append(Fact(_("快照"), (Moment(run.taken_at, "iso"), " ", Id(run.snapshot[:12]))))
    found: list[Any] = [Panel(_("疑点"), (Facts(tuple(about)),))]
    if one is not None and other is not None and type(one.record) is type(other.record):
        found.append(Panel(_("记录"), (_beside(shown, one, other),), note=_note(case, actor, one)))
    else:
        found += [
            Panel(title, (_alone(shown, side, subject),), note=_note(case, actor, subject))
            for title, side, subject in ((_("记录"), "subject", one), (_("另一方的记录"), "other", other))
            if subject is not None
        ]
    listed = words.evidence(json.dumps(with_names(finding.evidence), ensure_ascii=False), say=_)
    if listed:
        found.append(Panel(_("证据"), (Facts(tuple(Fact(title, text) for title, text in listed)),)))
    right = precision(finding.rule).get(finding.rule)
    found.append(Panel(_("这条规则准不准"), (Facts(rulebook.precision_facts(right)),)))
    return found


def _sides(finding: Finding) -> dict[str, Key]:
    return {
        "subject": (finding.subject_kind, finding.subject),
        "other": (finding.other_kind, finding.other),
    }


def _named(kind: str, key: str, subject: Subject | None) -> Inline:
    """The kind of row and whom it is about; of what no record of ours stands behind, the key of the snapshot."""
    if subject is None:
        return (words.subject(kind, say=_), " ", Id(key[:24]))
    led: Inline = ("　", linked(subject.org)) if subject.org and subject.org != subject.named else None
    row = words.subject(kind, say=_)
    return (row, " ", subject.named, led) if led else (row, " ", subject.named)


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
        return [sealed("name", _("姓名")), sealed("number", _("证件号")), plain("born_on", _("出生日期")),
                ("", _("性别"), lambda t: str(t.get_sex_display()), lambda t: t.sex or None),
                sealed("phone", _("手机")), sealed("account", _("银行卡")), sealed("address", _("住址"))]  # fmt: skip
    return [plain("name", _("名称")), plain("credit_code", _("统一社会信用代码")), plain("address", _("地址")),
            sealed("legal_person", _("法定代表人")), sealed("phone", _("电话")), sealed("account", _("账户"))]  # fmt: skip


def _alone(shown: Callable[[str, str, str], Inline], side: str, subject: Subject) -> Facts:
    lines = _lines(subject.record) if subject.record is not None else []
    return Facts((
        *(Fact(title, shown(field, show(subject.record), side)) for field, title, show, _k in lines),
        *(Fact(title, value) for title, value in subject.lines),
    ))  # fmt: skip


def _beside(shown: Callable[[str, str, str], Inline], one: Subject, other: Subject) -> Compare:
    compared = []
    for field, title, show, key in _lines(one.record) if one.record is not None else ():
        left, right = show(one.record), show(other.record)
        same = key(one.record) is not None and key(one.record) == key(other.record)
        compared.append(
            Compared(
                title, shown(field, left, "subject"), shown(field, right, "other"),
                *_verdict(bool(left), bool(right), same),
            )
        )  # fmt: skip
    theirs = dict(other.lines)
    for title, value in one.lines:
        if title in theirs:
            compared.append(Compared(title, value, theirs[title], *_verdict(True, True, value == theirs[title])))
    return Compare((_("本方"), " ", one.named), (_("另一方"), " ", other.named), (("", tuple(compared)),))


def _verdict(left: bool, right: bool, same: bool) -> tuple[str, str, bool]:
    """What is said of two values, what that leans to, and whether they are drawn as alike: two absences differ in nothing."""
    if not left and not right:
        return _("双方都没有"), "", True
    return _("相同") if same else _("不同") if left and right else _("只有一方有"), "", same


def _may_reveal(case: Case, actor: Actor) -> bool:
    """By right of the post; and who decides whether two rows are one person, as long as it is to be decided."""
    noun, where = case.declared.noun, case.place_path
    deciding = case.state in TO_JUDGE and actor.may(f"{noun}.decide", place_path=where)
    return deciding or actor.may(f"{noun}.reveal", place_path=where)


def _shown(case: Case, actor: Actor, at: Callable[[str], str], field: str, shown: str, side: str) -> Inline:
    if not field or not shown:
        return shown or None
    link = None
    if _may_reveal(case, actor):
        link = Link(_("显示"), at(f"/desk/findings/{case.number}/reveal/{side}/{field}/"))
    return Masked(shown, link)


def _note(case: Case, actor: Actor, subject: Subject) -> Inline:
    if subject.record is None:
        return None
    return _("显示完整内容要写理由，并留下记录。") if _may_reveal(case, actor) else _("个人信息已遮盖。")


@require_http_methods(["GET", "POST"])
@needs(*(f"{process.noun}.{act}" for process in FINDINGS for act in ("reveal", "decide")))
def reveal(request: Any, number: str, side: str, field: str) -> HttpResponse:
    """One clear value of one record, for a reason, with a line in the log before it is shown."""
    finding = visible_to(request.actor).filter(case__number=number).first()
    if finding is None:
        raise Http404
    if not _may_reveal(finding.case, request.actor):
        raise PermissionDenied
    asked = _sides(finding).get(side, ("", ""))
    found = subjects((asked,)).get(asked)
    thing = found.record if found else None
    line = next((line for line in _lines(thing) if line[0] and line[0] == field), None) if thing is not None else None
    if thing is None or line is None or getattr(thing, field) is None:
        raise Http404
    reason, errors, body = request.POST.get("reason", "").strip(), (), []
    said = reason_of(reason)
    if request.method == "POST" and isinstance(said, Refusal):
        errors = (str(said),)
    elif request.method == "POST":
        record(
            "person.reveal" if isinstance(thing, Person) else "org.reveal", request.actor,
            "person" if isinstance(thing, Person) else "org", str(thing.uid), note=str(said), field=field, case=finding.case.number,
        )  # fmt: skip
        body = [Panel(line[1], (Prose((getattr(thing, field).clear(),)),), note=_("已留下记录。"))]
    if not body:
        body = [
            Form(
                _("显示"),
                (Field("reason", _("理由"), "long", reason, errors=errors, max_length=LONGEST_REASON),),
                promise=_("何人、何时、为何看，都会记入日志。"),
            )
        ]
    # `opened` reads the filter of this list.
    from chunfeng.desks.staff.opened import opened

    back = Link(_("返回事项"), opened(request.actor, request.GET).url(address(finding.case)))
    head = Head(_("显示：%(what)s") % {"what": line[1]}, number=number, back=back)
    answer = render(request, Page(_("显示完整内容"), head, tuple(body)), status=422 if errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer
