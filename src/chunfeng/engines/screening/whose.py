"""Whose a hit is, in a snapshot of the platform: the person, the organisation and the place of its subject.

What `place` is to a folder of lists, without rows to stand at: the subject's own columns, else those of its class, its
provider, its employer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.duckdb_engine import Files, connect, open_views, quoted
from chunfeng.engines.screening.place import KINDS, Placing
from chunfeng.engines.screening.results import Settings
from chunfeng.engines.screening.vocabulary import teach_duckdb

_COLUMNS = ("person", "class", "provider", "employer", "area", "amount_fen")


def whose(
    hits: Path, placings: Sequence[Placing], tables: Mapping[str, Files], facts: Sequence[Facts], settings: Settings
) -> Iterator[dict[str, Any]]:
    """Each raw hit (rule, severity, subject, other, said, evidence) with subject_kind, other_kind, person, org, area and
    amount_fen, None where the snapshot does not tell; in the order of the file."""
    db = connect(settings)
    try:
        teach_duckdb(db, None)
        open_views(db, tables, facts)
        db.execute("create table placings (rule text, subject_kind text, other_kind text)")
        for placing in placings:
            db.execute("insert into placings values (?, ?, ?)", [placing.rule, placing.subject, placing.other])
        db.execute(f"create view hits as select *, row_number() over () as no from read_parquet({quoted(hits)})")
        columns = {f.table: f.columns for f in facts}
        kinds = sorted({p.subject for p in placings})
        known = " union all ".join(_known(kind, columns) for kind in kinds) or _known("person", columns)
        cursor = db.execute(
            f"""
            with known as ({known})
            select h.rule, h.severity, h.subject, h.other, h.said, h.evidence, g.subject_kind, g.other_kind, k.person,
                   coalesce(k.provider, c.provider, k.employer) as org,
                   coalesce(k.area, c.area, p.area, e.area) as area, k.amount_fen
              from hits as h join placings as g on g.rule = h.rule
              left join known as k on k.kind = g.subject_kind and k.key = h.subject
              left join (select "class", min(provider) as provider, min(area) as area from classes group by "class") as c
                on c."class" = k."class"
              left join (select provider, min(area) as area from providers group by provider) as p
                on p.provider = coalesce(k.provider, c.provider)
              left join (select employer, min(area) as area from employers group by employer) as e on e.employer = k.employer
             order by h.no
            """
        )
        names = [column[0] for column in cursor.description or ()]
        while batch := cursor.fetchmany(10_000):
            yield from (dict(zip(names, row, strict=True)) for row in batch)
    finally:
        db.close()


def _known(kind: str, columns: Mapping[str, Mapping[str, str]]) -> str:
    """One row a key of this kind that was hit."""
    table, key = KINDS[kind]
    typed = {name: "bigint" if name == "amount_fen" else "varchar" for name in _COLUMNS}
    picked = ", ".join(
        f'{f"any_value(t.{chr(34)}{name}{chr(34)})" if name in columns[table] else "null"}::{as_type} as "{name}"'
        for name, as_type in typed.items()
    )
    return (
        f'select \'{kind}\' as kind, t."{key}"::varchar as key, {picked} from "{table}" as t '
        f'where t."{key}" in (select subject from hits) group by t."{key}"'
    )
