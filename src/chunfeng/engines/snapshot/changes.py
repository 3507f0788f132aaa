"""Which rows changed since the last snapshot: the database notes it itself, whoever writes.

PostgreSQL notes every statement (an insert as a range of ids, so that a COPY costs one row), SQLite what was updated or
deleted: it has one writer, so that new rows are simply those above the last id. A trigger that is missing (a new table,
or one that a migration rebuilt) is made again, and the table is taken whole once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from chunfeng.engines.snapshot.database import Database, rows, run

Ids = np.ndarray[Any, np.dtype[np.int64]]
NONE: Ids = np.empty(0, np.int64)

#: A range this wide is no statement of ours: the table was emptied or filled from elsewhere.
WIDEST = 5_000_000

#: Spans so near are taken as one: rows between them are read once more for nothing, which harms nobody.
NEAR = 1_000

_LOG = {
    "postgresql": (
        "create table if not exists snapshot_change (source text not null, first bigint not null, last bigint not null, "
        "made boolean not null)",
        "create table if not exists snapshot_mark (hash text not null)",
        """
        create or replace function snapshot_note() returns trigger language plpgsql as $$
        begin
          if tg_op = 'INSERT' then
            insert into snapshot_change select tg_table_name, min(id), max(id), true from new_rows having count(*) > 0;
          elsif tg_op = 'TRUNCATE' then
            insert into snapshot_change values (tg_table_name, 0, 9223372036854775807, false);
          else
            insert into snapshot_change select tg_table_name, id, id, false from old_rows;
          end if;
          return null;
        end $$
        """,
    ),
    "sqlite": (
        "create table if not exists snapshot_change (no integer primary key, source text not null, first integer not null)",
        "create table if not exists snapshot_mark (hash text not null)",
    ),
}
_TRIGGERS = {
    "postgresql": {
        "ins": "after insert on {table} referencing new table as new_rows for each statement execute function snapshot_note()",
        "upd": "after update on {table} referencing old table as old_rows for each statement execute function snapshot_note()",
        "del": "after delete on {table} referencing old table as old_rows for each statement execute function snapshot_note()",
        "all": "after truncate on {table} for each statement execute function snapshot_note()",
    },
    "sqlite": {
        "upd": "after update on {table} begin insert into snapshot_change (source, first) values ('{table}', old.id); end",
        "del": "after delete on {table} begin insert into snapshot_change (source, first) values ('{table}', old.id); end",
    },
}
#: Single ids, those of a table as one text: a row each takes longer.
_SINGLE = {
    "postgresql": "select source, made, string_agg(first::text, ',') from snapshot_change where first = last "
    "group by source, made",
    "sqlite": "select source, false, group_concat(first) from snapshot_change group by source",
}
_SPANS = "select source, first, last from snapshot_change where first < last order by first"
_KNOWN = {
    "postgresql": "select tgname from pg_trigger where tgname like 'snapshot\\_%'",
    "sqlite": "select name from sqlite_master where type = 'trigger' and name like 'snapshot\\_%' escape '\\'",
}


def watch(database: Database, connection: Any, tables: Iterable[str]) -> set[str]:
    """Makes sure that changes of these tables are noted from here on; returns those that were not noted until now."""
    known = {str(name) for (name,) in rows(connection, _KNOWN[database.vendor])}
    lacking: dict[str, list[str]] = {}
    for table in sorted(set(tables)):
        for kind, text in _TRIGGERS[database.vendor].items():
            name = f"snapshot_{kind}_{table}"
            if name not in known:
                lacking.setdefault(table, []).append(f"create trigger {name} {text.format(table=table)}")
    if not known:
        for statement in _LOG[database.vendor]:
            run(connection, statement)
    for statements in lacking.values():
        for statement in statements:
            run(connection, statement)
    connection.commit()
    return set(lacking)


@dataclass(frozen=True)
class Noted:
    """Of one table. logged: ids of rows that were updated or deleted; single: those, and of rows made one at a time;
    made: rows made by one statement, from id to id."""

    logged: Ids
    single: Ids
    made: tuple[tuple[int, int], ...]

    @property
    def emptied(self) -> bool:
        return any(last - first > WIDEST for first, last in self.made)


@dataclass(frozen=True)
class Changes:
    """What one reading transaction sees. noted: the tables of which anything is. tops: where each watched table ends, for
    the next time: highest id in SQLite, number of pages in PostgreSQL. last: highest number of a note of SQLite."""

    vendor: str
    noted: Mapping[str, Noted]
    tops: Mapping[str, int]
    last: int = 0

    def of(self, table: str) -> Noted:
        return self.noted.get(table) or Noted(NONE, NONE, ())

    def made(self, table: str) -> list[str]:
        """SELECTs of the ids of rows that were made by the span."""
        return [f"select id from {table} where id between {a} and {b}" for a, b in self.of(table).made]

    def ids(self, table: str) -> str:
        """SELECT of the ids of rows of a table that were made or changed, and of some that are gone."""
        single = " and first = last" if self.vendor == "postgresql" else ""
        noted = f"select first from snapshot_change where source = '{table}'{single}"
        return " union ".join((noted, *self.made(table)))


def changes(database: Database, connection: Any, tables: Iterable[str], before: Mapping[str, int]) -> Changes:
    """before: tops of the last snapshot."""
    watched = sorted(set(tables))
    tops = _tops(database, connection, watched)
    single: dict[str, dict[bool, Ids]] = {}
    for source, made, ids in rows(connection, _SINGLE[database.vendor]):
        single.setdefault(str(source), {})[bool(made)] = np.fromstring(ids, np.int64, sep=",")
    spans: dict[str, list[tuple[int, int]]] = {}
    no = 0
    if database.vendor == "postgresql":
        for source, first, last in rows(connection, _SPANS):
            spans.setdefault(str(source), []).append((first, last))
    else:
        ((no,),) = rows(connection, "select coalesce(max(no), 0) from snapshot_change")
        spans = {t: [(before.get(t, 0) + 1, top)] for t, top in tops.items() if top > before.get(t, 0)}
    noted = {}
    for table in single.keys() | spans.keys():
        own = single.get(table, {})
        logged = united(own.get(False, NONE))
        noted[table] = Noted(logged, united(*own.values()), _neighbours(spans.get(table, [])))
    return Changes(database.vendor, noted, tops, int(no))


def _tops(database: Database, connection: Any, tables: list[str]) -> dict[str, int]:
    if database.vendor == "postgresql":
        listed = ", ".join(f"'{table}'" for table in tables)
        sql = (
            "select relname, pg_relation_size(oid) / current_setting('block_size')::int from pg_class "
            f"where relname in ({listed}) and pg_table_is_visible(oid)"
        )
    else:
        sql = " union all ".join(f"select '{table}', (select coalesce(max(id), 0) from {table})" for table in tables)
    return {str(table): int(top) for table, top in rows(connection, sql)}


def _neighbours(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Those near each other as one: a plan over a few spans finds them by the primary key."""
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1] + NEAR:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def united(*ids: Ids) -> Ids:
    """Sorted and each once."""
    every = np.sort(np.concatenate((NONE, *ids)))
    return every[np.diff(every, prepend=every[:1] - 1) > 0]


def without(ids: Ids, others: Ids) -> Ids:
    """Both sorted and each once."""
    if not len(others):
        return ids
    there = np.minimum(np.searchsorted(others, ids), len(others) - 1)
    return ids[others[there] != ids]


def mark(connection: Any) -> str:
    """Hash of the last snapshot that this database knows of; a restored database knows an older one."""
    found = rows(connection, "select hash from snapshot_mark")
    return str(found[0][0]) if found else ""


def consume(database: Database, connection: Any, seen: Changes, new_mark: str) -> None:
    """Forgets what this snapshot has taken in, now that it stands on disk. On PostgreSQL in the reading transaction
    itself: what its instant does not see, it does not delete."""
    upto = ""
    if database.vendor == "sqlite":
        # It lets nobody write who began by reading and was overtaken.
        connection.commit()
        upto = f" where no <= {seen.last}"
    run(connection, f"delete from snapshot_change{upto}")
    run(connection, "delete from snapshot_mark")
    run(connection, f"insert into snapshot_mark (hash) values ('{new_mark}')")
    connection.commit()
