"""A page of a list that is walked by the keys of its rows, newest first: however deep, it costs the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet

from chunfeng.engines.display.page import Paging
from chunfeng.kernel.digits import natural

Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class Window(Generic[Record]):
    """newer, older: whether the list goes on before and behind these rows."""

    rows: list[Record]
    newer: bool
    older: bool

    @property
    def part(self) -> bool:
        return self.newer or self.older

    def paging(self, url: Callable[..., str]) -> Paging | None:
        """url: takes `after` or `before`, a key. How many stand before a page is known of the first alone: to count them would
        walk the list, and a number in the address anybody could write."""
        if not self.part:
            return None
        first, last = (0, 0) if self.newer else (1, len(self.rows))
        return Paging(
            first,
            last,
            previous_url=url(before=str(self.rows[0].pk)) if self.newer else "",
            next_url=url(after=str(self.rows[-1].pk)) if self.older else "",
        )


def keys_of(given: Mapping[str, str]) -> tuple[int, int]:
    """after and before of an address, 0 where it names none."""
    after, before = (natural(given.get(name, "")) or 0 for name in ("after", "before"))
    return after, before


def address_of(path: str) -> Callable[..., str]:
    """For `Window.paging` of a list without a filter."""
    return lambda **key: f"{path}?{urlencode(key)}"


def window(rows: QuerySet[Record], after: int, before: int, size: int) -> Window[Record]:
    """The page behind the row `after`, or the one before the row `before`; the first where both are 0 or lead past an end.
    One query for the first page, two for others, three past an end."""
    if before:
        found = list(rows.filter(pk__gt=before).order_by("pk")[: size + 1])
        if len(found) > size:
            return Window(found[:size][::-1], True, _any(rows.filter(pk__lte=before), "-pk"))
    elif after and (found := list(rows.filter(pk__lt=after).order_by("-pk")[: size + 1])):
        return Window(found[:size], _any(rows.filter(pk__gte=after), "pk"), len(found) > size)
    found = list(rows.order_by("-pk")[: size + 1])
    return Window(found[:size], False, len(found) > size)


def _any(rows: QuerySet[Any], order: str) -> bool:
    # In the order of the walk: the row is the next one, and the planner looks nowhere else.
    return bool(rows.order_by(order).values_list("pk", flat=True)[:1])
