"""What the provider's clerk writes into an application, one section or row at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.people.actions import Entry, find_or_create
from chunfeng.base.people.models import Person
from chunfeng.base.policy.pack import fold
from chunfeng.base.policy.values import choices, pack
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.classes.feeds.rosters import ROSTER
from chunfeng.plans.training.classes.models import ClassSession, RosterEntry, TrainingClass
from chunfeng.plans.training.classes.queries import OPEN_STATES, eligibility

Given = Mapping[str, Any]


def _saving(case: Case, actor: Actor, section: str, work: Any, at: datetime | None) -> list[Reason]:
    return saving(case, actor, section, OPEN_STATES, work, at)


def save_general(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(klass: TrainingClass) -> None:
        trade = pack().trades.get(fold(values["trade"]))
        if trade is None:
            raise NotSaved(Reason(_("工种目录里没有“%(name)s”") % {"name": values["trade"]}, "#trade"))
        class_no = _as_rosters_write(values["class_no"])
        same = TrainingClass.objects.filter(org=klass.org_id, class_no=class_no).exclude(pk=klass.pk)
        if other := same.exclude(state__in=("cancelled", "rejected")).select_related("case").first():
            said = _("“%(class)s”已申请过，见 %(number)s") % {"class": class_no, "number": other.case.number}
            raise NotSaved(Reason(said, "#class_no"))
        klass.class_no, klass.trade, klass.level = class_no, trade, int(values["level"])
        klass.programme, klass.fund = values["programme"], values["fund"]
        klass.head_teacher_id = int(values["head_teacher"])
        klass.remote_village = values["remote_village"]
        klass.save()
        _take_roster(klass)
        Case.objects.filter(pk=klass.case_id).update(title=f"{klass.case.org.name} · {class_no}"[:120])  # type: ignore[union-attr]

    return _saving(case, actor, "general", work, at)


def _as_rosters_write(class_no: str) -> str:
    """The name of a class as it is read in a list: both must be one."""
    read, _wrong = RECEIVERS.reader.row(ROSTER, {"class_no": class_no})
    return str(read["class_no"] or class_no)[:60]


def _take_roster(klass: TrainingClass) -> None:
    """The roster of a class is what was handed in under its name, and what is left of an application that came to nothing."""
    klass.entries.exclude(class_no=klass.class_no).update(training_class=None)
    free = Q(training_class=None) | Q(training_class__state__in=("cancelled", "rejected"))
    RosterEntry.objects.filter(free, org=klass.org_id, class_no=klass.class_no).update(training_class=klass)


def save_commitments(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(klass: TrainingClass) -> None:
        klass.insurance, klass.safety_plan = values["insurance"], values["safety_plan"]
        klass.holidays_because = values["holidays_because"] or ""
        klass.save()

    return _saving(case, actor, "commitments", work, at)


# ---- the calendar


def settle_days(klass: TrainingClass) -> None:
    """First and last day follow the calendar; what has begun has begun."""
    found = klass.sessions.aggregate(first=Min("held_on"), last=Max("held_on"))
    if klass.started_on is None:
        klass.starts_on = found["first"]
    klass.ends_on = found["last"]
    klass.save(update_fields=["starts_on", "ends_on"])


def wrong_with(session: ClassSession) -> tuple[str, str, str] | None:
    """Column, what is wrong with a session taken alone, and how to mend it."""
    if session.to_time <= session.from_time:
        return "to_time", _("下课不晚于上课"), _("核对开始时间和结束时间")
    if not 1 <= session.hours <= 16:
        return "hours", _("课时不在 1 到 16 之间"), _("核对课时")
    if (session.kind == "guidance") != bool(session.topic):
        return "topic", _("引导性培训要写明内容，其他课不写"), _("核对课型和引导内容")
    if bool(session.room_id) == bool(session.site):
        return "room", _("教室和户外实训地点填一处"), _("在教室上课的填教室，户外实训的填地点")
    if session.site and session.kind != "practice":
        return "site", _("只有实操课可以在户外"), _("改填教室")
    if bool(session.group) != bool(session.expected):
        return "expected", _("组别和组别人数要一起填"), _("不分组的两项都不填")
    return None


def clock_of(text: str, name: str) -> time:
    try:
        return datetime.strptime(text.strip().replace("：", ":"), "%H:%M").time()
    except ValueError:
        raise NotSaved(Reason(_("时间请写成 08:30"), f"#{name}")) from None


def save_session(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(klass: TrainingClass) -> None:
        session = ClassSession(training_class=klass) if row is None else klass.sessions.filter(pk=row).first()
        if session is None:
            raise NotSaved(Reason(_("没有这一条")))
        session.held_on, session.hours, session.kind = values["held_on"], values["hours"], values["kind"]
        session.from_time, session.to_time = (
            clock_of(values["from_time"], "from_time"),
            clock_of(values["to_time"], "to_time"),
        )
        session.topic, session.site = values["topic"] or "", values["site"] or ""
        session.teacher_id = int(values["teacher"])
        session.room_id = int(values["room"]) if values["room"] else None
        session.group, session.expected = values["group"] or "", values["expected"]
        if found := wrong_with(session):
            raise NotSaved(Reason(_("%(wrong)s：%(mend)s") % {"wrong": found[1], "mend": found[2]}, f"#{found[0]}"))
        session.save()
        settle_days(klass)

    return _saving(case, actor, "calendar", work, at)


def remove_session(case: Case, actor: Actor, row: int) -> list[Reason]:
    def work(klass: TrainingClass) -> None:
        if not klass.sessions.filter(pk=row).delete()[0]:
            raise NotSaved(Reason(_("没有这一条")))
        settle_days(klass)

    return _saving(case, actor, "calendar", work, None)


# ---- the roster


def add_person(
    case: Case, actor: Actor, values: Given, row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    """One person by hand, answered at once as a row of a list is. row: an entry of which only the category is changed."""
    title = choices("training.trainee_categories")[values["category"]]

    def work(klass: TrainingClass) -> None:
        if row is not None:
            if not klass.entries.filter(pk=row).update(category=title):
                raise NotSaved(Reason(_("没有这一条")))
            return
        if not klass.class_no:
            raise NotSaved(Reason(_("先填写班级信息")))
        if not values["name"] or not values["number"]:
            raise NotSaved(Reason(_("请填写姓名和身份证号"), "#name"))
        found = find_or_create([Entry(values["name"], values["number"], "resident_id", phone=values["phone"] or "")])[0]
        if isinstance(found, Refusal):
            raise NotSaved(Reason(str(found), "#number"))
        if klass.entries.filter(person=found.id).exists():
            raise NotSaved(Reason(_("这个人已经在这个班的名册上"), "#number"))
        person = Person.objects.get(pk=found.id)
        who = eligibility.Someone(person.pk, person.born_on, person.sex, title)
        said = eligibility.doubts(who, eligibility.Ground.of(klass, klass.case.place.code, [person.pk]))
        if stopping := [Reason(doubt.said, f"#{doubt.column}") for doubt in said if doubt.stops]:
            raise NotSaved(*stopping)
        RosterEntry.objects.create(
            org_id=klass.org_id, class_no=klass.class_no, person=person, category=title, other_name=not found.same_name,
            training_class=klass,
            class_starts_on=klass.starts_on,
            class_ends_on=klass.ends_on,
        )  # fmt: skip

    return _saving(case, actor, "roster", work, at)


def remove_person(case: Case, actor: Actor, row: int) -> list[Reason]:
    """Before approval nobody was admitted to the class: the row goes."""

    def work(klass: TrainingClass) -> None:
        if not klass.entries.filter(pk=row).delete()[0]:
            raise NotSaved(Reason(_("没有这一条")))

    return _saving(case, actor, "roster", work, None)
