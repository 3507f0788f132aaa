"""Which classes are taught, who may visit them, what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import Assignment
from chunfeng.base.access.roles import ROLES
from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance.models import MakeUp, Mark
from chunfeng.plans.training.attendance.queries.halves import minute, slot_of
from chunfeng.plans.training.classes.models import ClassSession, TrainingClass
from chunfeng.plans.training.visits.models import SIGNED, FieldRecord, Visit, Visitor

ROUND = "training.visit_draw"
VISIT = "training.class_visit"
CALLBACK = "training.callback"
#: A class of these states is taught, or is to be.
VISITABLE = ("approved", "in_progress")
#: Of the lesson of a record: the calendar has none at the time.
NO_LESSON = "none"
_OVER = ("carded", "passed", "rectified", "called_off")
#: For the posts of a provider: to answer, and so to see what there is to be answered.
ANSWERS = "visit.answer"


def day_of(case: Case) -> date:
    """The day of the step that is being taken, or of the last one."""
    return timezone.localdate(case.state_at)


def in_days(place_path: str, first: date, last: date) -> QuerySet[TrainingClass]:
    """Classes of a place that have a lesson within the days."""
    lessons = ClassSession.objects.filter(training_class=OuterRef("pk"), held_on__range=(first, last))
    return (
        TrainingClass.objects.filter(Exists(lessons), state__in=VISITABLE, case__place_path__startswith=place_path)
        .select_related("org", "case")
        .order_by("pk")
    )


def open_visits() -> QuerySet[Visit]:
    return Visit.objects.exclude(state__in=_OVER)


def points(case: Case) -> Mapping[str, str]:
    return offered("training.class_visit_points", case.today)


def class_of(key: str) -> int:
    """Key of the class that was drawn."""
    return int(key.removeprefix("K"))


def key_of(training_class: TrainingClass) -> str:
    return f"K{training_class.pk:06d}"


def posted(permission: str, place_path: str, day: date) -> QuerySet[Assignment]:
    """Own posts on a day that carry a permission at a place itself: who has a post above it is not sent by it."""
    roles = [role.code for role in ROLES if permission in role.permissions]
    return Assignment.objects.valid_on(day).filter(
        role__in=roles, on_behalf_of=None, user__is_active=True, place__path=place_path
    )


def visitors(visit: Visit) -> list[Visitor]:
    """Who goes: drawn and not recused."""
    return [visitor for visitor in visit.visitors.select_related("user") if not visitor.recused_for]


def counting(visit: Visit) -> FieldRecord | None:
    return visit.records.filter(counts=True).select_related("by", "session").first()


def expected_in(session: ClassSession | None, training_class: TrainingClass) -> int:
    """Who should sit there: the roster, or the group of the session, without those whose absence in that half day was accepted
    for a cause on paper."""
    people = training_class.entries.filter(removed_on=None).count()
    if session is None:
        return people
    slot = slot_of(minute(session.from_time))
    excused = MakeUp.objects.filter(
        training_class=training_class, missed_on=session.held_on, slot=slot, state="accepted", entry__removed_on=None
    )
    return max(0, (session.expected or people) - excused.count())


def signed_in(found: FieldRecord) -> set[int]:
    """Keys of roster entries that attendance has for the half day of the lesson, whenever it was taken."""
    session = found.session
    if session is None:
        return set()
    marks = Mark.objects.filter(
        entry__training_class=session.training_class_id,
        held_on=session.held_on,
        slot=slot_of(minute(session.from_time)),
    )
    return set(marks.values_list("entry", flat=True))


def told(actor: Actor) -> QuerySet[Case]:
    """Visits of the actor's organisations, once they are signed: before that nobody must learn that somebody comes."""
    orgs = {g.org for g in actor.with_permission(ANSWERS) if g.scope == "org" and g.org is not None}
    return Case.objects.filter(process=VISIT, org__in=orgs, state__in=SIGNED)
