"""How an application begins, and what the system does on the day on which a class opens and after its last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.classes.queries import CLASS
from chunfeng.plans.training.providers import queries as providers


def apply(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    """A new application of a provider with an agreement, at the office that made it."""
    if not actor.may("training_class.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        # Two clerks, or one who clicks twice: the lock is the organisation's own row.
        type(org).objects.select_for_update().get(pk=org.pk)
        day = timezone.localdate(at or timezone.now())
        agreement = providers.in_force(day).filter(org=org).select_related("place").order_by("-from_on").first()
        if agreement is None:
            return Refused((Reason(_("没有有效的定点培训协议，不能申请开班")),))
        bare = TrainingClass.objects.filter(org=org, state="draft", class_no="").select_related("case").first()
        if bare is not None:
            return Refused((Reason(_("还有一份没有填的开班申请 %(number)s，先填它") % {"number": bare.case.number}),))
        subject = TrainingClass(org=org, agreement=agreement)
        return open_case(PROCESSES[CLASS], subject, actor, place=agreement.place, org=org, title=org.name, at=at)


def turn(at: datetime | None = None, limit: int = 500) -> int:
    """Opens the classes whose day has come, ends those whose last day is over; again until nothing stands in the way. Returns
    the steps taken."""
    at = at or timezone.now()
    today, system, taken = timezone.localdate(at), Actor.the_system(), 0
    for code, due in (
        ("start", Q(state="approved", starts_on__lte=today)),
        ("finish", Q(state="in_progress", ends_on__lt=today)),
    ):
        for case in Case.objects.filter(pk__in=TrainingClass.objects.filter(due).values("case")).order_by("pk")[:limit]:
            taken += not isinstance(take(case, code, actor=system, seen=case.version, at=at), Refused)
    return taken
