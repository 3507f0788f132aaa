"""The sums of a report, over findings that may be a million. Money is counted once for each claim line: under its
gravest rule, so that the rows of every table add up to its total. What was paid beyond a claim is at risk as well. An
accused payment is counted by itself, and no more with the claim that it was paid on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from chunfeng.engines.display.audit_data import FINDING_COLUMNS, HELPER_COLUMNS, AuditResult, Findings

SEVERITIES = ("block", "high", "medium", "low")


@dataclass(frozen=True)
class Sum:
    """hits: findings; persons: different persons among them; fen: money at risk; paid: the part already paid; touched:
    money of all claims among them, also where a graver rule has counted it; lines: claims that were counted here."""

    name: str
    hits: int
    persons: int
    fen: int
    paid: int
    gravest: str = ""
    lines: int = 0
    touched: int = 0


@dataclass(frozen=True)
class Asked:
    """Who should be asked about what: an office with its part of each rule, gravest rule first. is_file: no office is
    known, `who` is the file, and whoever handed it in is to be asked."""

    who: str
    is_file: bool
    county: str
    sum: Sum
    rules: tuple[Sum, ...]


@dataclass(frozen=True)
class Sums:
    total: Sum
    by_severity: Mapping[str, int]
    by_rule: Mapping[str, Sum]
    by_provider: tuple[Sum, ...]
    by_county: tuple[Sum, ...]
    asked: tuple[Asked, ...]
    #: rule → its first findings, as dictionaries of the columns of the table.
    first: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: rule → findings by severity.
    severities: Mapping[tuple[str, str], int] = field(default_factory=dict)
    #: rule → the offices (or files) it concerns, most hits first.
    offices: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)


_GRAVE = "case severity when 'block' then 0 when 'high' then 1 when 'medium' then 2 else 3 end"
_MEASURES = (
    "count(*) as hits, count(distinct coalesce(person_key, nullif(person, ''))) as persons, "
    "coalesce(sum(risk_fen), 0) as fen, "
    "coalesce(sum(risk_paid_fen), 0) as paid, min(grave) as gravest, count(risk_fen) as lines, "
    "coalesce(sum(rule_fen), 0) as touched"
)
_WHO = "coalesce(nullif(provider, ''), file)"


def summed(result: AuditResult, first: int = 20) -> Sums:
    with duckdb.connect() as db:
        db.execute("set threads = 1; set preserve_insertion_order = true")
        _load(db, result.findings)
        rules = {s.name: s for s in _sums(db, "rule", "min(grave), fen desc, hits desc, name")}
        return Sums(
            total=next(iter(_sums(db, "'合计'", "name")), Sum("合计", 0, 0, 0, 0)),
            by_severity=_counted(db),
            by_rule=rules,
            by_provider=tuple(_sums(db, "nullif(provider, '')", "fen desc, hits desc, name")),
            by_county=tuple(_sums(db, "nullif(county, '')", "fen desc, hits desc, name")),
            asked=tuple(_asked(db)),
            first=_first(db, first),
            severities={
                (str(r), str(s)): int(n)
                for r, s, n in db.execute("select rule, severity, count(*) from counted group by all").fetchall()
            },
            offices=_offices(db),
        )


def _load(db: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Table `counted`: the findings with their place in the order and the money that is counted at this one."""
    if isinstance(findings, pa.Table):
        names = findings.column_names
        db.register("given", findings.append_column("nth", pa.array(range(findings.num_rows), pa.int64())))
        source = "given"
    else:
        names = pq.read_schema(findings).names
        quoted = str(findings).replace("'", "''")
        source = f"(select *, file_row_number as nth from read_parquet('{quoted}', file_row_number = true))"
    kinds = {"amount_fen": "bigint", "paid_fen": "bigint", "row": "bigint", "other_row": "bigint"}
    wanted = ", ".join(
        f"{name if name in names else 'null'}::{kinds.get(name, 'varchar')} as {name}"
        for name in (*FINDING_COLUMNS, *HELPER_COLUMNS)
        if name != "evidence"
    )
    evidence = "evidence::varchar" if "evidence" in names else "null::varchar"
    db.execute(
        f"""
        create table counted as
        with told as (
          select nth, {_GRAVE} as grave, {wanted}, {evidence} as evidence,
                 case when subject_kind = 'payment' or money_key is null
                      then file || chr(31) || coalesce(sheet, '') || chr(31) || row else money_key::varchar end as line
            from {source}
        ), once as (
          select *, row_number() over (partition by line, amount_fen is null order by grave, nth) = 1 as own,
                 row_number() over (partition by rule, line, amount_fen is null order by nth) = 1 as own_of_rule from told
        ), apart as (
          select money_key, sum(amount_fen) as apart_fen, sum(coalesce(paid_fen, 0)) as apart_paid_fen from once
           where own and subject_kind = 'payment' and money_key is not null group by money_key
        ), left_over as (
          select o.*, case when o.subject_kind = 'payment' then 0 else coalesce(a.apart_fen, 0) end as apart_fen,
                 case when o.subject_kind = 'payment' then 0 else coalesce(a.apart_paid_fen, 0) end as apart_paid_fen
            from once as o left join apart as a on a.money_key = o.money_key
        )
        select * exclude (apart_fen, apart_paid_fen),
               case when own and amount_fen is not null
                    then greatest(greatest(amount_fen, coalesce(paid_fen, 0)) - apart_fen, 0) end as risk_fen,
               case when own and amount_fen is not null
                    then greatest(coalesce(paid_fen, 0) - apart_paid_fen, 0) end as risk_paid_fen,
               case when own_of_rule and amount_fen is not null
                    then greatest(amount_fen, coalesce(paid_fen, 0)) end as rule_fen
          from left_over order by nth
        """
    )


