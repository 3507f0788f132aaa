"""The calendar of a class as one list, which takes the place of the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.policy.pack import fold
from chunfeng.base.policy.values import choices
from chunfeng.base.uploads.checking import at_most
from chunfeng.base.uploads.declarations import Done, Fault, Receiver, Target
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.classes.actions.filling import settle_days, wrong_with
from chunfeng.plans.training.classes.feeds.calendars import CALENDAR
from chunfeng.plans.training.classes.models import ClassSession, TrainingClass
from chunfeng.plans.training.classes.queries import CLASS, OPEN_STATES
from chunfeng.plans.training.providers.models import Admission, Room

_KINDS = {"理论": "theory", "实操": "practice", "引导性培训": "guidance"}


def _files(actor: Actor) -> list[Target]:
    orgs = {g.org for g in actor.with_permission("training_class.submit") if g.scope == "org" and g.org}
    cases = Case.objects.filter(process=CLASS, state__in=OPEN_STATES, org__in=orgs).select_related("place")
    return [
        Target(case.number, f"{case.title} {case.number}", case.place_id, case.place.path, case.org_id)
        for case in cases.order_by("-id")
    ]


@dataclass(frozen=True)
class _Names:
    """What a list calls teachers, rooms and topics → whom and what; a name of several is None."""

    teachers: Mapping[str, int | None]
    rooms: Mapping[str, int | None]
    topics: Mapping[str, str]

    @classmethod
    def of(cls, klass: TrainingClass) -> _Names:
        admission: Admission = klass.agreement.admission
        teachers: dict[str, int | None] = {}
        own = admission.teachers.order_by("pk")
        # One teacher with several certificates: first the one for the trade that is taught.
        for teacher in sorted(own, key=lambda t: (t.trade != klass.trade, t.level, t.pk)):
            teachers.setdefault(fold(teacher.name), teacher.pk)
        if alike := _alike(own):
            teachers |= dict.fromkeys(alike)
        rooms: dict[str, int | None] = {}
        for room in Room.objects.filter(premises__admission=admission).select_related("premises"):
            rooms[fold(f"{room.premises.name}{room.name}")] = room.pk
            bare = fold(room.name)
            rooms[bare] = None if bare in rooms else room.pk
        topics = {fold(title): code for code, title in choices("training.guidance_topics").items()}
        return cls(teachers, rooms, topics)


def _alike(teachers: Any) -> set[str]:
    """Names under which two certificates of one trade and level stand: two people, or one who must say which."""
    seen: dict[tuple[str, str, int], int] = {}
    for t in teachers:
        key = (fold(t.name), t.trade, t.level)
        seen[key] = seen.get(key, 0) + 1
    return {name for (name, _trade, _level), n in seen.items() if n > 1}


def _class(target: Target) -> TrainingClass:
    return TrainingClass.objects.select_related("agreement__admission").get(case__number=target.code)


def _session(klass: TrainingClass, row: Mapping[str, Any], names: _Names) -> ClassSession | Fault:
    teacher = names.teachers.get(fold(row["teacher"]), 0)
    if not teacher:
        if teacher is None:
            return Fault("teacher", _("有两名同名同工种的教师"), _("在“授课安排”里逐条填写这一次课"))
        return Fault("teacher", _("定点协议的师资里没有这名教师"), _("核对姓名，或先更新师资"))
    room = names.rooms.get(fold(row["room"]), 0) if row["room"] else None
    if row["room"] and not room:
        if room is None:
            return Fault("room", _("有几间教室叫这个名字"), _("前面加上场地，如：主校区101"))
        return Fault("room", _("定点协议里没有这间教室"), _("核对名称，或先更新教室"))
    topic = ""
    if row["topic"]:
        topic = names.topics.get(fold(row["topic"]), "")
        if not topic:
            listed = _("、").join(choices("training.guidance_topics").values())
            return Fault("topic", _("不是引导性培训的内容"), _("从这些里选：%(words)s") % {"words": listed})
    made = ClassSession(
        training_class=klass, held_on=row["held_on"], from_time=time.fromisoformat(row["from_time"]),
        to_time=time.fromisoformat(row["to_time"]), hours=row["hours"], kind=_KINDS[row["kind"]], topic=topic,
        teacher_id=teacher, room_id=room or None, site=row["site"] or "", group=row["group"] or "", expected=row["expected"],
    )  # fmt: skip
    found = wrong_with(made)
    return Fault(*found) if found else made


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    klass = _class(target)
    names = _Names.of(klass)
    for at, row in enumerate(table.to_pylist()):
        if row["kind"] in _KINDS and isinstance(made := _session(klass, row, names), Fault):
            yield at, made


def _commit(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    case = Case.objects.select_for_update().get(number=target.code)
    if case.state not in OPEN_STATES:
        said = _("%(state)s的申请不能修改") % {"state": case.state_declared.label}
        return Refusal(said, _("等退回补正后再确认，或者放弃这次报送"))
    klass = _class(target)
    names = _Names.of(klass)
    made = []
    for row in table.to_pylist():
        found = _session(klass, row, names)
        if isinstance(found, Fault):
            return Refusal(_("第%(row)s行：%(why)s") % {"row": row["row"], "why": found.wrong}, found.mend)
        made.append(found)
    replaced = klass.sessions.all().delete()[0]
    ClassSession.objects.bulk_create(made, batch_size=1000)
    settle_days(klass)
    record("edit", actor, "case", case.number, section="calendar", upload=upload, rows=len(made), replaced=replaced)
    return Done(len(made), 0)


def _back(target: str) -> str:
    return f"/portal/cases/{target}/"


RECEIVERS = (
    Receiver(
        "class_calendar", CALENDAR, "training_class.submit", _files, _commit, _check, same=("held_on", "from_time", "group"),
        words={"kind": lambda: list(_KINDS)}, cells={"site": at_most(200), "group": at_most(10)},
        example={
            "held_on": "2016-03-01", "from_time": "08:30", "to_time": "11:30", "hours": "4", "kind": "理论", "teacher": "张某某",
            "room": "主校区101",
        },
        back=_back,
    ),
)  # fmt: skip
