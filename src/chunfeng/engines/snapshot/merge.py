"""One fact, many rows: resolves persons, classes and keys of a staged table and merges the rows that say the same.

The first row in the order of path, sheet and row is the fact's address; what it leaves empty a later row may fill;
where two rows contradict each other the first holds and the contradiction is kept for the officer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from chunfeng.base.policy.declarations import ADDRESS, Facts
from chunfeng.engines.snapshot.classes import named_class
from chunfeng.engines.snapshot.persons import COMPARABLE, KEYED
from chunfeng.engines.snapshot.store import Store

#: A claim's later state outranks an earlier one; what ended it outranks all.
STATES = (
    "draft",
    "returned",
    "submitted",
    "noticed",
    "approved",
    "paid",
    "refused",
    "withdrawn",
    "cancelled",
    "recovered",
)
_KEY_OF = {f"{column}_key": (column, key) for key, columns in KEYED.items() for column in columns}


def resolve_rows(store: Store, facts: Facts) -> None:
    """Table `rows_<table>`: every accepted row with the keys of its person, class, phone, account …"""
    if facts.table == "classes" and "class_heads" in store.staged:
        # What title and metadata lines of a roster say of its class, in the same columns.
        resolve_rows(store, replace(facts, table="class_heads"))
    kind = facts.table
    joins: list[str] = []
    has_person = store.has(kind, "name") and store.has(kind, "number") and "person" in facts.columns
    names_class = "class" in facts.columns and store.has(kind, "class_no")
    if names_class:
        joins.append(named_class(store, kind))
    if has_person:
        compared = COMPARABLE.format(name="s.name")
        joins.append(f"left join people as p on p.number = s.number and p.name_cmp = {compared}")
        joins.append("left join sole as o on o.number = s.number")
    columns = {}
    for name in facts.columns:
        if name in ADDRESS or (name == facts.key and not _keyed_by_name(facts)):
            continue
        columns[name] = _expression(store, facts, name, joins, has_person, names_class)
    chosen = ", ".join(f'({sql})::{facts.columns[name]} as "{name}"' for name, sql in columns.items())
    keep = f", {COMPARABLE.format(name='s.name')} as name_cmp" if has_person else ", null::text as name_cmp"
    named = ", s.provider as naming_provider" if store.has(kind, "provider") else ", null::text as naming_provider"
    store.db.execute(
        f"create table rows_{kind} as select {chosen}{keep}{named}, s.pos, s.file, s.sheet, s.row, s.file_no, s.sheet_no "
        f"from {'dated' if store.exists(f'dated_{kind}') else 'staged'}_{kind} as s {' '.join(joins)}"
    )


def _keyed_by_name(facts: Facts) -> bool:
    """Providers, employers, rooms, teachers, trades, projects and classes go by their name; all other facts by address."""
    return facts.key in ("provider", "employer", "room", "teacher", "trade", "project", "class")


def _expression(store: Store, facts: Facts, name: str, joins: list[str], has_person: bool, names_class: bool) -> str:
    kind = facts.table
    declared = facts.staged.get(name)
    if declared is not None:
        # What a layout does not hold is null there: one expression serves every layout.
        return re.sub(r"\bs\.(\w+)", lambda m: m[0] if store.has(kind, m[1]) else "null", declared)
    if name == "class" and names_class:
        return "c.class"
    if name == "person" and has_person:
        # A blank name never contradicts: the number alone is that person, if it is one person's.
        return "coalesce(p.person, case when s.name is null then o.person end)"
    if name == "by_name":
        return "false"
    if name in _KEY_OF and not store.has(kind, name):
        column, key = _KEY_OF[name]
        if not store.has(kind, column):
            return "null"
        value = COMPARABLE.format(name=f"s.{column}") if key == "name" else f"s.{column}"
        joins.append(f"left join key_{key} as k_{column} on k_{column}.value = {value}")
        return f"k_{column}.key"
    if store.has(kind, name):
        return f's."{name}"'
    return "null"


def join_by_name(store: Store, facts: list[Facts], inside: str) -> None:
    """Rows without a number: the one person of that name known inside the class (or, for work, the employer)."""
    tables = [f for f in facts if f.joined_in == inside and "person" in f.columns]
    holder = "class" if inside == "class" else "employer"
    if not any(holder in f.columns for f in tables):
        return
    known = " union ".join(
        f'select "{holder}" as holder, name_cmp, person from rows_{f.table} '
        f'where person is not null and "{holder}" is not null'
        for f in tables
        if holder in f.columns
    )
    store.db.execute(
        f"create table known_{inside} as select holder, name_cmp, min(person) as person from ({known}) "
        "group by holder, name_cmp having count(*) = 1"
    )
    for f in tables:
        if "by_name" not in f.columns or holder not in f.columns:
            continue
        store.db.execute(
            f"update rows_{f.table} set person = k.person, by_name = true from known_{inside} as k "
            f'where rows_{f.table}.person is null and k.holder = rows_{f.table}."{holder}" '
            f"and k.name_cmp = rows_{f.table}.name_cmp"
        )


def merge_rows(store: Store, facts: Facts) -> None:
    """rows_<table> → <table>: one row a fact, with the address of its first source; notes sources and contradictions."""
    table, key = facts.table, facts.key
    values = [name for name in facts.columns if name not in ADDRESS and (name != key or _keyed_by_name(facts))]
    single = ", ".join(f'r."{name}"' for name in values)
    if key not in values:
        single = f'{_address_key(facts, "r.pos", "r.row")} as "{key}", ' + single
    ordered = ", ".join(f'"{name}"' for name in facts.columns if name not in ADDRESS)
    if not facts.same:
        store.db.execute(
            f"create table {table} as select {single}, r.file, r.sheet, r.row, r.pos from rows_{table} as r"
        )
        return
    whole = _whole(facts)
    grouped = ", ".join(f'r."{name}"' for name in facts.same)
    store.db.execute(
        f"create table twice as select {grouped} from rows_{table} as r where {whole} group by {grouped} having count(*) > 1"
    )
    match = " and ".join(f'r."{name}" is not distinct from t."{name}"' for name in facts.same)
    merged = ", ".join(_merged_value(facts, name) for name in values)
    if key not in values:
        merged = f'{_address_key(facts, "min(r.pos)", "arg_min(r.row, r.pos)")} as "{key}", ' + merged
    store.db.execute(
        f"""
        create table {table} as
        select {ordered}, file, sheet, row, pos from (
          select {single}, r.file, r.sheet, r.row, r.pos from rows_{table} as r
           where not ({whole}) or not exists (select 1 from twice as t where {match})
          union all by name
          select {merged}, arg_min(r.file, r.pos) as file, arg_min(r.sheet, r.pos) as sheet,
                 arg_min(r.row, r.pos) as row, min(r.pos) as pos
            from rows_{table} as r join twice as t on {match} where {whole} group by {grouped}
        )
        """
    )
    store.db.execute(
        f"""
        insert into sources
        select '{table}', min(r.pos) over (partition by {grouped}), r.pos, r.file, r.sheet, r.row
          from rows_{table} as r join twice as t on {match} where {whole}
        """
    )
    for name in facts.contradicts:
        _note_contradictions(store, facts, name, match, whole)
    store.db.execute("drop table twice")


def _whole(facts: Facts) -> str:
    """When a row's key is complete enough to be compared; a row tied to nobody is a fact of its own. Never null."""
    if facts.table == "attendance":
        return "r.person is not null and (r.marked_on is not null or r.month is not null)"
    if facts.table == "payroll":
        return "r.person is not null and r.month is not null"
    needed = [name for name in facts.same if name in ("person", facts.key)] or list(facts.same[:1])
    return " and ".join(f'r."{name}" is not null' for name in needed)


