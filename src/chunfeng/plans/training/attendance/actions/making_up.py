"""Hours made up, as their provider writes them down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.attendance.actions.sheets import day_of
from chunfeng.plans.training.attendance.models import MakeUp
from chunfeng.plans.training.attendance.queries import MAKE_UP
from chunfeng.plans.training.attendance.queries.making_up import barred
from chunfeng.plans.training.classes.actions.filling import clock_of
from chunfeng.plans.training.classes.models import HELD, TrainingClass

_DRAFT = ("draft",)


def begin_make_up(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    if not actor.may("make_up.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        type(org).objects.select_for_update().get(pk=org.pk)
        own = TrainingClass.objects.filter(org=org, state__in=HELD).select_related("case__place").first()
        if own is None:
            return Refused((Reason(_("没有已开班的班级，不用补课")),))
        bare = MakeUp.objects.filter(case__org=org, state="draft").select_related("case").first()
        if bare is not None:
            return Refused((Reason(_("还有一份没有提交的补课 %(number)s，先办它") % {"number": bare.case.number}),))
        return open_case(PROCESSES[MAKE_UP], MakeUp(), actor, place=own.case.place, org=org, title=org.name, at=at)  # type: ignore[union-attr]


def save_what(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(up: MakeUp) -> None:
        klass = TrainingClass.objects.filter(pk=int(values["training_class"]), org=case.org_id, state__in=HELD).first()
        if klass is None:
            raise NotSaved(Reason(_("这个班级现在不能补课"), "#training_class"))
        if klass.pk != up.training_class_id:
            up.entry = up.missed_on = up.slot = None
        up.training_class = klass
        up.save()
        Case.objects.filter(pk=case.pk).update(title=f"{case.org} · {klass.class_no}"[:120])

    return saving(case, actor, "what", _DRAFT, work, at)


def save_how(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(up: MakeUp) -> None:
        klass, key = up.training_class, day_of(values["half"])
        if klass is None:
            raise NotSaved(Reason(_("先选择班级")))
        up.entry = klass.entries.filter(pk=int(values["entry"]), removed_on=None).first()
        if up.entry is None:
            raise NotSaved(Reason(_("请选择补课的学员"), "#entry"))
        if key is None:
            raise NotSaved(Reason(_("请选择一次已经上过的课"), "#half"))
        up.missed_on, up.slot = key
        up.cause, up.made_on, up.hours = values["cause"], values["made_on"], values["hours"]
        up.teacher = klass.agreement.admission.teachers.filter(pk=int(values["teacher"])).first()
        if up.teacher is None:
            raise NotSaved(Reason(_("请选择教师"), "#teacher"))
        up.from_time, up.to_time = clock_of(values["from_time"], "from_time"), clock_of(values["to_time"], "to_time")
        if up.to_time <= up.from_time:
            raise NotSaved(Reason(_("结束时间要晚于开始时间"), "#to_time"))
        if found := barred(up, case.today):
            raise NotSaved(*found)
        up.save()

    return saving(case, actor, "how", _DRAFT, work, at)
