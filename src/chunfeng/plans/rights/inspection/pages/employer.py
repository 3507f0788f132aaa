"""What an employer sees of a matter against it: the papers sent to it, what it handed in, its terms. Nothing that says
who told, nor what the office does among itself: a state has words of its own here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import Assignment
from chunfeng.base.workflow.declarations import Tone
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chinese,
    Column,
    Empty,
    Fact,
    Facts,
    Id,
    Inline,
    Link,
    List,
    Missing,
    Money,
    Panel,
    Row,
)
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import EvidenceItem
from chunfeng.plans.rights.inspection.pages.laws import cited
from chunfeng.plans.rights.inspection.pages.outcome import answers_to
from chunfeng.plans.rights.inspection.queries import employer

#: Terms that run against the employer; the office's own are not its business.
TERMS = ("correct", "defence", "perform", "remind")
_IN_HAND: tuple[Tone, str | Promise, str | Promise] = ("info", gettext_lazy("办理中"), gettext_lazy("等待承办单位办理"))
#: State → tone, words, what is waited for.
_STATES: Mapping[str, tuple[Tone, str | Promise, str | Promise]] = {
    "ordered": ("due", gettext_lazy("限期改正"), gettext_lazy("请在期限内改正，并报告改正情况；已经报告的，等待核查")),
    "noticed": ("due", gettext_lazy("已告知"), gettext_lazy("可以在期限内陈述申辩")),
    "hearing": ("review", gettext_lazy("听证中"), gettext_lazy("请按听证通知书参加听证")),
    "reviewing": ("review", gettext_lazy("待决定"), gettext_lazy("等待承办单位作出决定")),
    "decided": ("due", gettext_lazy("待履行"), gettext_lazy("请在期限内履行决定")),
    "reminded": ("due", gettext_lazy("已催告"), gettext_lazy("请在期限内履行决定；逾期将申请法院强制执行")),
    "enforcing": ("bad", gettext_lazy("强制执行"), gettext_lazy("已申请人民法院强制执行")),
}


def seen(case: Case) -> tuple[Tone | None, str, str]:
    """Tone, words and what is waited for; no tone where the matter is over."""
    if case.state_declared.final:
        return None, _("已办结"), ""
    tone, label, said = _STATES.get(case.state, _IN_HAND)
    decision = queries.standing(case.record) if case.state == "noticed" else None
    if decision and decision.hearing_due_on:
        # Only a large fine gives a hearing, and its term is not that of the statement.
        said = _("可以在期限内陈述申辩；要求听证的，在%(day)s前书面提出") % {"day": decision.hearing_due_on}
    return tone, str(label), str(said)


def panels(case: Case, actor: Actor) -> Sequence[Panel]:
    return (
        Panel(_("要求"), (_demand(case),), anchor="demand"),
        Panel(_("送给我方的文书"), (_papers(case),), anchor="papers"),
        Panel(_("我方提交的"), (_handed_in(case),), anchor="handed-in"),
    )


def _demand(case: Case) -> Facts:
    """The summons, the order or the notice that counts now."""
    record = case.record
    rows: list[Fact] = [Fact(_("单位"), case.org.name if case.org else Missing.EMPTY, wide=True)]
    order, decision = queries.last_order(record), queries.standing(record)
    if asked := answers_to(case, "summon"):
        rows += [
            Fact(_("接受询问日期"), date.fromisoformat(asked["on"])),
            Fact(_("接受询问地点"), asked["where"], wide=True),
            Fact(_("携带材料"), asked["bring"], wide=True),
        ]
    if order:
        rows += [
            Fact(_("改正内容"), order.demand, wide=True),
            Fact(_("违反的规定"), cited(order.law), wide=True),
            Fact(_("应付金额"), Money(order.amount_fen) if order.amount_fen else Missing.NOT_APPLICABLE),
            Fact(_("改正期限"), order.due_on),
        ]
    if decision:
        rows += [
            Fact(_("告知的事实"), decision.facts, wide=True),
            Fact(_("依据"), cited(decision.law), wide=True),
            Fact(str(decision.get_kind_display()), Money(decision.amount_fen + decision.extra_fen)),
            Fact(_("陈述申辩期限"), decision.defence_until_on),
        ]
        if decision.hearing_due_on:
            rows.append(Fact(_("要求听证期限"), decision.hearing_due_on))
        if decision.hearing_on:
            rows.append(Fact(_("听证日期"), decision.hearing_on))
    return Facts(tuple(rows))


def _papers(case: Case) -> List:
    rows = tuple(
        Row({"what": Chinese(p.title), "number": Id(p.number), "on": p.issued_on, "open": _open(case, p.event_id, p.kind, p.title)})
        for p in employer.papers(case)
    )  # fmt: skip
    return List(
        (
            Column("what", _("文书")), Column("number", _("文号")), Column("on", _("日期"), kind="day"), Column("open", _("查看"), kind="next"),
        ),
        rows=rows, total=len(rows), measure=_("件"),
    )  # fmt: skip


def _open(case: Case, event: int, kind: str, title: str) -> Inline:
    return Link(_("打开"), f"/desk/cases/{case.number}/papers/{event}/{kind}.pdf", title)


def _handed_in(case: Case) -> List:
    """Its own words, read back. What an inspector wrote of a statement by word of mouth is the office's record."""
    kinds = (EvidenceItem.Kind.DEFENCE, EvidenceItem.Kind.RECTIFIED)
    own = Exists(Assignment.objects.filter(user=OuterRef("added_by"), org=case.org_id))
    rows = tuple(
        Row(
            {
                "what": str(item.get_kind_display()), "on": item.held_on, "files": len(item.files),
                "said": (item.said.clear() if item.said else "") if item.own else _("由承办单位记录"),
            }
        )
        for item in case.record.evidence.filter(kind__in=kinds).annotate(own=own).order_by("-pk")
    )  # fmt: skip
    return List(
        (
            Column("what", _("材料")), Column("on", _("日期"), kind="day"), Column("said", _("内容")),
            Column("files", _("附件"), kind="number", unit=_("件")),
        ),
        rows=rows, total=len(rows), measure=_("件"),
        empty=Empty(_("还没有提交过陈述或改正材料。"), _("可以提交时在“我可以办的”里办理。")),
    )  # fmt: skip
