"""How a term counts down: in its own unit. 公示7日 has no working days."""

from __future__ import annotations

from datetime import date

from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Deadline


def deadline(due_on: date, unit: str, today: date, *, passes: bool = False) -> Deadline:
    return Deadline(due_on, clocks.left(today, due_on, unit), natural=unit != "workdays", passes=passes)


def of_case(case: Case, today: date) -> Deadline | None:
    """The nearest term of a case."""
    if case.due_on is None:
        return None
    clock = case.declared.clock(case.due_clock)
    return deadline(case.due_on, clock.unit if clock else "workdays", today, passes=bool(clock and clock.passes))
