"""The provider's report on a class that is over, as sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered, value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Files, Number, Text
from chunfeng.base.workflow.dossier import Dossier, Line, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.actions.filling import over
from chunfeng.plans.training.certification.models import Completion
from chunfeng.plans.training.certification.pages.panels import of_people, tests
from chunfeng.plans.training.certification.processes import completeness
from chunfeng.plans.training.certification.queries import COMPLETION, day_of


def _report_values(case: Case) -> Mapping[str, Any]:
    c: Completion = case.record
    return {
        "evaluations": "" if c.evaluations is None else c.evaluations, "satisfied": "" if c.satisfied is None else c.satisfied,
        "summary": c.summary,
    }  # fmt: skip


def _report_answers(case: Case) -> Sequence[tuple[str, str]]:
    c: Completion = case.record
    forms = "" if c.evaluations is None else gettext("收回 %(n)s 份，满意 %(satisfied)s 份")
    return [
        (gettext("学员评价表"), forms % {"n": c.evaluations, "satisfied": c.satisfied} if forms else ""),
        (gettext("培训小结"), c.summary),
    ]


def _files(case: Case) -> Sequence[Line]:
    titles = offered("training.completion_files")
    return [
        Line(
            f.pk, titles.get(f.kind, f.kind), gettext("%(day)s 上传") % {"day": f.added_on.isoformat()}, {"kind": f.kind},
            file=str(f.document),
        )
        for f in case.record.files.all()
    ]  # fmt: skip


def _kinds(case: Case) -> Mapping[str, str]:
    return offered("training.completion_files", day_of(case))


SECTIONS = (
    Section(
        "report", _("填写结业报告"), _("结业报告"),
        (
            Number("evaluations", _("收回的学员评价表"), most=500, help=_("份数；每名学员一份")),
            Number("satisfied", _("其中满意的"), most=500, help=_("份数")),
            Text("summary", _("培训小结"), long=True, required=False, most=1000,
                 help=_("课时、出勤、变更由系统记录，不用写；写系统不知道的情况")),
        ),
        actions.save_report, completeness.report, _report_answers, values=_report_values,
    ),
    Section(
        "files", _("上传评价表和照片"), _("评价表和照片"),
        (
            Choice("kind", _("材料种类"), _kinds),
            Files("files", _("文件"), required=False, help=_("扫描件或照片，PDF、JPG、PNG")),
        ),
        actions.add_file, completeness.files, lambda case: [(line.title, line.said) for line in _files(case)],
        rows=_files, remove=actions.remove_file, noun=_("材料"),
    ),
)  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.completion_check_days", today, case.place.code))
    return [
        Promise(by, gettext("%(office)s审核准考名单，由另一人确认") % {"office": case.office}),
        Promise(None, gettext("考核由没有参与培训的机构组织；时间地点会通知")),
        Promise(None, gettext("合格的发证，学员在手机上可以看到和下载")),
    ]


def _ended(actor: Actor) -> bool:
    orgs = {g.org for g in actor.with_permission("completion.apply") if g.org}
    return bool(orgs) and over(orgs).exists()


DOSSIER = Dossier(
    COMPLETION, SECTIONS, submits={"draft": "submit", "returned": "submit"}, promises=_promises,
    asked=lambda case: str(case.record.asked_for), begin=actions.begin, several=True, begun_by=_ended,
    tests=lambda case: [*tests(case), *of_people(case)],
)  # fmt: skip
