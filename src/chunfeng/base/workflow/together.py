"""What hangs on a record, read before its page is built: guards, questions and panels then ask one copy of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def rows(model: type[Row], order: str = "", **given: Any) -> list[Row]:
    """Rows whose columns, or those of what they hang on, are as given. The statement is written once: that costs more than
    to ask it. Of a model whose manager brings other records with it, only the row itself."""
    names = tuple(sorted(given))
    return list(model._default_manager.raw(_written(model, names, order), [given[name] for name in names]))


@cache
def _written(model: type[Model], names: tuple[str, ...], order: str) -> str:
    # Conditions of one filter stand in the order of their names.
    found = model._base_manager.filter(**dict.fromkeys(names, 0))
    statement: str = (found.order_by(order) if order else found).query.sql_with_params()[0]
    return statement


def read(record: Model, *names: str, **led: Sequence[str]) -> None:
    """names: relations of which all rows are read. led: others, with the records to which their rows lead. One query says
    which of them hold anything, where they are several, and one more reads each that does."""
    wanted = (*names, *led)
    holding: Mapping[str, bool] = dict.fromkeys(wanted, True)
    if len(wanted) > 1:
        with connection.cursor() as cursor:
            cursor.execute(_holding(type(record), wanted), [record.pk] * len(wanted))
            holding = dict(zip(wanted, cursor.fetchone(), strict=True))
    known: dict[str, Any] = record.__dict__.setdefault("_prefetched_objects_cache", {})
    for name in wanted:
        known.pop(name, None)
        found = getattr(record, name).all()
        # As Django keeps what it prefetched: whoever wants more than all of it, as by `filter`, asks anew.
        found._result_cache = _read(record, name, led.get(name, ())) if holding[name] else []
        found._prefetch_done = True
        known[name] = found


def _read(record: Model, name: str, led: Sequence[str]) -> list[Any]:
    relation: Any = record._meta.get_field(name)
    if led or _brings_more(relation.related_model):
        found = getattr(record, name).all()
        return list(found.select_related(*led) if led else found)
    read = rows(relation.related_model, **{relation.field.attname: record.pk})
    for row in read:
        relation.field.set_cached_value(row, record)
    return read


@cache
def _brings_more(model: type[Model]) -> bool:
    found: Any = model._default_manager.all()
    return bool(found.query.select_related or found._prefetch_related_lookups)


@cache
def _holding(model: type[Model], names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    asked = []
    for name in names:
        relation: Any = model._meta.get_field(name)
        table, column = quote(relation.related_model._meta.db_table), quote(relation.field.column)
        asked.append(f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)")
    return f"SELECT {', '.join(asked)}"
