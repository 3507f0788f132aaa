"""Which rows changed since the last snapshot: the database notes it itself, whoever writes.

PostgreSQL notes every statement (an insert as a range of ids, so that a COPY costs one row), SQLite what was updated or
deleted: it has one writer, so that new rows are simply those above the last id. A trigger that is missing (a new table,
or one that a migration rebuilt) is made again, and the table is taken whole once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chunfeng.engines.snapshot.database import Database, rows, run

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
_KNOWN = {
    "postgresql": "select tgname from pg_trigger where tgname like 'snapshot\\_%'",
    "sqlite": "select name from sqlite_master where type = 'trigger' and name like 'snapshot\\_%' escape '\\'",
}


def watch(database: Database, tables: Iterable[str]) -> set[str]:
    """Makes sure that changes of these tables are noted from here on; returns those that were not noted until now."""
    with database.connection() as made:
        known = {str(name) for (name,) in rows(made, _KNOWN[database.vendor])}
        lacking: dict[str, list[str]] = {}
        for table in sorted(set(tables)):
            for kind, text in _TRIGGERS[database.vendor].items():
                name = f"snapshot_{kind}_{table}"
                if name not in known:
                    lacking.setdefault(table, []).append(f"create trigger {name} {text.format(table=table)}")
        if not known:
            for statement in _LOG[database.vendor]:
                run(made, statement)
        for statements in lacking.values():
            for statement in statements:
                run(made, statement)
        made.commit()
    return set(lacking)


@dataclass(frozen=True)
class Changes:
    """What one reading transaction sees. tops: highest id of each watched table of SQLite, for the next time."""

    database: Database
    before: Mapping[str, int] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()
    emptied: frozenset[str] = frozenset()
    tops: Mapping[str, int] = field(default_factory=dict)
    last: int = 0
    #: New rows of each table of PostgreSQL, from id to id.
    spans: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def ids(self, table: str) -> str:
        """SELECT of the ids of rows of a table that were made or changed, and of some that are gone."""
        if self.database.vendor == "postgresql":
            spans = self.spans.get(table, ())
            made = "".join(f" union select id from {table} where id between {a} and {b}" for a, b in spans)
            return f"select first from snapshot_change where source = '{table}' and first = last{made}"
        return (
            f"select first from snapshot_change where source = '{table}' "
            f"union select id from {table} where id > {self.before.get(table, 0)}"
        )

    def logged(self, table: str) -> str:
        """SELECT of the ids that were updated or deleted."""
        made = " and not made" if self.database.vendor == "postgresql" else ""
        return f"select distinct first from snapshot_change where source = '{table}'{made}"


def changes(database: Database, connection: Any, tables: Iterable[str], before: Mapping[str, int]) -> Changes:
    """before: tops of the last snapshot."""
    if database.vendor == "postgresql":
        # Noted since nobody looked: without a count of its rows the plans over it would be made for a handful.
        run(connection, "analyze snapshot_change")
        found = rows(connection, "select source, max(last - first) from snapshot_change group by source")
        touched = frozenset(str(source) for source, _ in found)
        emptied = frozenset(str(s) for s, wide in found if wide > WIDEST)
        return Changes(database, before, touched, emptied, spans=_spans(connection))
    tops = {}
    for table in sorted(set(tables)):
        ((top,),) = rows(connection, f"select coalesce(max(id), 0) from {table}")
        tops[table] = int(top)
    noted = {str(s) for (s,) in rows(connection, "select distinct source from snapshot_change")}
    grown = {table for table, top in tops.items() if top > before.get(table, 0)}
    ((last,),) = rows(connection, "select coalesce(max(no), 0) from snapshot_change")
    return Changes(database, before, frozenset(noted | grown), frozenset(), tops, int(last))


def _spans(connection: Any) -> dict[str, tuple[tuple[int, int], ...]]:
    """Neighbours as one: a plan over a few spans finds them by the primary key, one over a table of bounds does not."""
    merged: dict[str, list[tuple[int, int]]] = {}
    wide = "select source, first, last from snapshot_change where first < last order by source, first"
    for source, first, last in rows(connection, wide):
        there = merged.setdefault(str(source), [])
        if there and first <= there[-1][1] + NEAR:
            there[-1] = (there[-1][0], max(last, there[-1][1]))
        else:
            there.append((first, last))
    return {source: tuple(spans) for source, spans in merged.items()}


def mark(connection: Any) -> str:
    """Hash of the last snapshot that this database knows of; a restored database knows an older one."""
    found = rows(connection, "select hash from snapshot_mark")
    return str(found[0][0]) if found else ""


def consume(database: Database, connection: Any, seen: Changes, new_mark: str) -> None:
    """Forgets what this snapshot has taken in. On PostgreSQL in the reading transaction itself: what its instant does
    not see, it does not delete; the caller commits when the snapshot stands on disk."""
    if database.vendor == "postgresql":
        _remark(connection, "delete from snapshot_change", new_mark)
        return
    with database.connection() as writing:
        _remark(writing, f"delete from snapshot_change where no <= {seen.last}", new_mark)
        writing.commit()


def _remark(connection: Any, forget: str, new_mark: str) -> None:
    run(connection, forget)
    run(connection, "delete from snapshot_mark")
    run(connection, f"insert into snapshot_mark (hash) values ('{new_mark}')")