def _sums(db: duckdb.DuckDBPyConnection, by: str, order: str) -> list[Sum]:
    order = order.replace("min(grave)", "gravest")
    found = db.execute(f"select {by} as name, {_MEASURES} from counted group by 1 order by {order}").fetchall()
    return [_sum(name, *measures) for name, *measures in found]


def _sum(name: Any, hits: int, persons: int, fen: int, paid: int, gravest: int, lines: int, touched: int) -> Sum:
    name = "" if name is None else str(name)
    return Sum(name, int(hits), int(persons), int(fen), int(paid), SEVERITIES[gravest], int(lines), int(touched))


def _counted(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = dict(db.execute("select severity, count(*) from counted group by 1").fetchall())
    return {severity: int(found.get(severity, 0)) for severity in SEVERITIES}


def _asked(db: duckdb.DuckDBPyConnection) -> list[Asked]:
    by = f"{_WHO} as who, nullif(provider, '') is null as is_file"
    rules: dict[tuple[str, bool], list[Sum]] = {}
    for who, is_file, rule, *measures in db.execute(
        f"select {by}, rule, {_MEASURES} from counted group by all order by gravest, hits desc, rule"
    ).fetchall():
        rules.setdefault((who, is_file), []).append(_sum(rule, *measures))
    offices = db.execute(
        f"select {by}, min(county) as county, {_MEASURES} from counted group by who, is_file "
        "order by gravest, fen desc, hits desc, who, is_file"
    ).fetchall()
    return [
        Asked(str(who), bool(is_file), county or "", _sum(who, *measures), tuple(rules[who, is_file]))
        for who, is_file, county, *measures in offices
    ]


def _offices(db: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for rule, who, hits in db.execute(
        f"select rule, {_WHO} as who, count(*) as hits from counted group by all order by rule, hits desc, who"
    ).fetchall():
        found.setdefault(str(rule), []).append((str(who), int(hits)))
    return found


def _first(db: duckdb.DuckDBPyConnection, most: int) -> dict[str, list[dict[str, Any]]]:
    names = [*FINDING_COLUMNS, *HELPER_COLUMNS]
    found = db.execute(
        f"""select {", ".join(names)} from (
              select *, row_number() over (partition by rule order by nth) as place from counted)
             where place <= {most} order by rule, place"""
    ).fetchall()
    first: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        line = dict(zip(names, row, strict=True))
        first.setdefault(str(line["rule"]), []).append(line)
    return first
