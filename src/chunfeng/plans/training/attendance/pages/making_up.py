"""Hours made up, as they are filled in and as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered, value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Day, Number, Text
from chunfeng.base.workflow.dossier import Dossier, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Fact, Facts, Link, Missing, Panel
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.models import CAUSES, SLOTS, MakeUp
from chunfeng.plans.training.attendance.queries import MAKE_UP
from chunfeng.plans.training.attendance.queries.making_up import barred
from chunfeng.plans.training.attendance.queries.sheets import past, words
from chunfeng.plans.training.classes.models import HELD, TrainingClass
from chunfeng.plans.training.providers.models import LEVELS


def _classes(case: Case) -> Mapping[str, str]:
    rows = TrainingClass.objects.filter(org=case.org_id, state__in=HELD).order_by("-pk")
    return {str(k.pk): f"{k.class_no}　{k.starts_on}～{k.ends_on}" for k in rows}


def _people(case: Case) -> Mapping[str, str]:
    rows = case.record.training_class.entries.filter(removed_on=None).select_related("person").order_by("pk")
    return {str(e.pk): f"{e.person.shown_name}　{e.person.shown_number}" for e in rows}


def _halves(case: Case) -> Mapping[str, str]:
    return {f"{half.held_on}.{half.slot}": words(half) for half in past(case.record.training_class)}


def _causes(case: Case) -> Mapping[str, str]:
    return offered(CAUSES, case.today)


def _teachers(case: Case) -> Mapping[str, str]:
    rows = case.record.training_class.agreement.admission.teachers.all()
    return {str(t.pk): f"{t.name}　{t.trade} {LEVELS[t.level]}" for t in rows}


def _what_values(case: Case) -> Mapping[str, Any]:
    return {"training_class": str(case.record.training_class_id or "")}


def _how_values(case: Case) -> Mapping[str, Any]:
    up: MakeUp = case.record
    return {
        "entry": str(up.entry_id or ""), "half": f"{up.missed_on}.{up.slot}" if up.missed_on else "", "cause": up.cause,
        "made_on": up.made_on.isoformat() if up.made_on else "", "hours": "" if up.hours is None else up.hours,
        "from_time": f"{up.from_time:%H:%M}" if up.from_time else "", "to_time": f"{up.to_time:%H:%M}" if up.to_time else "",
        "teacher": str(up.teacher_id or ""),
    }  # fmt: skip


def _missed(up: MakeUp) -> str:
    return f"{up.missed_on} {SLOTS[up.slot]}" if up.missed_on and up.slot else ""


def _made(up: MakeUp) -> str:
    if up.made_on is None or up.from_time is None or up.to_time is None:
        return ""
    said = gettext("%(when)s，%(hours)s 课时，%(teacher)s")
    when = f"{up.made_on} {up.from_time:%H:%M}-{up.to_time:%H:%M}"
    return said % {"when": when, "hours": up.hours, "teacher": up.teacher or ""}


def _what_answers(case: Case) -> Sequence[tuple[str, str]]:
    return [(gettext("班级"), str(case.record.training_class or ""))]


def _how_answers(case: Case) -> Sequence[tuple[str, str]]:
    up: MakeUp = case.record
    return [
        (gettext("补课的学员"), f"{up.entry.person.shown_name} {up.entry.person.shown_number}" if up.entry else ""),
        (gettext("缺的课"), _missed(up)),
        (gettext("缺课原因"), offered(CAUSES).get(up.cause, up.cause)),
        (gettext("补的课"), _made(up)),
    ]


def _what_missing(case: Case) -> Sequence[str]:
    return [] if case.record.training_class_id else [gettext("没有选择班级")]


def _how_missing(case: Case) -> Sequence[str]:
    return [str(reason) for reason in barred(case.record, case.today)]


SECTIONS = (
    Section(
        "what", _("选择班级"), _("班级"), (Choice("training_class", _("班级"), _classes),), actions.save_what, _what_missing,
        _what_answers, values=_what_values,
    ),
    Section(
        "how", _("填写缺课和补课"), _("缺课和补课"),
        (
            Choice("entry", _("补课的学员"), _people),
            Choice("half", _("缺的课"), _halves),
            Choice("cause", _("缺课原因"), _causes, help=_("提交时附证明")),
            Day("made_on", _("补课日期")),
            Text("from_time", _("开始时间"), help=_("如 08:30"), personal=False),
            Text("to_time", _("结束时间"), help=_("如 11:30"), personal=False),
            Number("hours", _("补的课时"), least=1, most=16),
            Choice("teacher", _("教师"), _teachers),
        ),
        actions.save_how, _how_missing, _how_answers, values=_how_values, after=("what",),
    ),
)  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.make_up_decide_days", today, case.place.code))
    return [Promise(by, gettext("%(office)s核对") % {"office": case.office})]


def _has_a_class(actor: Actor) -> bool:
    orgs = {g.org for g in actor.with_permission("make_up.apply") if g.org}
    return bool(orgs) and TrainingClass.objects.filter(org__in=orgs, state__in=HELD).exists()


def panels(case: Case, actor: Actor) -> list[Panel]:
    up: MakeUp = case.record
    klass = up.training_class
    name: Any = klass.class_no if klass else Missing.EMPTY
    if klass and klass.case:
        staff = any(g.scope in ("place", "all") for g in actor.with_permission("training_class.read"))
        name = Link(klass.class_no, f"/{'desk' if staff else 'portal'}/cases/{klass.case.number}/#attendance")
    facts = (
        Fact(_("班级"), name),
        *(Fact(label, said or Missing.EMPTY, wide=True) for label, said in _how_answers(case)),
    )
    return [Panel(gettext("缺课补课"), (Facts(facts),), anchor="make_up")]


DOSSIER = Dossier(
    MAKE_UP, SECTIONS, submits={"draft": "submit"}, promises=_promises, begin=actions.begin_make_up, several=True,
    begun_by=_has_a_class,
)  # fmt: skip
