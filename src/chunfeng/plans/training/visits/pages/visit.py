"""What the case page shows of a draw and of a visit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import choices, offered, value
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Compare,
    Compared,
    Empty,
    Fact,
    Facts,
    Inline,
    Link,
    List,
    Missing,
    Moment,
    Notice,
    Panel,
    Prose,
    Quantity,
    Row,
    Share,
    Span,
    compared,
)
from chunfeng.plans.training.classes.models import RosterEntry
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import COLOURS, FieldRecord, Visit

_TONES = {"yellow": "due", "red": "bad"}


def case_link(case: Case) -> Link:
    return Link(case.number, f"/desk/cases/{case.number}/")


def card(colour: str) -> Inline:
    """A card as a chip; none."""
    return Chip(_TONES[colour], str(COLOURS[colour])) if colour else Missing.EMPTY  # type: ignore[arg-type]


def counted(found: FieldRecord | None) -> Inline:
    """到场 20 / 应到 24 · 83.3%"""
    if found is None:
        return Missing.EMPTY
    told = _("到场 %(present)s / 应到 %(expected)s") % {"present": found.present, "expected": found.expected}
    return (told, " · ", Share(found.present / found.expected)) if found.expected else told


def round_panels(case: Case, actor: Actor) -> list[Panel]:
    record = case.record
    facts = (
        Fact(_("检查期间"), Span(record.from_on, record.to_on)),
        Fact(_("抽取班级数"), Quantity(record.wanted, _("个"))),
        Fact(_("抽取日期"), record.drawn_on or Missing.EMPTY),
    )
    visits = record.visits.select_related("case", "training_class__org").order_by("pk")
    rows = tuple(
        Row(
            {
                "number": v.case.number, "org": v.training_class.org.name, "class": v.training_class.class_no,
                "who": _("、").join(seat.user.name for seat in queries.visitors(v)) or Missing.EMPTY,
                "state": state_of(v),
            },
            url=f"/desk/cases/{v.case.number}/",
        )
        for v in visits
    )  # fmt: skip
    drawn = List(
        (
            Column("number", _("编号"), kind="id"), Column("org", _("机构")), Column("class", _("班级")),
            Column("who", _("检查人员")), Column("state", _("状态"), kind="state"),
        ),
        rows, total=len(rows), measure=_("个"),
        empty=Empty(_("还没有抽取。"), _("抽取后在这里列出班级和检查人员；每个抽签都可以复核。")),
    )  # fmt: skip
    return [Panel(_("抽查"), (Facts(facts),), anchor="round"), Panel(_("抽中的班级"), (drawn,), anchor="drawn")]


def state_of(visit: Visit) -> Inline:
    state = visit.case.state_declared
    return Chip(state.tone, str(state.label)) if not state.final else str(state.label)


def visit_panels(case: Case, actor: Actor) -> list[Panel]:
    visit: Visit = case.record
    found = queries.counting(visit)
    seats = list(visit.visitors.select_related("user"))
    panels = [Panel(_("检查"), (_about(case, visit, seats),), anchor="visit")]
    panels.append(Panel(_("现场记录"), record_blocks(case, found, office=True), anchor="record"))
    if others := list(visit.records.filter(counts=False).select_related("by", "session")):
        panels.append(Panel(_("并列的记录"), tuple(_beside(case, found, other) for other in others), anchor="beside"))
    return [*panels, *outcome_panels(visit, office=True)]


def _about(case: Case, visit: Visit, seats: Sequence[Any]) -> Facts:
    klass = visit.training_class
    why: Inline = offered("training.visit_grounds", visit.from_on).get(visit.ground, visit.ground)
    if visit.drawn_by:
        why = (_("抽签："), case_link(visit.drawn_by.case))
    told = []
    for seat in seats:
        said = _("已回避") if seat.recused_for else _("已签字") if seat.signed_at else ""
        told.append(f"{seat.user.name}{_('（')}{said}{_('）')}" if said else seat.user.name)
    return Facts((
        Fact(_("机构"), str(case.org)),
        Fact(_("班级"), Link(klass.class_no, f"/desk/cases/{klass.case.number}/")),
        Fact(_("检查期间"), Span(visit.from_on, visit.to_on)),
        Fact(_("为什么检查"), why),
        Fact(_("检查人员"), _("、").join(told) or Missing.EMPTY, wide=True),
    ))  # fmt: skip


def record_blocks(case: Case, found: FieldRecord | None, *, office: bool) -> tuple[Any, ...]:
    if found is None:
        return (Empty(_("还没有现场记录。"), _("由抽中的检查人员在现场填写。")),)
    blocks: list[Any] = [Facts(_record_facts(case, found, office)), _points(case, found)]
    if office:
        absent = [h.entry for h in found.heads.filter(here=False).select_related("entry__person").order_by("pk")]
        marked = queries.signed_in(found)
        blocks += _missing(absent, [entry for entry in absent if entry.pk in marked])
    return tuple(blocks)


def _missing(absent: Sequence[RosterEntry], marked: Sequence[RosterEntry]) -> list[Any]:
    """Who was missing at the roll call; and of these, of whom attendance says that they were there."""
    told: list[Any] = []
    if absent:
        words = {"n": len(absent), "who": _("、").join(entry.person.shown_name for entry in absent)}
        told.append(Prose((_("点名没有到的 %(n)s 人：%(who)s") % words,)))
    if marked:
        words = {"n": len(marked), "who": _("、").join(entry.person.shown_name for entry in marked)}
        told.append(Notice(_("其中 %(n)s 人这半天有考勤记录：%(who)s") % words, "bad"))
    return told


def _record_facts(case: Case, found: FieldRecord, office: bool) -> tuple[Fact, ...]:
    facts = [
        Fact(_("时间"), Moment(found.started_at, "iso")),
        Fact(_("填写人"), found.by.name),
        Fact(_("正在上的课"), _lesson(found), wide=True),
        Fact(_("到课"), (counted(found), "　", card(case.record.colour)) if case.record.colour else counted(found)),
        Fact(_("签到人数"), _signed_in(found)),
        Fact(_("班主任"), (str(found.get_head_display()), "　", found.head_said) if found.head_said else str(found.get_head_display()), wide=True),
        Fact(_("情况"), found.said or Missing.EMPTY, wide=True),
    ]  # fmt: skip
    if office:
        photos = tuple(
            part for n, uid in enumerate(found.photos, 1) for part in (Link(_("照片 %(n)s") % {"n": n}, f"/files/{uid}/"), "　")
        )[:-1]  # fmt: skip
        facts[5:5] = [
            Fact(_("定位"), _position(case, found), wide=True),
            Fact(_("照片"), photos or Missing.EMPTY, wide=True),
        ]
        if (found.received_at - found.started_at).total_seconds() > 3600:
            facts.append(
                Fact(_("收到"), (Moment(found.received_at, "iso"), "　", _("现场没有网络，事后上报")), wide=True)
            )
    return tuple(facts)


def _lesson(found: FieldRecord) -> Inline:
    s = found.session
    return f"{s.held_on} {s.clock} {s.get_kind_display()} {s.where}" if s else Chip("review", _("没有排课"))


def _signed_in(found: FieldRecord) -> Inline:
    if found.signed_in is None:
        return Missing.NOT_REPORTED
    if found.signed_in > found.present:
        return (str(found.signed_in), "　", Chip("bad", _("多于到场")))
    return str(found.signed_in)


def _position(case: Case, found: FieldRecord) -> Inline:
    if found.metres_off is None:
        return _("没有定位：%(why)s") % {"why": found.no_position_because}
    said = _("与申报坐标相差 %(n)s 米") % {"n": found.metres_off}
    farthest = value("training.provider_site_metres", queries.day_of(case), case.place.code)
    return (said, "　", Chip("review", _("偏离"))) if found.metres_off > farthest else said


def _points(case: Case, found: FieldRecord) -> List:
    told = offered("training.class_visit_points", found.started_at.date())
    rows = tuple(
        Row({"point": told.get(code, code), "met": _("符合") if met else Chip("bad", _("不符合"))})
        for code, met in found.points.items()
    )
    return List((Column("point", _("检查项")), Column("met", _("结果"), kind="state")), rows, key=f"points-{found.pk}")


def _beside(case: Case, found: FieldRecord | None, other: FieldRecord) -> Any:
    """Two records of one visit: what differs is marked, and neither is changed."""
    if found is None:
        return Facts(_record_facts(case, other, True))
    told = choices("training.class_visit_points", found.started_at.date())
    yes, no = _("符合"), _("不符合")
    lines: list[Compared] = [
        compared(_("填写人"), found.by.name, other.by.name),
        compared(_("到场人数"), str(found.present), str(other.present)),
        compared(_("应到人数"), str(found.expected), str(other.expected)),
        compared(_("签到人数"), str(found.signed_in or "--"), str(other.signed_in or "--")),
        *(
            compared(told.get(code, code), yes if met else no, yes if other.points.get(code) else no)
            for code, met in found.points.items()
        ),
        compared(_("情况"), found.said or "--", other.said or "--"),
    ]
    return Compare(
        (_("计入的记录"), "　", Moment(found.started_at, "iso")), (_("并列的记录"), "　", Moment(other.started_at, "iso")),
        ((_("现场"), tuple(lines)),),
    )  # fmt: skip


def outcome_panels(visit: Visit, *, office: bool) -> list[Panel]:
    panels = []
    if visit.statement:
        panels.append(Panel(_("机构陈述"), (Prose((visit.statement,)),), anchor="statement"))
    if visit.to_mend:
        facts = (
            Fact(_("要整改的内容"), visit.to_mend, wide=True),
            Fact(_("整改情况"), visit.mended or Missing.EMPTY, wide=True),
        )
        panels.append(Panel(_("整改"), (Facts(facts),), anchor="mend"))
    if visit.supervision_id and visit.supervision:
        number = visit.supervision.case.number
        link = Link(number, f"/desk/cases/{number}/" if office else f"/portal/cases/{number}/")
        what = (Fact(_("牌"), card(visit.colour)), Fact(_("监管事项"), link), Fact(_("决定日期"), visit.decided_on))
        panels.append(Panel(_("发牌"), (Facts(what),), note=_("整改和复查在监管事项里办。"), anchor="card"))
    return panels
