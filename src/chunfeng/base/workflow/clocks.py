"""Statutory terms of a case: they start, stand still, go on and end with its states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from chunfeng.base.policy import values
from chunfeng.base.workflow.declarations import Clock, Process
from chunfeng.base.workflow.models import Case, CaseClock
from chunfeng.kernel.period import NaturalDays, Workdays
from chunfeng.kernel.workdays import Calendar, UnknownYear


def due(start: date, unit: str, days: int) -> tuple[date, bool]:
    """The last day of a term, and whether it is provisional: the calendar of its year is not ordered yet."""
    term = Workdays(days) if unit == "workdays" else NaturalDays(days)
    calendar = values.calendar()
    try:
        return calendar.due(start, term), False
    except UnknownYear:
        # Two days for every working day reach past any holiday.
        return _with_plain_weeks(calendar, start, start + timedelta(days=2 * days + 30)).due(start, term), True


def workdays_left(today: date, last: date) -> int:
    """Working days after today up to and with the last day; negative when it has passed."""
    if last >= today:
        return _workdays_between(values.calendar(), today, last)
    return -_workdays_between(values.calendar(), last, today)


def left(today: date, last: date, unit: str) -> int:
    """Days of a term's own unit after today up to and with its last; negative when it has passed."""
    return workdays_left(today, last) if unit == "workdays" else (last - today).days


def used(row: CaseClock, clock: Clock | None, moves: Iterable[tuple[date, str]], until: date) -> int:
    """How much of a term has gone by, in its own unit, without the time it stood still. moves: day and state of each move of
    the case, oldest first."""
    gone, paused_on = left(row.started_on, until, row.unit), None
    for on, state in moves:
        day = min(max(on, row.started_on), until)
        if clock and state in clock.pauses:
            paused_on = paused_on or day
        elif paused_on is not None:
            gone, paused_on = gone - left(paused_on, day, row.unit), None
    if paused_on is not None:
        gone -= left(paused_on, until, row.unit)
    return max(gone, 0)


@lru_cache(maxsize=20_000)
def _workdays_between(calendar: Calendar, first: date, last: date) -> int:
    """A list of fifty terms would count thousands of days, and the same again for its next reader."""
    try:
        return calendar.workdays_between(first, last)
    except UnknownYear:
        return _with_plain_weeks(calendar, first, last).workdays_between(first, last)


def _with_plain_weeks(calendar: Calendar, first: date, last: date) -> Calendar:
    """The same calendar with weekends as the only rest days of the years that are not known."""
    unknown = []
    for year in range(first.year, last.year + 1):
        try:
            calendar.kind(date(year, 1, 1))
        except UnknownYear:
            unknown.append(year)
    return calendar.with_plain_years(unknown)


def move(case: Case, process: Process, today: date, *, area: str) -> list[CaseClock]:
    """Brings the clocks to the case's new state; sets due_on and due_clock of the case. Returns clocks that changed."""
    rows = {row.code: row for row in case.clocks.all()}
    changed = []
    for clock in process.clocks:
        row = rows.get(clock.code)
        if case.state in clock.runs:
            made = _run(case, clock, row, today, area)
            rows[clock.code] = made
            if made is not row or made.pk is None or getattr(made, "_moved", False):
                changed.append(made)
        elif case.state in clock.pauses:
            if row and row.running:
                row.paused_on = today
                row.save(update_fields=["paused_on"])
                changed.append(row)
        elif row and row.finished_on is None:
            row.finished_on, row.paused_on = today, None
            row.save(update_fields=["finished_on", "paused_on"])
            changed.append(row)
    running = sorted((r for r in rows.values() if r.running), key=lambda r: (r.due_on, r.code))
    case.due_on = running[0].due_on if running else None
    case.due_clock = running[0].code if running else ""
    return changed


def _run(case: Case, clock: Clock, row: CaseClock | None, today: date, area: str) -> CaseClock:
    if row is None or (clock.anew and row.finished_on is not None):
        days = values.value(clock.term, today, area)
        last, provisional = due(today, clock.unit, days)
        found, _made = CaseClock.objects.update_or_create(
            case=case,
            code=clock.code,
            defaults={
                "unit": clock.unit, "days": days, "started_on": today, "due_on": last, "provisional": provisional,
                "paused_on": None, "finished_on": None, "told_late_at": None,
            },
        )  # fmt: skip
        found._moved = True  # type: ignore[attr-defined]
        return found
    if row.paused_on is not None:
        more = left(row.paused_on, row.due_on, row.unit)
        row.due_on, row.provisional = (
            due(today, row.unit, more) if more > 0 else (max(row.due_on, row.started_on), False)
        )
        row.paused_on = None
        row.save(update_fields=["due_on", "provisional", "paused_on"])
        row._moved = True  # type: ignore[attr-defined]
    elif row.finished_on is not None:
        # A case that is taken up again keeps its old term: to close it early must not win time.
        row.finished_on = None
        row.save(update_fields=["finished_on"])
        row._moved = True  # type: ignore[attr-defined]
    return row


def extend(case: Case, code: str, parameter: str, today: date, *, area: str) -> CaseClock:
    """Adds an extension that the head approved; ValueError when the term does not run or is already over."""
    row = case.clocks.get(code=code)
    if not row.running or row.due_on < today:
        raise ValueError(_("期限已届满，不能再延长"))
    more = values.value(parameter, today, area)
    row.days += more
    row.due_on, row.provisional = due(row.due_on, row.unit, more)
    row.save(update_fields=["days", "due_on", "provisional"])
    return row


def count_anew() -> int:
    """Provisional terms, after a calendar was loaded. Returns how many became certain."""
    made = 0
    for row in CaseClock.objects.filter(provisional=True, finished_on=None).select_related("case").iterator(500):
        row.due_on, row.provisional = due(row.started_on, row.unit, row.days)
        if not row.provisional:
            row.save(update_fields=["due_on", "provisional"])
            Case.objects.filter(pk=row.case_id, due_clock=row.code).update(due_on=row.due_on)
            made += 1
    return made