def _address_key(facts: Facts, pos: str, row: str) -> str:
    slot = f" || 'c' || ({pos} % 256)" if facts.table == "attendance" else ""
    return f"'s' || ({pos} // 68719476736) || 'r' || {row}{slot}"


def _merged_value(facts: Facts, name: str) -> str:
    if name in facts.same:
        return f'r."{name}"'
    if name == "by_name":
        return "bool_and(r.by_name) as by_name"
    if name == "state" and facts.table == "claims":
        ranks = " ".join(f"when '{state}' then {rank}" for rank, state in enumerate(STATES))
        return f"arg_max(r.state, case r.state {ranks} else -1 end) filter (r.state is not null) as state"
    if facts.table == "attendance" and name in ("in_at", "out_at"):
        # A punch list has a row a punch: the first of the day came in, the last went out.
        return f'{"min" if name == "in_at" else "max"}(r."{name}") as "{name}"'
    if facts.columns[name] == "bool":
        return f'bool_or(r."{name}") as "{name}"'
    return f'arg_min(r."{name}", r.pos) filter (r."{name}" is not null) as "{name}"'


def _note_contradictions(store: Store, facts: Facts, name: str, match: str, whole: str) -> None:
    partition = ", ".join(f'r."{column}"' for column in facts.same)
    subject = "payroll" if facts.table == "payroll" else facts.table.removesuffix("s")
    person = "r.person" if "person" in facts.columns else "null::text as person"
    store.db.execute(
        f"""
        insert into contradictions
        with valued as (
          select {person}, r."{name}" as value, r.file, r.sheet, r.row, r.pos,
                 first_value(r."{name}") over w as other_value, first_value(r.file) over w as other_file,
                 first_value(r.sheet) over w as other_sheet, first_value(r.row) over w as other_row
            from rows_{facts.table} as r join twice as t on {match}
           where {whole} and r."{name}" is not null
          window w as (partition by {partition} order by r.pos)
        )
        select '{subject}.{name}.' || pos, '{subject}', {_address_key(facts, "pos", "row")}, person, '{name}',
               value::text, other_value::text, other_file, other_sheet, other_row, file, sheet, row, pos
          from valued where value <> other_value
        """
    )
