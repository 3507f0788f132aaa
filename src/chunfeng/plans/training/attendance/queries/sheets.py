"""Sign-in sheets of a class, and the half days they may be of."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.workflow.declarations import Reason
from chunfeng.plans.training.attendance.models import SLOTS, Sheet
from chunfeng.plans.training.attendance.queries.halves import Half, halves_of
from chunfeng.plans.training.classes.models import HELD, TrainingClass


def past(klass: TrainingClass) -> list[Half]:
    """Those that have begun, the last first."""
    now = timezone.localtime()
    here = now.date(), now.hour * 60 + now.minute
    return [half for half in reversed(halves_of(klass).values()) if (half.held_on, half.first) <= here]


def may_be_written(klass: TrainingClass) -> Reason | None:
    """Why no attendance of the class is written any more, or not yet."""
    if klass.state not in HELD:
        return Reason(_("授课中的班级才能记考勤"))
    return None


def words(half: Half) -> str:
    return f"{half.held_on} {SLOTS[half.slot]} {half.clock}"


def standing(klass: TrainingClass, pk: int) -> Sheet | None:
    """A sheet of the class that counts."""
    return (
        Sheet.objects.filter(training_class=klass.pk, pk=pk, void_at=None)
        .select_related("training_class__case")
        .first()
    )
