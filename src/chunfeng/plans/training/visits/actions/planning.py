"""How a visit begins and who goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import choices, value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, StepRefused, open_case, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import Visit, Visitor, VisitRound

#: Longest that a visit without a draw may stay open.
_MOST_DAYS = 31


def _title(training_class: TrainingClass) -> str:
    return f"{training_class.org.name} {training_class.class_no}"[:120]


def open_drawn(record: VisitRound, training_class: TrainingClass, at: datetime) -> Case:
    """The visit to a class that was drawn, with the inspectors drawn for it at once, so that nobody chooses them."""
    system = Actor.the_system()
    visit = Visit(training_class=training_class, drawn_by=record, from_on=record.from_on, to_on=record.to_on)
    case = open_case(
        PROCESSES[queries.VISIT], visit, system, place=training_class.case.place, org=training_class.org,
        title=_title(training_class), at=at,
    )  # fmt: skip
    taken = take(case, "draw_inspectors", actor=system, seen=case.version, at=at)
    if isinstance(taken, Refused):
        raise StepRefused(*taken.reasons)
    return case


def plan_visit(
    training_class: TrainingClass, actor: Actor, *, ground: str, from_on: date | None, to_on: date | None, note: str = "",
    request_key: str | None = None, at: datetime | None = None,
) -> Case | Refused:  # fmt: skip
    """A visit without a draw, for a reason that is written down. Who goes is drawn all the same."""
    at = at or timezone.now()
    today, place = timezone.localdate(at), training_class.case.place
    if not actor.may("visit.plan", place_path=place.path):
        return Refused((Reason(_("没有安排检查的权限")),))
    wrong = []
    if ground not in choices("training.visit_grounds", today):
        wrong.append(Reason(_("请选择不经抽签的原因"), "#ground"))
    if from_on is None or from_on < today:
        wrong.append(Reason(_("检查开始日期从今天起"), "#from_on"))
    if to_on is None or (from_on and not 0 <= (to_on - from_on).days <= _MOST_DAYS):
        wrong.append(Reason(_("检查截止日期在开始日期之后，最长 %(n)s 天") % {"n": _MOST_DAYS}, "#to_on"))
    if from_on and to_on and not wrong and not _taught(training_class, from_on, to_on):
        wrong.append(Reason(_("这段时间这个班没有课"), "#from_on"))
    if wrong or from_on is None or to_on is None:
        return Refused(tuple(wrong))
    with transaction.atomic():
        TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        if other := queries.open_visits().filter(training_class=training_class).select_related("case").first():
            return Refused((Reason(_("这个班已有在办的检查 %(number)s") % {"number": other.case.number}),))
        visit = Visit(training_class=training_class, ground=ground, from_on=from_on, to_on=to_on)
        return open_case(
            PROCESSES[queries.VISIT], visit, actor, place=place, org=training_class.org, title=_title(training_class), at=at,
            note=note, ground=ground, request_key=request_key,
        )  # fmt: skip


def _taught(training_class: TrainingClass, first: date, last: date) -> bool:
    return queries.in_days(training_class.case.place_path, first, last).filter(pk=training_class.pk).exists()


# ---- who goes


def _key(user: int) -> str:
    return f"J{user:05d}"


def inspectors(case: Case) -> dict[str, str]:
    """Who may be drawn: holders of the post at the place, without those who were drawn or recused already. The key says
    nothing of the person: it stands in the log."""
    posts = queries.posted("visit.record", case.place_path, queries.day_of(case)).select_related("user")
    drawn = set(case.record.visitors.values_list("user_id", flat=True))
    return {_key(post.user_id): post.user.name for post in posts if post.user_id not in drawn}


def missing_inspectors(case: Case) -> int:
    wanted = value("training.visit_inspectors", queries.day_of(case), case.place.code)
    return max(0, wanted - len(queries.visitors(case.record)))


def seat(visit: Visit, keys: Sequence[str]) -> None:
    for key in keys:
        Visitor.objects.create(visit=visit, user_id=int(key.removeprefix("J")))


def own_seat(visit: Visit, actor: Actor) -> Visitor:
    found = next((v for v in queries.visitors(visit) if v.user_id == actor.user), None)
    if found is None:
        raise StepRefused(_("只有抽中的检查人员可以办理"))
    return found


def recuse(visit: Visit, actor: Actor, why: str) -> None:
    mine: Any = own_seat(visit, actor)
    mine.recused_for = why[:200]
    mine.save(update_fields=["recused_for"])
