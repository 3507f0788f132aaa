"""What a change of a parameter would touch, shown before anybody decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from chunfeng.base.governance.models import ParameterChange
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.models import CaseClock
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.money import write_yuan


@dataclass(frozen=True)
class Preview:
    """terms: procedure and term that are counted with the parameter. running: open terms that keep their old length,
    because a parameter is chosen by the day on which the term began."""

    terms: tuple[tuple[str, str], ...]
    running: int


def worded(code: str, value: int | None) -> str:
    """A value in its unit, for a sentence; money in yuan."""
    parameter = pack().parameters[code]
    if value is None:
        return gettext("没有标准")
    return gettext("%(amount)s元") % {"amount": write_yuan(value)} if parameter.money else f"{value:,}{parameter.unit}"


def preview(change: ParameterChange) -> Preview:
    terms = tuple((str(p.title), str(c.title)) for p in PROCESSES for c in p.clocks if c.term == change.code)
    codes = {(p.code, c.code) for p in PROCESSES for c in p.clocks if c.term == change.code}
    running = sum(
        CaseClock.objects.filter(case__process=process, code=clock, finished_on=None).count()
        for process, clock in codes
    )
    return Preview(terms, running)


def history(code: str) -> list[tuple[date, str, int | None, str, str]]:
    """First day, area, value, reference and the case that decided it (empty: the pack), in order of days."""
    parameter = pack().parameters[code]
    rows = [(v.valid_from_on, v.area or "", v.value, parameter.reference, "") for v in parameter.values]
    rows += [
        (v.valid_from_on, v.area, v.value, v.reference, v.decided_in) for v in ParameterValue.objects.filter(code=code)
    ]
    return sorted(rows, key=lambda row: (row[0], row[1], row[4]))
