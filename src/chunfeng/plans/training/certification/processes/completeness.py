"""What a file still lacks, section by section: the guard of handing in and the clerk's task list ask the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.dossier import lacking
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification.models import Completion, Registration
from chunfeng.plans.training.certification.queries import checks
from chunfeng.plans.training.certification.queries.reading import read


def report(case: Case) -> list[str]:
    completion: Completion = case.record
    return [] if completion.evaluations is not None else [_("没有填结业报告")]


def files(case: Case) -> list[str]:
    completion: Completion = case.record
    there = {file.kind for file in completion.files.all()}
    wanted = {"forms": _("没有学员评价表"), "photos": _("没有培训照片")}
    return [said for kind, said in wanted.items() if kind not in there]


SECTIONS: dict[str, Callable[[Case], Sequence[str]]] = {"report": report, "files": files}


def whole(case: Case) -> Reason | None:
    return lacking(case, SECTIONS)


def in_order(case: Case) -> Reason | None:
    failing = checks.failing(read(case))
    if not failing:
        return None
    first = failing[0]
    said = {"n": len(failing), "test": first.check.title, "said": first.said[0]}
    return Reason(_("%(n)s 项核对没有通过。%(test)s：%(said)s") % said, "#checks")


def source(case: Case) -> list[str]:
    registration: Registration = case.record
    return [] if registration.completion_id else [_("没有选择班级")]


def rows(case: Case) -> list[str]:
    registration: Registration = case.record
    return [] if registration.rows.exists() else [_("没有填证书")]


OF_REGISTRATION: dict[str, Callable[[Case], Sequence[str]]] = {"source": source, "rows": rows}


def registration_whole(case: Case) -> Reason | None:
    return lacking(case, OF_REGISTRATION)
