"""Rows of the log one by one, whatever somebody put into them past the engine.

SQLite holds any value in any column: one row that cannot be read must not keep all others from being sealed and verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar

from django.db import OperationalError
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

#: Rows that are read at a time.
PAGE: Final = 2_000
#: What reading raises of a value that is none of its column: not an instant, not UTF-8, beyond any number.
_BROKEN: Final = (ValueError, TypeError, OverflowError, OperationalError)
_KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "CharField": str, "TextField": str, "DateTimeField": datetime, "BinaryField": (bytes, memoryview),
}  # fmt: skip


def each(rows: QuerySet[Row]) -> Iterator[tuple[int, Row | None]]:
    """Key and row in order of the key, which may be below nought; None for a row that cannot be read."""
    page = rows.order_by("pk")
    while True:
        try:
            found = [(row.pk, row if _whole(row) else None) for row in page[:PAGE]]
        except _BROKEN:
            found = [(pk, one(rows.model, pk)) for pk in page.values_list("pk", flat=True)[:PAGE]]
        if not found:
            return
        yield from found
        page = rows.order_by("pk").filter(pk__gt=found[-1][0])


def one(model: type[Row], pk: int) -> Row | None:
    """None where the row cannot be read."""
    try:
        row = model._default_manager.get(pk=pk)
    except _BROKEN:
        return None
    return row if _whole(row) else None


def _whole(row: Model) -> bool:
    """Whether every column holds what it is declared to hold."""
    return all(
        nullable if (value := getattr(row, name)) is None else isinstance(value, kind)
        for name, nullable, kind in _columns(type(row))
    )


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, bool, Any], ...]:
    return tuple((f.attname, f.null, _KINDS.get(f.get_internal_type(), int)) for f in model._meta.concrete_fields)
