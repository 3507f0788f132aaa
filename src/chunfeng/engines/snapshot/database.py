"""The platform's database as the snapshot reads it: by columns, in one consistent state, in the words of its engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv

#: Column types of facts tables in Arrow.
ARROW: Mapping[str, pa.DataType] = {
    "text": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "bool": pa.bool_(), "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}  # fmt: skip

#: What Records.sql may say beyond what both databases share. China has had one time and no summer time since 1992.
_WORDS = {
    "postgresql": {
        "hex_of": r"encode(\1, 'hex')",
        "uid_of": r"encode(uuid_send(\1), 'hex')",
        "day_of": r"cast(\1 at time zone 'Asia/Shanghai' as date)",
        "clock_of": r"date_trunc('second', \1 at time zone 'Asia/Shanghai')",
        "second_of": r"cast(extract(epoch from \1) as bigint)",
    },
    # hex(null) is an empty text there: all who have no phone would share one.
    "sqlite": {
        "hex_of": r"nullif(lower(hex(\1)), '')",
        "uid_of": r"\1",
        "day_of": r"date(\1, '+8 hours')",
        "clock_of": r"datetime(\1, '+8 hours')",
        "second_of": r"cast(strftime('%s', \1) as integer)",
    },
}
#: Rows, or bytes of them, a batch: memory stays the same however long the table.
BATCH_ROWS, BATCH_BYTES = 65_536, 8 << 20


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
    def connection(self) -> Iterator[Any]:
        """A connection of its own; what is not committed is rolled back."""
        if self.vendor == "postgresql":
            import psycopg

            made: Any = psycopg.connect(self.where, client_encoding="utf8")
        else:
            from adbc_driver_sqlite import dbapi

            made = dbapi.connect(self.where)
        try:
            if self.vendor == "sqlite":
                run(made, "pragma busy_timeout = 20000")
            yield made
        finally:
            made.close()

    def hold_still(self, connection: Any) -> None:
        """From here to the commit, all that is read is as of one instant. The connection must be in no transaction."""
        if self.vendor == "postgresql":
            run(connection, "set transaction isolation level repeatable read")
            # Compiling a query takes longer than what changed in a day; and a snapshot is read out of memory.
            run(connection, "set local jit = off; set local random_page_cost = 1.1; set local datestyle = 'ISO'")

    def read(self, connection: Any, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The rows of a SELECT with columns of these names."""
        listed = ", ".join(f'"{name}"' for name in schema.names)
        read = _copied if self.vendor == "postgresql" else _driven
        return read(connection, f"select {listed} from ({sql}) as picked", schema)

    def among(self, ids: list[int]) -> str:
        """SELECT of these numbers, for IN: the planner knows how many they are."""
        if self.vendor == "postgresql":
            return f"select unnest('{{{str(ids)[1:-1]}}}'::bigint[])"
        return f"select value from json_each('{ids}')"


def _copied(connection: Any, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """By COPY, whose lines Arrow's reader of CSV takes as they come: as quick as a driver with columns of its own, which
    first learns all types and tables of the database, for longer than the changes of a day take."""
    from psycopg import pq
    from psycopg.errors import error_from_result

    server = connection.pgconn
    result = server.exec_(f"copy ({sql}) to stdout (format csv)".encode())
    if result.status != pq.ExecStatus.COPY_OUT:
        raise error_from_result(result)
    full = True
    while full:
        lines = _some_lines(server.get_copy_data)
        full = len(lines) >= BATCH_BYTES
        if lines:
            yield from _parsed(lines, schema)
    while result := server.get_result():
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise error_from_result(result)


def _some_lines(take: Callable[[int], tuple[int, Any]]) -> bytearray:
    lines = bytearray()
    while len(lines) < BATCH_BYTES:
        length, line = take(0)
        if length <= 0:
            break
        lines += line
    return lines


def _parsed(lines: bytearray, schema: pa.Schema) -> list[pa.RecordBatch]:
    csv = pyarrow.csv
    table = csv.read_csv(
        pa.py_buffer(lines),
        csv.ReadOptions(column_names=schema.names, use_threads=False, block_size=len(lines) + 1),
        csv.ParseOptions(newlines_in_values=True),
        # A null is nothing, an empty text two quotation marks.
        csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["t"], false_values=["f"],
        ),
    )  # fmt: skip
    batches: list[pa.RecordBatch] = table.to_batches()
    return batches


def _driven(connection: Any, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    # The driver infers types from the rows it meets first, and a column may begin with a thousand nulls.
    numeric = (pa.types.is_integer, pa.types.is_boolean)
    typed = ", ".join("0" if any(of(field.type) for of in numeric) else "''" for field in schema)
    with connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH_ROWS)})
        cursor.execute(f"select {typed} union all {sql}")
        first = True
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


def rows(connection: Any, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
