"""What an application still lacks, section by section: the guard of handing in and the clerk's task list ask the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.dossier import lacking
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.classes.queries import checks
from chunfeng.plans.training.classes.queries.reading import read


def general(case: Case) -> list[str]:
    klass: TrainingClass = case.record
    # The form asks for all of it at once.
    return [] if klass.class_no and klass.trade and klass.programme else [_("没有填班级信息")]


def calendar(case: Case) -> list[str]:
    return [] if read(case).sessions else [_("没有排课")]


def roster(case: Case) -> list[str]:
    return [] if read(case).entries else [_("没有报名册")]


def commitments(case: Case) -> list[str]:
    klass: TrainingClass = case.record
    wanted = {"insurance": _("学员保险"), "safety_plan": _("安全预案")}
    return [_("没有填%(what)s") % {"what": label} for name, label in wanted.items() if not getattr(klass, name)]


SECTIONS: dict[str, Callable[[Case], Sequence[str]]] = {
    "general": general,
    "calendar": calendar,
    "roster": roster,
    "commitments": commitments,
}


def whole(case: Case) -> Reason | None:
    return lacking(case, SECTIONS)


def in_order(case: Case) -> Reason | None:
    """One reason for all tests that fail: how many, and the first of them; the list of tests says the others."""
    failing = checks.failing(read(case))
    if not failing:
        return None
    first = failing[0]
    said = {"n": len(failing), "test": first.check.title, "said": first.said[0]}
    return Reason(_("%(n)s 项核对没有通过。%(test)s：%(said)s") % said, f"section:{first.check.section}")
