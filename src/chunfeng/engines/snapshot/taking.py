"""Takes a snapshot out of the running database: whole, or what changed since the last one."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chunfeng.base.policy.declarations import Facts, Records
from chunfeng.engines.snapshot import changes, kept
from chunfeng.engines.snapshot.changes import Changes
from chunfeng.engines.snapshot.database import ARROW, Database, ids
from chunfeng.engines.snapshot.kept import Kept, Part

#: After so many files, or when changed rows are a quarter of the table, reading costs more than taking it anew.
MOST_PARTS = 12
LARGEST_SHARE = 4


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
            sql = self.database.words(records.sql)
            self.tables[name] = (self._write(facts, f"{name}.parquet", sql),)
            self.how["whole"].append(name)
            return
        assert self.previous
        self._share(name)
        if not self.seen.touched.intersection((records.source, *records.parents)):
            self.how["same"].append(name)
            return
        part = self._write_changed(facts, records)
        if part.rows:
            self.tables[name] += (part,)
        else:
            (self.folder / part.file).unlink()
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
        if self.anew.intersection(records.tables) or self.seen.emptied.intersection(records.tables):
            return True
        if self.seen.touched.intersection(records.whole):
            return True
        first, *more = old.tables[facts.table]
        return len(more) >= MOST_PARTS or sum(p.rows for p in more) * LARGEST_SHARE > max(first.rows, 1000)

    def _share(self, name: str) -> None:
        assert self.previous
        for part in self.previous.tables[name]:
            kept.share(self.previous.folder / part.file, self.folder / part.file)
        self.tables[name] = self.previous.tables[name]

    def _write(self, facts: Facts, file: str, sql: str) -> Part:
        schema = _schema(facts, records=facts.records)
        columns = {n: k for n, k in facts.columns.items() if n in schema.names}
        path, count = self.folder / file, 0
        with pq.ParquetWriter(path, schema) as writer:
            for batch in self.database.batches(self.connection, sql, columns):
                writer.write_batch(batch)
                count += batch.num_rows
        return self._part(path, count)

    def _write_changed(self, facts: Facts, records: Records) -> Part:
        """The changed rows as they are now, and a row without a key for each that is gone."""
        touched = self.seen.touched
        own = [self.seen.ids(records.source)] if records.source in touched else []
        by_parents = [
            sql.format(changed=self.seen.ids(table)) for table, sql in records.parents.items() if table in touched
        ]
        picked = " union ".join((*own, *by_parents))
        sql = f"select * from ({records.sql}) as known where known._id in ({picked})"
        schema = _schema(facts, records=records)
        columns = {n: k for n, k in facts.columns.items() if n in schema.names}
        batches = list(self.database.batches(self.connection, self.database.words(sql), columns))
        now = pa.Table.from_batches(batches, schema=schema)
        asked = ids(self.connection, " union ".join((self.seen.logged(records.source), *by_parents)))
        gone = asked.filter(pc.invert(pc.is_in(asked, now.column("_id").combine_chunks())))
        if len(gone):
            nothing = [gone, *(pa.nulls(len(gone), f.type) for f in list(schema)[1:])]
            now = pa.concat_tables([now, pa.table(nothing, schema=schema)])
        path = self.folder / f"{facts.table}.{len(self.tables[facts.table]):04d}.parquet"
        pq.write_table(now, path)
        return self._part(path, now.num_rows)

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
    with kept.alone(root):
        anew = changes.watch(database, watched)
        previous = kept.latest(root)
        folder = root / f".taking-{os.getpid()}"
        folder.mkdir(mode=0o700)
        try:
            with database.connection(reading=True) as connection:
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
                if database.vendor == "postgresql":
                    connection.commit()
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


def _schema(facts: Facts, records: Records | None) -> pa.Schema:
    """`_id` and those columns that the records fill; the others are not in the file and read as null."""
    assert records
    named = set(re.findall(r'\bas "?(\w+)', records.sql))
    columns = [(n, ARROW[k]) for n, k in facts.columns.items() if n in named]
    return pa.schema([("_id", pa.int64()), *columns])
