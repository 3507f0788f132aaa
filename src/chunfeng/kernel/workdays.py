"""Working days of the statutory calendar. An unknown year is an explicit failure, never a guess by weekday: a deadline
computed on a calendar that does not exist yet would be wrong and look right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from chunfeng.kernel.period import Months, NaturalDays, Term, Workdays, add_months

#: statutory: the 11 or 13 paid holidays; rest: weekends and adjusted rest days; work: the others.
DayKind = Literal["statutory", "rest", "work"]
DAY: Final = timedelta(days=1)


class UnknownYear(LookupError):
    def __init__(self, year: int) -> None:
        super().__init__(f"没有{year}年的法定节假日安排，不能推算期限；请更新日历")
        self.year = year


class Calendar:
    """days: dates that differ from plain weekdays (or all), with their kind; years: those which `days` covers wholly.

    Years the data do not cover are asked of chinesecalendar; where that fails too, UnknownYear.
    """

    def __init__(self, days: Mapping[date, DayKind] | None = None, years: Iterable[int] = ()) -> None:
        self._days: Final[dict[date, DayKind]] = dict(days or {})
        self._years: Final = frozenset(years)

    def with_plain_years(self, years: Iterable[int]) -> Calendar:
        """This calendar, with plain weekdays in the given years: for dates that are told as provisional."""
        return Calendar(self._days, self._years | set(years))

    def kind(self, day: date) -> DayKind:
        if day in self._days:
            return self._days[day]
        if day.year in self._years:
            return "rest" if day.weekday() >= 5 else "work"
        import chinese_calendar  # type: ignore[import-untyped]

        try:
            return "work" if chinese_calendar.is_workday(day) else "rest"
        except NotImplementedError:
            raise UnknownYear(day.year) from None

    def is_workday(self, day: date) -> bool:
        return self.kind(day) == "work"

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is: how a term ends that would end on a holiday."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after a day; the day itself is not counted."""
        for _ in range(count):
            day = self.next_workday(day + DAY)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after the first day up to and with the last."""
        return sum(self.is_workday(first + DAY * n) for n in range(1, (last - first).days + 1))

    def due(self, start: date, term: Term) -> date:
        """The last day for a step to be taken. Not for qualifying spans: a contract of six months ends when it ends."""
        match term:
            case Workdays(days):
                return self.add_workdays(start, days)
            case NaturalDays(days):
                return self.next_workday(start + DAY * days)
            case Months(months):
                return self.next_workday(add_months(start, months))
