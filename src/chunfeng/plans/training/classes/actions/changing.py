"""A change of an approved class: how it is begun, filled in, tried and made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.classes.actions.filling import clock_of, settle_days, wrong_with
from chunfeng.plans.training.classes.models import ClassChange, TrainingClass
from chunfeng.plans.training.classes.queries import CHANGE, checks
from chunfeng.plans.training.classes.queries.reading import read

#: Of these a lesson or a person may still change.
CHANGEABLE = ("approved", "in_progress", "suspended")
_DRAFT = ("draft",)
#: What a moved lesson can break.
_TESTED = (
    "day_hours", "minutes", "one_at_a_time", "room_size", "room_taken", "teacher_certified", "teacher_taken", "people_excluded",
)  # fmt: skip


def begin_change(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    if not actor.may("training_class.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        type(org).objects.select_for_update().get(pk=org.pk)
        own = TrainingClass.objects.filter(org=org, state__in=CHANGEABLE).select_related("case__place").first()
        if own is None:
            return Refused((Reason(_("没有已批准的班级，不用变更")),))
        bare = ClassChange.objects.filter(case__org=org, state="draft").select_related("case").first()
        if bare is not None:
            return Refused((Reason(_("还有一份没有提交的班级变更 %(number)s，先办它") % {"number": bare.case.number}),))
        return open_case(PROCESSES[CHANGE], ClassChange(), actor, place=own.case.place, org=org, title=org.name, at=at)


def save_what(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(change: ClassChange) -> None:
        klass = TrainingClass.objects.filter(
            pk=int(values["training_class"]), org=case.org_id, state__in=CHANGEABLE
        ).first()
        if klass is None:
            raise NotSaved(Reason(_("这个班级现在不能变更"), "#training_class"))
        change.training_class, change.kind, change.why = klass, values["kind"], values["why"]
        change.session = change.entry = None
        change.save()

    return saving(case, actor, "what", _DRAFT, work, at)


def save_how(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(change: ClassChange) -> None:
        klass = change.training_class
        if klass is None:
            raise NotSaved(Reason(_("先选择班级")))
        if change.kind == "person":
            change.entry = klass.entries.filter(pk=int(values["entry"] or 0), removed_on=None).first()
            if change.entry is None:
                raise NotSaved(Reason(_("请选择退出的学员"), "#entry"))
            change.save()
            return
        change.session = klass.sessions.filter(pk=int(values["session"] or 0)).first()
        if change.session is None:
            raise NotSaved(Reason(_("请选择要调整的课次"), "#session"))
        for name, label in (
            ("held_on", _("授课日期")),
            ("from_time", _("开始时间")),
            ("to_time", _("结束时间")),
            ("teacher", _("教师")),
        ):
            if not values[name]:
                raise NotSaved(Reason(_("请填写%(what)s") % {"what": label}, f"#{name}"))
        change.held_on, change.teacher_id = values["held_on"], int(values["teacher"])
        change.from_time, change.to_time = (
            clock_of(values["from_time"], "from_time"),
            clock_of(values["to_time"], "to_time"),
        )
        change.room_id, change.site = int(values["room"]) if values["room"] else None, values["site"] or ""
        _put(change)
        if found := wrong_with(change.session):
            raise NotSaved(Reason(_("%(wrong)s：%(mend)s") % {"wrong": found[1], "mend": found[2]}, f"#{found[0]}"))
        change.save()

    return saving(case, actor, "how", _DRAFT, work, at)


def _put(change: ClassChange) -> None:
    """The lesson as it is to be, not written yet."""
    session = change.session
    assert session and change.held_on and change.from_time and change.to_time and change.teacher_id
    session.held_on, session.from_time, session.to_time = change.held_on, change.from_time, change.to_time
    session.teacher_id, session.room_id, session.site = change.teacher_id, change.room_id, change.site


def barred(change: ClassChange, day: date) -> list[Reason]:
    """Why it cannot be made on a day, apart from what it would break."""
    klass = change.training_class
    if klass is None or not (change.entry_id or change.session_id):
        return [Reason(_("没有填变更内容"), "section:how")]
    if klass.state not in CHANGEABLE:
        return [Reason(_("这个班级现在不能变更"), "section:what")]
    if change.entry and change.entry.removed_on:
        return [Reason(_("这名学员已经退出"), "section:how")]
    if change.session and change.held_on and min(change.session.held_on, change.held_on) < day:
        return [
            Reason(
                _("变动要在上课之前申请：%(day)s 已经过去") % {"day": min(change.session.held_on, change.held_on)},
                "section:how",
            )
        ]
    return []


def make(change: ClassChange, day: date) -> list[Reason]:
    """Writes the change; the reasons why the class would not be in order with it. Within the caller's transaction, which is undone
    where there are any."""
    klass = change.training_class
    assert klass
    if change.entry:
        change.entry.removed_on, change.entry.removed_because = day, change.why
        change.entry.save(update_fields=["removed_on", "removed_because"])
        return []
    assert change.session
    change.was = f"{change.session.held_on} {change.session.clock} {change.session.teacher} {change.session.where}"[
        :300
    ]
    _put(change)
    change.session.save()
    settle_days(klass)
    case = Case.objects.select_related("place").get(pk=klass.case_id)
    return [
        Reason(_("%(test)s：%(said)s") % {"test": result.check.title, "said": result.said[0]}, "section:how")
        for result in checks.failing(read(case))
        if result.check.code in _TESTED
    ]


def tried(change: ClassChange, day: date) -> list[Reason]:
    """The same without leaving a trace."""
    with transaction.atomic():
        found = make(ClassChange.objects.get(pk=change.pk), day)
        transaction.set_rollback(True)
    return found
