"""Who is who: a person is an equal number *and* an equal normalised name (domain.md 2.10b, rule 1).

Keys are ranks in sorted order, so that the same input gives the same keys and nothing can be inverted.
"""

from __future__ import annotations

from chunfeng.engines.snapshot.store import Store

#: Names are compared without dots and spaces: registers and rosters write minority names both ways.
COMPARABLE = "upper(regexp_replace(translate({name}, ' 　·•・．‧.', ''), '\\s', '', 'g'))"

#: staged column → the key column of the facts; equal values get equal keys wherever they stand.
KEYED = {
    "phone": ("phone",),
    "account": ("account",),
    "address": ("address",),
    "name": ("account_name", "controller", "approver", "class_approver"),
}


def build_persons(store: Store) -> None:
    """Tables `people` (person, number, name, number_kind, name_cmp, pos …) and `key_*` (value, key)."""
    seen = " union all ".join(
        f"select number, name, number_kind, {COMPARABLE.format(name='name')} as name_cmp, pos from staged_{kind} "
        f"where number is not null"
        for kind in store.staged
        if store.has(kind, "number", "name", "number_kind")
    )
    if not seen:
        seen = (
            "select null::text as number, null::text as name, null::text as number_kind, null::text as name_cmp, "
            "null::bigint as pos where false"
        )
    store.db.execute(f"create table sightings as {_sightings(seen)}")
    store.db.execute(
        """
        create table people as
        with named as (select number, name_cmp from sightings where name_cmp <> ''),
        -- A list that gives the number alone speaks of that person, as long as only one name goes with the number.
        every as (
          select * from sightings where name_cmp <> ''
             or not exists (select 1 from named where named.number = sightings.number)
        )
        select 'p' || row_number() over (order by number, name_cmp) as person, number, name_cmp,
               name, number_kind, pos
        from every
        """
    )
    store.db.execute(
        "create table sole as select number, min(person) as person from people group by number having count(*) = 1"
    )
    for key, columns in KEYED.items():
        _build_keys(store, key, columns)


def _sightings(seen: str) -> str:
    return (
        "select number, coalesce(name_cmp, '') as name_cmp, arg_min(name, pos) as name, "
        f"arg_min(number_kind, pos) as number_kind, min(pos) as pos from ({seen}) group by number, coalesce(name_cmp, '')"
    )


def _build_keys(store: Store, key: str, columns: tuple[str, ...]) -> None:
    """Equal values of these columns, wherever they stand, share a key; names also with the names of persons."""
    parts = [
        f"select {column} as value from staged_{kind} where {column} is not null"
        for kind in store.staged
        for column in columns
        if store.has(kind, column)
    ]
    if store.staged.get("unidentified") and key != "name":
        parts.append(f"select {key} as value from staged_unidentified where {key} is not null")
    if key == "name":
        parts = [part.replace("select ", "select ").replace(" as value", " as value") for part in parts]
        parts = [f"select {COMPARABLE.format(name='value')} as value from ({part})" for part in parts]
        parts.append("select name_cmp as value from people where name_cmp <> ''")
        if store.has("unidentified", "name"):
            name = COMPARABLE.format(name="name")
            parts.append(f"select {name} as value from staged_unidentified where name is not null")
    source = " union all ".join(parts) or "select null::text as value where false"
    store.db.execute(
        f"create table key_{key} as select value, '{key[0]}' || row_number() over (order by value) as key "
        f"from (select distinct value from ({source}))"
    )
