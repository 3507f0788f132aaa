"""The parameter in force on the day of an event: the pack's value, or the one decided here over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from threading import Lock

from django.conf import settings
from django.utils.translation import get_language

from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.pack import Pack, load
from chunfeng.kernel.workdays import Calendar


class NoValue(LookupError):
    """No standard is loaded for that day; the sentence names the parameter."""


@lru_cache(maxsize=4)
def _pack(code: str) -> Pack:
    return load(code)


def pack() -> Pack:
    """The pack of this installation."""
    return _pack(settings.PACK)


@lru_cache(maxsize=4)
def _calendar(code: str) -> Calendar:
    loaded = _pack(code)
    return Calendar(loaded.calendar, loaded.calendar_years)


def choices(name: str, day: date | None = None) -> dict[str, str]:
    """Code → title of a list; day: only those offered on it, else all that ever were, to tell what an old case says."""
    rows = pack().choices.get(name, {})
    return {c: row.title for c, row in rows.items() if not (day and row.valid_to_on and row.valid_to_on < day)}


def offered(name: str, day: date | None = None) -> dict[str, str]:
    """The same as `choices` in the language of the page. What is kept or printed takes the Chinese of `choices`."""
    rows, english = pack().choices.get(name, {}), (get_language() or "").startswith("en")
    return {code: (english and rows[code].english) or title for code, title in choices(name, day).items()}


def calendar() -> Calendar:
    return _calendar(settings.PACK)


#: Whether newer values have been looked for already; None outside of `one_moment`.
_looked: ContextVar[bool | None] = ContextVar("looked", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it the values decided here are looked for once: a page shows those of one moment. Not for what decides."""
    token = _looked.set(False)
    try:
        yield
    finally:
        _looked.reset(token)


class _Decided:
    """Values decided here. They are few and asked for often: read once, and again when one more has been decided."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: int | None = None
        self._rows: list[ParameterValue] = []

    def on(self, code: str, day: date, area: str) -> ParameterValue | None:
        with self._lock:
            if not _looked.get():
                last = ParameterValue.objects.order_by("-pk").values_list("pk", flat=True).first()
                if last != self._last:
                    self._rows = list(ParameterValue.objects.order_by("valid_from_on", "pk"))
                    self._last = last
                if _looked.get() is False:
                    _looked.set(True)
            rows = [r for r in self._rows if r.code == code and r.area == area and r.valid_from_on <= day]
        return rows[-1] if rows else None


_DECIDED = _Decided()


def value(code: str, day: date, area: str = "") -> int:
    """The value on a day, in the unit that the parameter states; the area's own wins over the general one.

    A value decided here wins over the pack's from its first day on. NoValue when none is loaded for that day.
    """
    for where in (area, "") if area else ("",):
        if (decided := _DECIDED.on(code, day, where)) is not None:
            if decided.value is None:
                break
            return decided.value
        parameter = pack().parameters.get(code)
        found = parameter.on(day, where or None) if parameter else None
        if found is not None:
            return found
    parameter = pack().parameters.get(code)
    raise NoValue(f"{day} 没有“{parameter.title if parameter else code}”的标准")
