"""What hangs on a record, read before its page is built: guards, questions and panels then ask one copy of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, prefetch_related_objects
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)


def rows(model: type[Row], order: str = "", **given: Any) -> list[Row]:
    """Rows whose columns, or those of what they hang on, are as given; of a model whose manager brings other records with it,
    only the row itself. One query."""
    names = tuple(sorted(given))
    return list(_asked(_written(model, names, order), [given[name] for name in names]))


@dataclass(frozen=True)
class _Written:
    """A statement, and how its rows become records. It is made once: that costs more than to ask it."""

    statement: str
    compiler: Any
    converters: Any
    brought: Sequence[Any]


@cache
def _written(model: type[Model], names: tuple[str, ...], order: str, led: tuple[str, ...] | None = None) -> _Written:
    """led: the records brought along, beside those of the model's manager; None: none at all."""
    manager = model._base_manager if led is None else model._default_manager
    # Conditions of one filter stand in the order of their names.
    found = manager.filter(**dict.fromkeys(names, 0))
    if led:
        found = found.select_related(*led)
    compiler: Any = (found.order_by(order) if order else found).query.get_compiler(connection=connection)
    statement = compiler.as_sql()[0]
    converters = compiler.get_converters([column[0] for column in compiler.select])
    brought = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]  # as Django 5.2 has it
    return _Written(statement, compiler, converters, brought)


def _asked(written: _Written, values: Sequence[Any]) -> Iterator[Any]:
    """As Django makes records of rows (`ModelIterable`), from a statement that stands."""
    compiler = written.compiler
    model, own = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    names = [compiler.select[at][0].target.attname for at in own]
    with connection.cursor() as cursor:
        cursor.execute(written.statement, values)
        found = cursor.fetchall()
    for row in compiler.apply_converters(found, written.converters):
        record = model.from_db(connection.alias, names, row[own[0] : own[-1] + 1])
        for other in written.brought:
            other.populate(row, record)
        yield record


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
    model = relation.related_model
    read = list(_asked(_written(model, (relation.field.attname,), "", tuple(led)), [record.pk]))
    for row in read:
        relation.field.set_cached_value(row, record)
    prefetch_related_objects(read, *model._default_manager.all()._prefetch_related_lookups)
    return read


@cache
def _holding(model: type[Model], names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    asked = []
    for name in names:
        relation: Any = model._meta.get_field(name)
        table, column = quote(relation.related_model._meta.db_table), quote(relation.field.column)
        asked.append(f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)")
    return f"SELECT {', '.join(asked)}"
