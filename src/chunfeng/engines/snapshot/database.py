"""The platform's database as the snapshot reads it: by columns, in one consistent state, in the words of its engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

#: Column types of facts tables in Arrow.
ARROW: Mapping[str, pa.DataType] = {
    "text": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "bool": pa.bool_(), "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}  # fmt: skip

#: What Records.sql may say beyond what both databases share. China has had one time and no summer time since 1992.
_WORDS = {
    "postgresql": {
        "hex_of": r"encode(\1, 'hex')",
        "uid_of": r"replace(cast(\1 as text), '-', '')",
        "day_of": r"cast(\1 at time zone 'Asia/Shanghai' as date)",
    },
    # hex(null) is an empty text there: all who have no phone would share one.
    "sqlite": {"hex_of": r"nullif(lower(hex(\1)), '')", "uid_of": r"\1", "day_of": r"date(\1, '+8 hours')"},
}
_TYPICAL = dict.fromkeys(("int", "bigint", "bool"), "0")
_BLANK = "''"
#: Rows a batch: memory stays the same however long the table.
BATCH_ROWS = 65_536


@dataclass(frozen=True)
class Database:
    """vendor as Django calls it; where: what its driver connects to (a libpq connection string, or a file)."""

    vendor: Literal["postgresql", "sqlite"]
    where: str

    def words(self, sql: str) -> str:
        """The SQL of a Records in this database's own."""
        for word, own in _WORDS[self.vendor].items():
            sql = re.sub(word + r"\(([\w.]+)\)", own, sql)
        return sql

    @contextmanager
    def connection(self, *, reading: bool = False) -> Iterator[Any]:
        """A connection of its own, in one transaction that is rolled back unless committed. reading: all its statements
        see the database as of one instant."""
        if self.vendor == "postgresql":
            from adbc_driver_postgresql import dbapi

            made = dbapi.connect(self.where)
        else:
            from adbc_driver_sqlite import dbapi  # type: ignore[no-redef]

            made = dbapi.connect(self.where)
        try:
            if self.vendor == "postgresql" and reading:
                run(made, "set transaction isolation level repeatable read")
                # Compiling a query takes longer than what changed in a day; and a snapshot is read out of memory.
                run(made, "set local jit = off")
                run(made, "set local random_page_cost = 1.1")
            if self.vendor == "sqlite":
                run(made, "pragma busy_timeout = 20000")
            yield made
        finally:
            made.close()

    def batches(self, connection: Any, sql: str, columns: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
        """The rows of a SELECT whose columns are named in `columns` (name → type of facts), `_id` first."""
        schema = pa.schema([("_id", pa.int64()), *((name, ARROW[kind]) for name, kind in columns.items())])
        listed = ", ".join(f'"{name}"' for name in schema.names)
        sql = f"select {listed} from ({sql}) as picked"
        first = self.vendor == "sqlite"
        if first:
            # The driver infers types from the rows it meets first, and a column may begin with a thousand nulls.
            typed = ", ".join(f'{_TYPICAL.get(kind, _BLANK)} as "{name}"' for name, kind in columns.items())
            sql = f"select -1 as _id, {typed} union all {sql}"
        with connection.cursor() as cursor:
            if self.vendor == "sqlite":
                cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH_ROWS)})
            cursor.execute(sql)
            for read in cursor.fetch_record_batch():
                batch, first = read.slice(1) if first else read, False
                if batch.num_rows:
                    arrays = [_as(batch.column(n), field.type) for n, field in enumerate(schema)]
                    yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    return column if column.type == kind else column.cast(kind)


def run(connection: Any, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def ids(connection: Any, sql: str) -> pa.Array:
    """The one column of whole numbers that a SELECT gives, sorted and each once."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetch_arrow_table().column(0).combine_chunks()
    return pc.unique(found.cast(pa.int64()).drop_null()).sort()


def rows(connection: Any, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
