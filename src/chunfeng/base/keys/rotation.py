"""New keys for old rows. A rotation can be stopped anywhere and run again: what is still under an old generation is
read from the rows themselves, and until none is left values are looked up under old and new keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, connections, models, router, transaction
from django.db.models import F, Func, Q, Value

from chunfeng.base.keys.fields import SealedText, key_columns, sealed_columns
from chunfeng.base.keys.ring import FileKeeper
from chunfeng.base.keys.seal import PREFIX_BYTES, index_many, keeper, open_, prefix, seal_many

BATCH_ROWS: Final = 1000


@dataclass
class Resealed:
    """rows: re-sealed by this run. clashes: rows that turned out to be another row's double under the new index; they
    stay under the old key until somebody has merged them."""

    rows: int = 0
    clashes: list[tuple[str, int]] = field(default_factory=list)


def sealed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if sealed_columns(model)]


def _outdated(columns: list[SealedText]) -> Q:
    start = prefix(keeper().current())
    found = Q()
    for column in columns:
        # Beside the column itself, whose lookups are refused.
        found |= Q(**{f"{column.name}_prefix__gt": start}) | Q(**{f"{column.name}_prefix__lt": start})
    return found


def _stale_rows(model: type[models.Model]) -> models.QuerySet[Any]:
    columns = sealed_columns(model)
    prefixes: dict[str, Any] = {
        f"{column.name}_prefix": Func(
            F(column.name), Value(1), Value(PREFIX_BYTES), function="substr", output_field=models.BinaryField()
        )
        for column in columns
    }
    return model._base_manager.alias(**prefixes).filter(_outdated(columns)).order_by("pk")


def stale() -> dict[str, int]:
    """Table → rows that still hold a value under an earlier generation."""
    counted = {model._meta.label: _stale_rows(model).count() for model in sealed_models()}
    return {label: rows for label, rows in counted.items() if rows}


def reseal(batch: int = BATCH_ROWS) -> Iterator[Resealed]:
    """Re-seals and re-indexes every row that needs it, a batch a transaction; yields the running count."""
    done = Resealed()
    for model in sealed_models():
        last = 0
        while True:
            with transaction.atomic(using=router.db_for_write(model)):
                rows = list(_stale_rows(model).select_for_update(of=("self",)).filter(pk__gt=last)[:batch])
                if not rows:
                    break
                last = rows[-1].pk
                _rewrite(model, rows, done)
            yield done


def _rewrite(model: type[models.Model], rows: list[Any], done: Resealed) -> None:
    columns = sealed_columns(model)
    values: dict[str, list[bytes | None]] = {}
    clear: dict[str, list[bytes | None]] = {}
    for column in columns:
        opened = [getattr(row, column.attname) for row in rows]
        clear[column.name] = [None if v is None else open_(v.sealed, column.context) for v in opened]
        values[column.attname] = seal_many(clear[column.name], column.context)
    for index_key in key_columns(model):
        texts = [None if v is None else v.decode("utf-8", "surrogatepass") for v in clear[index_key.of]]
        values[index_key.attname] = index_many(texts, index_key.purpose)
    connection = connections[router.db_for_write(model)]
    quote, key = connection.ops.quote_name, model._meta.pk.attname  # type: ignore[union-attr]
    sets = ", ".join(f"{quote(name)} = %s" for name in values)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key)} = %s"
    lines = [(*parts, row.pk) for *parts, row in zip(*values.values(), rows, strict=True)]
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.executemany(sql, lines)
        done.rows += len(rows)
    except IntegrityError:
        for line in lines:
            try:
                with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                    cursor.execute(sql, line)
                done.rows += 1
            except IntegrityError:
                done.clashes.append((model._meta.label, line[-1]))


def rotate(ring: FileKeeper, batch: int = BATCH_ROWS) -> Iterator[Resealed]:
    """A new generation and everything under it, or the rest of a rotation that was cut off. The old generation is
    retired only when no row is left under it; then `stale()` is empty."""
    ring.begin()
    yield from reseal(batch)
    if not stale():
        ring.finish()
