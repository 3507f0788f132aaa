"""Reads of completion, examination and certificates."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from chunfeng.base.policy.values import value
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification.queries.standing import certificate_on, passed, standing

COMPLETION = "training.completion"
EXAM = "training.examination"
MARK_CHANGE = "training.mark_change"
CHANGE = "training.certificate_change"
REGISTRATION = "training.certificate_registration"
#: In which the provider may change its report.
OPEN_STATES = ("draft", "returned")


def day_of(case: Case) -> date:
    """The day of the step that is being taken, or of the last one."""
    return timezone.localdate(case.state_at)


def of_day(code: str, case: Case, day: date | None = None) -> int:
    """A parameter at the case's place, on the day of the step unless another counts."""
    return value(f"training.{code}", day or case.today, case.place.code)


__all__ = [
    "CHANGE",
    "COMPLETION",
    "EXAM",
    "MARK_CHANGE",
    "OPEN_STATES",
    "REGISTRATION",
    "certificate_on",
    "day_of",
    "of_day",
    "passed",
    "standing",
]
