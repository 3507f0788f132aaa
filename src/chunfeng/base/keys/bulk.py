"""Many rows at once: a roster of 80,000 is sealed, indexed and written column by column, not object by object."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db import connections, models, router

from chunfeng.base.keys.fields import IndexedKey, SealedText, key_columns
from chunfeng.base.keys.seal import index_many, seal_many

if TYPE_CHECKING:
    _Lookup = models.Lookup[Any]
else:
    _Lookup = models.Lookup

_ESCAPED: Final = re.compile(r"[\\\t\n\r]")
_ESCAPES: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
CHUNK_ROWS: Final = 5000


def insert(model: type[models.Model], columns: dict[str, Sequence[Any]]) -> None:
    """Rows given as columns of equal length, by field name; sealed columns take clear texts, and their index keys are
    made here unless given. Columns left out get their default. IntegrityError as of any insert, with nothing written
    when the caller holds a savepoint."""
    rows = len(next(iter(columns.values())))
    if not rows:
        return
    using = router.db_for_write(model)
    connection = connections[using]
    ready: dict[str, Sequence[Any]] = {}
    for key in key_columns(model):
        if key.of in columns and key.name not in columns:
            ready[key.attname] = index_many(columns[key.of], key.purpose)
    for field in model._meta.concrete_fields:
        if field.name in columns:
            ready[field.attname] = _prepared(field, columns[field.name], connection)
        elif field.attname not in ready and not field.primary_key:
            ready[field.attname] = _prepared(field, _defaults(field, rows), connection)
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, ready))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # cursor.copy is the driver's own; its errors are made Django's like all others.
            with (
                connection.wrap_database_errors,  # type: ignore[attr-defined]
                cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,  # type: ignore[attr-defined]
            ):
                for lines in _copy_lines(list(ready.values())):
                    copy.write(lines)
        else:
            marks = ", ".join(["%s"] * len(ready))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(zip(*ready.values(), strict=True))
            )


def _defaults(field: models.Field[Any, Any], rows: int) -> list[Any]:
    """One default for all rows: they come at one moment. Only what tells rows apart is made for each."""
    if field.unique:
        return [field.get_default() for _ in range(rows)]
    return [field.get_default()] * rows


#: Values that PostgreSQL takes as they are for columns of their own kind.
_PLAIN: Final = frozenset({type(None), str, int, bool, date})


def _prepared(field: models.Field[Any, Any], values: Sequence[Any], connection: Any) -> Sequence[Any]:
    if isinstance(field, SealedText):
        for value in values:
            if value is not None and len(value) > field.longest:
                raise ValueError(f"{field.context} is longer than {field.longest} characters")
        return seal_many([value.encode("utf-8", "surrogatepass") if value else None for value in values], field.context)
    if isinstance(field, IndexedKey):
        return values
    if field.get_internal_type() == "UUIDField":
        return [value and (str(value) if connection.features.has_native_uuid_field else value.hex) for value in values]
    if connection.vendor == "postgresql" and _PLAIN.issuperset({value.__class__ for value in values}):
        return values
    known: dict[Any, Any] = {}
    found = []
    for value in values:
        if value not in known:
            known[value] = field.get_db_prep_save(value, connection)
        found.append(known[value])
    return found


def _copy_lines(columns: list[Sequence[Any]]) -> Iterator[str]:
    """The text form of COPY, some thousand rows at a time."""
    for start in range(0, len(columns[0]), CHUNK_ROWS):
        texts = [_copy_texts(column[start : start + CHUNK_ROWS]) for column in columns]
        yield "\n".join(map("\t".join, zip(*texts, strict=True))) + "\n"


def _copy_texts(values: Sequence[Any]) -> list[str]:
    """A column holds values of one type, or None: asked once, not per value."""
    kinds = {value.__class__ for value in values} - {type(None)}
    if not kinds:
        return ["\\N"] * len(values)
    if kinds == {bytes}:
        return ["\\N" if value is None else "\\\\x" + value.hex() for value in values]
    if kinds == {str}:
        if _ESCAPED.search("".join(value for value in values if value)):
            return [
                "\\N" if value is None else _ESCAPED.sub(lambda found: _ESCAPES[found[0]], value) for value in values
            ]
        return ["\\N" if value is None else value for value in values]
    return [_copy_text(value) for value in values]


def _copy_text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, bool):
        return "t" if value else "f"
    text = str(value)
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) if _ESCAPED.search(text) else text


def reserved(model: type[models.Model], count: int) -> list[int] | None:
    """Primary keys for new rows, to be given to `insert`; None where the database gives them out only as it writes."""
    connection = connections[router.db_for_write(model)]
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column, count],  # type: ignore[union-attr]
        )
        return [key for (key,) in cursor.fetchall()]


class _AnyOf(_Lookup):
    """One array instead of thousands of parameters, each of which the driver would look at by itself."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, self.rhs]


def rows_with(queryset: models.QuerySet[Any], column: str, values: Iterable[Any], *wanted: str) -> Iterator[Any]:
    """values_list(*wanted) of the rows whose column is one of many values, in as few queries as the database takes."""
    connection = connections[queryset.db]
    asked = list(dict.fromkeys(values))
    if not asked:
        return
    if connection.vendor == "postgresql":
        yield from queryset.filter(_AnyOf(models.F(column), asked)).order_by().values_list(*wanted)
        return
    limit = min(connection.features.max_query_params or CHUNK_ROWS, CHUNK_ROWS)
    for start in range(0, len(asked), limit):
        found = queryset.filter(**{f"{column}__in": asked[start : start + limit]})
        yield from found.order_by().values_list(*wanted)
