"""Staged Parquet parts. A large table is written where it is read; small ones travel to the parent and share a file.

A county hands in thousands of lists of fifty rows: a Parquet file for each would cost more than reading the list.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

#: Tables up to this many rows travel.
SMALL = 5_000
#: Bytes of small tables that the parent holds before it writes them.
HELD = 16 << 20

#: Bytes of distinct values up to which a column is written as a dictionary: numbers of persons are one.
DICTIONARY = 16 << 20

#: kind, stem, table as an Arrow stream
Parcel = tuple[str, str, bytes]

#: kind, stem and names of the columns: rows in which others are filled make a part of their own.
_Key = tuple[str, ...]


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    path.parent.mkdir(parents=True, exist_ok=True)
    return pq.ParquetWriter(
        str(path),
        schema,
        compression="none",
        write_statistics=False,
        dictionary_pagesize_limit=DICTIONARY,
        # No row number comes twice: a dictionary of them would be as long as the list.
        use_dictionary=[name for name in schema.names if name != "row"],  # type: ignore[arg-type]
    )


class Parts:
    def __init__(self, work: Path) -> None:
        self.root = work / "parts"
        self.paths: list[str] = []
        self._open: dict[_Key, pq.ParquetWriter] = {}
        self._small: dict[_Key, list[pa.Table]] = {}

    def write(self, kind: str, stem: str, table: pa.Table) -> None:
        """An empty table still makes a part: a list that is there with no rows is not a list that is missing."""
        key = (kind, stem, *table.schema.names)
        writer = self._open.get(key)
        held = self._small.get(key, [])
        if writer is None and sum(t.num_rows for t in held) + table.num_rows <= SMALL:
            self._small.setdefault(key, []).append(table)
            return
        if writer is None:
            path = self.root / kind / f"{stem}_{len(self._open)}.parquet"
            writer = self._open[key] = _writer(path, table.schema)
            self.paths.append(str(path))
            for early in self._small.pop(key, []):
                writer.write_table(early)
        # Where values repeat less, a column comes as plain text.
        writer.write_table(table.cast(writer.schema))

    def close(self) -> tuple[list[str], list[Parcel]]:
        for writer in self._open.values():
            writer.close()
        self._open.clear()
        parcels: list[Parcel] = []
        for (kind, stem, *_), tables in self._small.items():
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, tables[0].schema) as stream:
                for table in tables:
                    stream.write_table(table)
            parcels.append((kind, stem, sink.getvalue().to_pybytes()))
        self._small.clear()
        return sorted(self.paths), parcels

    def discard(self) -> None:
        """Forget everything written so far: the file is read again another way."""
        self.close()
        for path in self.paths:
            Path(path).unlink(missing_ok=True)
        self.paths.clear()


class Gathered:
    """The parent's side: small tables of one kind and one schema are put together, in order of file, sheet and table."""

    def __init__(self, work: Path) -> None:
        self.root = work / "parts"
        self.paths: list[str] = []
        self._held: list[Parcel] = []
        self._size = 0
        self._count = 0

    def take(self, parcels: list[Parcel]) -> None:
        self._held += parcels
        self._size += sum(len(p[2]) for p in parcels)
        if self._size > HELD:
            self.flush()

    def flush(self) -> None:
        groups: dict[tuple[str, str], list[tuple[str, pa.Table]]] = {}
        for kind, stem, data in self._held:
            with pa.ipc.open_stream(data) as stream:
                table = stream.read_all()
            groups.setdefault((kind, table.schema.to_string()), []).append((stem, table))
        for (kind, _), tables in sorted(groups.items()):
            tables.sort(key=lambda one: one[0])
            self._count += 1
            path = self.root / kind / f"g{self._count:05d}.parquet"
            with _writer(path, tables[0][1].schema) as writer:
                writer.write_table(pa.concat_tables([t for _, t in tables]).combine_chunks())
            self.paths.append(str(path))
        self._held.clear()
        self._size = 0
