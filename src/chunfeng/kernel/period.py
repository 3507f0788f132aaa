"""Months, years, ages and spans (民法典 201-203): a month ends on the day of the same number or on its last day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

T = TypeVar("T", date, datetime, int)


def add_months(day: date, months: int) -> date:
    """2015-08-31 + 6 = 2016-02-29; 2016-02-29 + 12 = 2017-02-28."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    return add_months(day, years * 12)


def age_on(born: date, day: date) -> int:
    """Full years; reached on the birthday, on 28 February in common years by those born on the 29th."""
    years = day.year - born.year
    return years if day >= add_years(born, years) else years - 1


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_until(first: date, last: date) -> int:
    """Whole months from the first day of a span to its last, both counted: 01-15 to 07-14 is a full six months."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if add_months(first, months) <= after else months - 1


def overlap(start: T, end: T, other_start: T, other_end: T) -> bool:
    """Half-open [start, end): what ends at ten does not meet what begins at ten. An empty span meets nothing."""
    return start < other_end and other_start < end and start < end and other_start < other_end


@dataclass(frozen=True, slots=True)
class NaturalDays:
    """A statutory term counted in days of the calendar; it runs through holidays, but does not end on one."""

    days: int


@dataclass(frozen=True, slots=True)
class Workdays:
    """A statutory term counted in working days: rest days and holidays are skipped, worked weekends count."""

    days: int


@dataclass(frozen=True, slots=True)
class Months:
    months: int


Term = NaturalDays | Workdays | Months
