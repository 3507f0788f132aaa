"""Takes a snapshot out of the running database: whole, or what changed since the last one."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chunfeng.base.policy.declarations import Facts, Records
from chunfeng.engines.snapshot import changes, kept
from chunfeng.engines.snapshot.changes import NONE, Changes, Ids, united, without
from chunfeng.engines.snapshot.database import ARROW, Database
from chunfeng.engines.snapshot.kept import Kept, Part

#: After so many files, or when changed rows are a quarter of the table, reading costs more than taking it anew.
MOST_PARTS = 12
LARGEST_SHARE = 4
#: Ids named in one statement: SQLite takes a million letters.
MOST_NUMBERS = 40_000


@dataclass(frozen=True)
class Taken:
    """How each table came: whole, by what changed, or as it was."""

    kept: Kept
    whole: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]


@dataclass
class _Taking:
    """What one run knows while it writes into `folder`."""

    database: Database
    connection: Any
    folder: Path
    previous: Kept | None
    seen: Changes
    anew: set[str]
    tables: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    how: dict[str, list[str]] = field(default_factory=lambda: {"whole": [], "changed": [], "same": []})

    def table(self, facts: Facts, records: Records) -> None:
        name = facts.table
        if self._must_be_whole(facts, records):
            self.tables[name] = (self._write(facts, records),)
            self.how["whole"].append(name)
            return
        assert self.previous
        self._share(name)
        if not self.seen.noted.keys() & {records.source, *records.parents}:
            self.how["same"].append(name)
            return
        if part := self._write_changed(facts, records):
            self.tables[name] += (part,)
        self.how["changed"].append(name)

    def parameters(self, facts: Facts, given: Sequence[tuple[object, ...]]) -> None:
        """Dated parameters come from the pack and from what was decided over it, not from one table."""
        schema = pa.schema([(column, ARROW[kind]) for column, kind in facts.columns.items()])
        columns = list(zip(*given, strict=True)) or [()] * len(schema)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        path = self.folder / f"{facts.table}.parquet"
        pq.write_table(pa.table(arrays, schema=schema), path)
        self.tables[facts.table] = (self._part(path, len(given)),)

    def _must_be_whole(self, facts: Facts, records: Records) -> bool:
        old = self.previous
        if old is None or facts.table not in old.tables or old.declared.get(facts.table) != digest(facts):
            return True
        if self.anew.intersection(records.tables) or any(self.seen.of(table).emptied for table in records.tables):
            return True
        if self.seen.noted.keys() & set(records.whole):
            return True
        first, *more = old.tables[facts.table]
        return len(more) >= MOST_PARTS or sum(p.rows for p in more) * LARGEST_SHARE > max(first.rows, 1000)

    def _share(self, name: str) -> None:
        assert self.previous
        for part in self.previous.tables[name]:
            kept.share(self.previous.folder / part.file, self.folder / part.file)
        self.tables[name] = self.previous.tables[name]

    def _write(self, facts: Facts, records: Records) -> Part:
        schema = _schema(facts, records)
        path, count = self.folder / f"{facts.table}.parquet", 0
        with pq.ParquetWriter(path, schema) as writer:
            for batch in self._read(records.sql, schema):
                writer.write_batch(batch)
                count += batch.num_rows
        return self._part(path, count)

    def _write_changed(self, facts: Facts, records: Records) -> Part | None:
        """The changed rows as they are now, and a row without a key for each that is gone."""
        noted, ever = self.seen.of(records.source), any(part.rows for part in self.tables[facts.table])
        if not (ever or self.seen.tops[records.source]):
            return None
        by_parents = self._ids(
            [sql.format(changed=self.seen.ids(t)) for t, sql in records.parents.items() if t in self.seen.noted]
        )
        asked = united(noted.single, self._ids(self.seen.made(records.source)), by_parents)
        schema = _schema(facts, records)
        found = list(self._read(sql, schema)) if (sql := self._at_the_end(records)) else []
        rest = without(asked, _keys(found))
        for start in range(0, len(rest), MOST_NUMBERS):
            among = self.database.among(rest[start : start + MOST_NUMBERS].tolist())
            found += self._read(f"select * from ({records.sql}) as known where known._id in ({among})", schema)
        now = pa.Table.from_batches(found, schema=schema)
        gone = without(united(noted.logged, by_parents), _keys(found)) if ever else NONE
        if len(gone):
            nothing = [pa.array(gone), *(pa.nulls(len(gone), f.type) for f in list(schema)[1:])]
            now = pa.concat_tables([now, pa.table(nothing, schema=schema)])
        if not now.num_rows:
            return None
        path = self.folder / f"{facts.table}.{len(self.tables[facts.table]):04d}.parquet"
        # Keys hardly repeat among so few rows, and are too random to be made shorter.
        pq.write_table(now, path, use_dictionary=False, write_statistics=False, compression="none")
        return self._part(path, now.num_rows)

    def _at_the_end(self, records: Records) -> str:
        """SELECT of the rows in the pages by which the table has grown: there PostgreSQL writes side by side what is new and
        what is changed, where no older page has room. By its key each is found by way of a page of its own. Nothing
        depends on it: what is not there is found by key, and what is there and was known already does no harm."""
        named, start = f"from {records.source} as t", self.previous and self.previous.tops.get(records.source)
        if self.database.vendor != "postgresql" or start is None or records.source not in self.seen.noted:
            return ""
        if records.sql.count(named) != 1:
            return ""
        return records.sql.replace(named, f"from (select * from {records.source} where ctid >= '({start},0)') as t")

    def _read(self, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        return self.database.read(self.connection, self.database.words(sql), schema)

    def _ids(self, selects: Sequence[str]) -> Ids:
        schema = pa.schema([("id", pa.int64())])
        sql = " union all ".join(("select cast(null as bigint) as id where 1 = 0", *selects))
        return _keys(self._read(sql, schema) if selects else ())

    def _part(self, path: Path, rows: int) -> Part:
        path.chmod(0o444)
        return Part(path.name, rows, kept.sha256(path))


def take(
    database: Database, root: Path, facts: Iterable[Facts], parameters: Sequence[tuple[object, ...]], *, code: str,
    said: Mapping[str, Any], full: bool = False, at: datetime | None = None,
) -> Taken:  # fmt: skip
    """A new snapshot under `root`. parameters: rows of the facts table of that name; code: version of the program;
    said: what the manifest tells of the parameters. full: even where little changed. Raises kept.Busy when one is being
    taken, and what the database raises; then nothing is left on disk and no change is forgotten."""
    at = (at or datetime.now(UTC)).astimezone(UTC)
    declared = [(f, f.records) for f in facts if f.records is not None]
    watched = {table for _, records in declared for table in records.tables}
    with kept.alone(root), database.connection() as connection:
        anew = changes.watch(database, connection, watched)
        previous = kept.latest(root)
        folder = root / f".taking-{os.getpid()}"
        folder.mkdir(mode=0o700)
        try:
            database.hold_still(connection)
            seen = changes.changes(database, connection, watched, previous.tops if previous else {})
            # A snapshot may stand on disk of which the database does not know yet: what it took in is taken again.
            known = previous and changes.mark(connection) in (previous.hash, previous.previous)
            taking = _Taking(database, connection, folder, previous if known and not full else None, seen, anew)
            for table, records in declared:
                taking.table(table, records)
            for table in facts:
                if table.table == "parameters":
                    taking.parameters(table, parameters)
            made = kept.write(
                folder, previous=previous.hash if previous else "", taken_at=at.isoformat(timespec="seconds"), code=code,
                parameters=said, tables=taking.tables, declared={f.table: digest(f) for f, _ in declared}, tops=seen.tops,
            )  # fmt: skip
            final = _name(root, at, made)
            folder.rename(final)
            changes.consume(database, connection, seen, made)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return Taken(kept.read(final), *(tuple(taking.how[how]) for how in ("whole", "changed", "same")))


def _name(root: Path, at: datetime, made: str) -> Path:
    """Folders sort by their instant; two of one second by the order in which they came."""
    stem = at.strftime("%Y%m%dT%H%M%SZ")
    nth = sum(p.name.startswith(stem) for p in root.iterdir())
    return root / f"{stem}-{nth:02d}-{made[:12]}"


def digest(facts: Facts) -> str:
    """Of what decides the content of a table: its columns and its SQL."""
    return hashlib.sha256(repr((dict(facts.columns), facts.records)).encode()).hexdigest()[:16]


def _keys(batches: Iterable[pa.RecordBatch]) -> Ids:
    return united(*(batch.column(0).to_numpy() for batch in batches))


def _schema(facts: Facts, records: Records) -> pa.Schema:
    """`_id` and those columns that the records fill; the others are not in the file and read as null."""
    named = set(re.findall(r'\bas "?(\w+)', records.sql))
    columns = [(n, ARROW[k]) for n, k in facts.columns.items() if n in named]
    return pa.schema([("_id", pa.int64()), *columns])
