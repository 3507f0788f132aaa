"""The provider's report on a class that is over: begun for the class, filled in by sections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.certification.models import Completion, CompletionFile
from chunfeng.plans.training.certification.queries import COMPLETION, OPEN_STATES, day_of
from chunfeng.plans.training.classes.models import TrainingClass

Given = Mapping[str, Any]


def over(orgs: Any) -> QuerySet[TrainingClass]:
    """Classes of organisations whose teaching is over and of which nobody has reported yet."""
    return TrainingClass.objects.filter(org__in=orgs, state="teaching_finished", completion=None).order_by(
        "ends_on", "pk"
    )


def begin(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    """The report on that class which ended first."""
    if not actor.may("completion.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        type(org).objects.select_for_update().get(pk=org.pk)
        klass = over([org]).select_related("case__place").first()
        if klass is None:
            return Refused((Reason(_("没有授课结束、还没有报结业的班级")),))
        title = f"{org.name} · {klass.class_no}"[:120]
        return open_case(
            PROCESSES[COMPLETION],
            Completion(training_class=klass),
            actor,
            place=klass.case.place,
            org=org,
            title=title,
            at=at,
        )


def _saving(case: Case, actor: Actor, section: str, work: Any, at: datetime | None) -> list[Reason]:
    return saving(case, actor, section, OPEN_STATES, work, at)


def save_report(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(completion: Completion) -> None:
        if values["satisfied"] > values["evaluations"]:
            raise NotSaved(Reason(_("满意的份数比收回的评价表还多"), "#satisfied"))
        completion.summary = values["summary"] or ""
        completion.evaluations, completion.satisfied = values["evaluations"], values["satisfied"]
        completion.save()

    return _saving(case, actor, "report", work, at)


def add_file(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(completion: Completion) -> None:
        if row is not None:
            if not completion.files.filter(pk=row).update(kind=values["kind"]):
                raise NotSaved(Reason(_("没有这一条")))
            return
        if not values["files"]:
            raise NotSaved(Reason(_("请选择文件"), "#files"))
        CompletionFile.objects.bulk_create(
            CompletionFile(completion=completion, kind=values["kind"], document=uid, added_on=day_of(case))
            for uid in values["files"]
        )

    return _saving(case, actor, "files", work, at)


def remove_file(case: Case, actor: Actor, row: int) -> list[Reason]:
    def work(completion: Completion) -> None:
        if not completion.files.filter(pk=row).delete()[0]:
            raise NotSaved(Reason(_("没有这一条")))

    return _saving(case, actor, "files", work, None)
