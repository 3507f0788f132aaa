"""A change of an approved class, as it is filled in and as it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Day, Text
from chunfeng.base.workflow.dossier import Dossier, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Fact, Facts, Link, Missing, Panel
from chunfeng.plans.training.classes import actions
from chunfeng.plans.training.classes.actions.changing import CHANGEABLE, barred
from chunfeng.plans.training.classes.models import ClassChange, TrainingClass
from chunfeng.plans.training.classes.models.changes import CHANGES
from chunfeng.plans.training.classes.queries import CHANGE
from chunfeng.plans.training.providers.models import LEVELS, Room


def _classes(case: Case) -> Mapping[str, str]:
    rows = TrainingClass.objects.filter(org=case.org_id, state__in=CHANGEABLE).order_by("-pk")
    return {str(k.pk): f"{k.class_no}　{k.starts_on}～{k.ends_on}" for k in rows}


def _sessions(case: Case) -> Mapping[str, str]:
    rows = case.record.training_class.sessions.select_related("teacher", "room__premises").filter(
        held_on__gte=case.today
    )
    return {str(s.pk): f"{s.held_on} {s.clock}　{s.teacher.name}　{s.where}" for s in rows}


def _teachers(case: Case) -> Mapping[str, str]:
    rows = case.record.training_class.agreement.admission.teachers.all()
    return {str(t.pk): f"{t.name}　{t.trade} {LEVELS[t.level]}" for t in rows}


def _rooms(case: Case) -> Mapping[str, str]:
    rows = Room.objects.filter(premises__admission__agreement=case.record.training_class.agreement_id)
    return {
        str(r.pk): gettext("%(room)s（%(n)s 人）") % {"room": f"{r.premises.name} {r.name}", "n": r.capacity}
        for r in rows.select_related("premises")
    }


def _people(case: Case) -> Mapping[str, str]:
    rows = case.record.training_class.entries.filter(removed_on=None).select_related("person").order_by("pk")
    return {str(e.pk): f"{e.person.shown_name}　{e.person.shown_number}" for e in rows}


def _what_values(case: Case) -> Mapping[str, Any]:
    change: ClassChange = case.record
    return {"training_class": str(change.training_class_id or ""), "kind": change.kind, "why": change.why}


def _how_values(case: Case) -> Mapping[str, Any]:
    c: ClassChange = case.record
    return {
        "session": str(c.session_id or ""), "held_on": c.held_on.isoformat() if c.held_on else "",
        "from_time": f"{c.from_time:%H:%M}" if c.from_time else "", "to_time": f"{c.to_time:%H:%M}" if c.to_time else "",
        "teacher": str(c.teacher_id or ""), "room": str(c.room_id or ""), "site": c.site, "entry": str(c.entry_id or ""),
    }  # fmt: skip


def _what_answers(case: Case) -> Sequence[tuple[str, str]]:
    change: ClassChange = case.record
    return [
        (gettext("班级"), str(change.training_class or "")),
        (gettext("变更事项"), str(change.get_kind_display())),
        (gettext("变更的原因"), change.why),
    ]


def _before(change: ClassChange) -> str:
    if change.entry:
        return f"{change.entry.person.shown_name} {change.entry.person.shown_number}"
    s = change.session
    return change.was or (f"{s.held_on} {s.clock} {s.teacher.name} {s.where}" if s else "")


def _after(change: ClassChange) -> str:
    if change.entry:
        return gettext("退出本班，名册保留记录")
    if change.held_on is None or change.from_time is None or change.to_time is None:
        return ""
    where = f"{change.room.premises.name} {change.room.name}" if change.room else change.site
    return f"{change.held_on} {change.from_time:%H:%M}-{change.to_time:%H:%M} {change.teacher or ''} {where}"


def _how_answers(case: Case) -> Sequence[tuple[str, str]]:
    return [(gettext("变更前"), _before(case.record)), (gettext("变更后"), _after(case.record))]


def _what_missing(case: Case) -> Sequence[str]:
    return [] if case.record.training_class_id else [gettext("没有选择班级")]


def _how_missing(case: Case) -> Sequence[str]:
    return (
        [str(reason) for reason in barred(case.record, case.today)]
        if case.record.training_class_id
        else [gettext("没有填变更内容")]
    )


SECTIONS = (
    Section(
        "what", _("选择班级和变更事项"), _("班级和事项"),
        (
            Choice("training_class", _("班级"), _classes),
            Choice("kind", _("变更事项"), CHANGES),
            Text("why", _("变更的原因"), long=True, most=500),
        ),
        actions.save_what, _what_missing, _what_answers, values=_what_values,
    ),
    Section(
        "how", _("填写变更内容"), _("变更内容"),
        (
            Choice("session", _("要调整的课次"), _sessions, required=False, help=_("调整一次课的填写，下面写新的安排")),
            Day("held_on", _("授课日期"), required=False),
            Text("from_time", _("开始时间"), required=False, help=_("如 08:30")),
            Text("to_time", _("结束时间"), required=False, help=_("如 11:30")),
            Choice("teacher", _("教师"), _teachers, required=False),
            Choice("room", _("教室"), _rooms, required=False),
            Text("site", _("户外实训地点"), required=False, most=200, help=_("不在教室上的实操课填写")),
            Choice("entry", _("退出的学员"), _people, required=False, help=_("学员退出的填写")),
        ),
        actions.save_how, _how_missing, _how_answers, values=_how_values, after=("what",),
    ),
)  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.class_change_days", today, case.place.code))
    return [Promise(by, gettext("%(office)s审批") % {"office": case.office})]


def _has_a_class(actor: Actor) -> bool:
    orgs = {g.org for g in actor.with_permission("training_class.apply") if g.org}
    return bool(orgs) and TrainingClass.objects.filter(org__in=orgs, state__in=CHANGEABLE).exists()


def panels(case: Case, actor: Actor) -> list[Panel]:
    change: ClassChange = case.record
    klass = change.training_class
    staff = any(g.scope in ("place", "all") for g in actor.with_permission("training_class.read"))
    name: Any = klass.class_no if klass else Missing.EMPTY
    if klass and staff:
        name = Link(klass.class_no, f"/desk/cases/{klass.case.number}/")
    facts = (
        Fact(_("班级"), name),
        Fact(_("变更事项"), str(change.get_kind_display()) or Missing.EMPTY),
        Fact(_("变更前"), _before(change) or Missing.EMPTY, wide=True),
        Fact(_("变更后"), _after(change) or Missing.EMPTY, wide=True),
        Fact(_("变更的原因"), change.why or Missing.EMPTY, wide=True),
    )
    return [Panel(gettext("变更内容"), (Facts(facts),), anchor="change")]


DOSSIER = Dossier(
    CHANGE, SECTIONS, submits={"draft": "submit"}, promises=_promises, begin=actions.begin_change, several=True,
    begun_by=_has_a_class,
)  # fmt: skip
