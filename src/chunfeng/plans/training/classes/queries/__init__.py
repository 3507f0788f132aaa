"""Reads of classes: what a file says, what stands against it, who may be on its roster."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from chunfeng.base.policy.values import NoValue, value
from chunfeng.base.workflow.models import Case

CLASS = "training.class"
CHANGE = "training.class_change"
#: In which the provider may change it.
OPEN_STATES = ("draft", "returned")


def day_of(case: Case) -> date:
    """The day of the step that is being taken, or of the last one."""
    return timezone.localdate(case.state_at)


def known(code: str, day: date, area: str = "") -> int | None:
    """A parameter on a day; None where nobody has set it."""
    try:
        return value(code, day, area)
    except NoValue:
        return None
