"""What a change of a parameter would touch, shown before anybody decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from chunfeng.base.governance.models import ParameterChange
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.declarations import Clock, Process
from chunfeng.base.workflow.models import CaseClock
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.money import write_yuan


@dataclass(frozen=True)
class Preview:
    """running: open terms that keep their old length,
    because a parameter is chosen by the day on which the term began. begun: those begun since the value's first day, running or
    over: they are not counted anew either."""

    running: int
    begun: int


def reaches_back() -> str:
    """What a value does that begins before today."""
    return gettext(
        "生效日期早于今天：已经开始的期限、已经作出的决定仍按当时的值，不重算；生效日以后发生的事，今后再算时按新值。"
    )


def worded(code: str, value: int | None) -> str:
    """A value in its unit, for a sentence; money in yuan."""
    parameter = pack().parameters[code]
    if value is None:
        return gettext("没有标准")
    if parameter.money:
        return gettext("%(amount)s元") % {"amount": write_yuan(value)}
    return gettext("%(amount)s%(unit)s") % {"amount": f"{value:,}", "unit": gettext(parameter.unit)}


def counted_with(code: str) -> list[tuple[Process, Clock]]:
    """The terms that a parameter gives the length of, or of their extension."""
    return [
        (process, clock)
        for process in PROCESSES
        for clock in process.clocks
        if clock.term == code or any(s.extends == clock.code and s.extension == code for s in process.steps)
    ]


def preview(change: ParameterChange) -> Preview:
    codes = {(p.code, c.code) for p in PROCESSES for c in p.clocks if c.term == change.code}
    kept = CaseClock.objects.filter(case__place__code=change.area) if change.area else CaseClock.objects.all()
    counted = [kept.filter(case__process=process, code=clock) for process, clock in codes]
    running = sum(rows.filter(finished_on=None).count() for rows in counted)
    begun = sum(rows.filter(started_on__gte=change.valid_from_on).count() for rows in counted)
    return Preview(running, begun)


def history(code: str) -> list[tuple[date, str, int | None, str, str]]:
    """First day, area, value, reference and the case that decided it (empty: the pack), in order of days."""
    parameter = pack().parameters[code]
    rows = [(v.valid_from_on, v.area or "", v.value, parameter.reference, "") for v in parameter.values]
    rows += [
        (v.valid_from_on, v.area, v.value, v.reference, v.decided_in) for v in ParameterValue.objects.filter(code=code)
    ]
    return sorted(rows, key=lambda row: (row[0], row[1], row[4]))
