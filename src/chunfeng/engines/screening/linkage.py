"""Who may be the same person in spite of a mistyped number: candidates by SQL, scored and explained by splink.

Runs before the rules and writes `links`. Names and numbers are read from the run's temporary files and not kept.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from chunfeng.engines.screening.duckdb_engine import connect, quoted
from chunfeng.engines.screening.results import Settings

#: Chances that a field agrees for one and the same person (m) and for two different persons of one name whose numbers
#: are a slip apart (u). Declared, never trained: the same rows must give the same score on every run.
_FIELDS: Mapping[str, tuple[str, float, float]] = {
    "phone": ("手机号", 0.80, 0.0005),
    "account": ("银行账号", 0.85, 0.0002),
    "address": ("住址", 0.70, 0.02),
    "born": ("填报的出生日期", 0.95, 0.02),
}
_SLIPS: Mapping[str, tuple[str, float, float]] = {
    "check": ("身份证号前17位相同，仅校验位不同", 0.25, 0.0001),
    "swap": ("身份证号前17位中相邻两位互换", 0.30, 0.005),
    "digit": ("身份证号前17位中有一位不同", 0.45, 0.05),
}
#: Before any field is looked at: of pairs of one name and nearly one number, how many are one person.
_PRIOR = 0.2


def link(
    persons: Path | None, unidentified: Path | None, folder: Path, work: Path, settings: Settings | None = None
) -> Path:
    """Writes `links.parquet` into `folder` from the persons and unidentified rows of the run; returns its path.

    A pair of accepted persons gives one line for each of the two; an unidentified row gives the line, its person none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / "links.parquet"
    tables = {"persons_identity": persons, "unidentified_identity": unidentified}
    db = connect(settings or Settings(work / "link-temp"))
    try:
        _gather(db, tables)
        _candidates(db)
        _score(db)
        order = "order by a_unidentified, a_pos, b_pos, a_key, b_key"
        db.execute(
            f"""copy (
              select 'l' || cast(row_number() over ({order}) as varchar) as link,
                     case when a_unidentified then null else a_key end as person, b_key as other,
                     subject_kind, score, why, b_file as other_file, b_sheet as other_sheet, b_row as other_row,
                     a_file as file, a_sheet as sheet, a_row as row
                from scored {order}
            ) to {quoted(out)} (format parquet, compression zstd)"""
        )
    finally:
        db.close()
    return out


def _gather(db: duckdb.DuckDBPyConnection, tables: Mapping[str, Path | None]) -> None:
    """Rows of both kinds under one set of names; `pos` is their order in the folder."""
    empty = (
        "select null::varchar as key, null::varchar as name, null::varchar as digits, null::varchar as phone_key, "
        "null::varchar as account_key, null::varchar as address_key, null::date as born_on, "
        "null::varchar as subject_kind, null::varchar as file, null::varchar as sheet, null::integer as row where false"
    )
    parts = []
    for name, key, number, flag in (
        ("persons_identity", "person", "number", "false"),
        ("unidentified_identity", "unidentified", "number_raw", "true"),
    ):
        path = tables[name]
        rows = (
            f"select {key} as key, name, upper({number}) as digits, phone_key, account_key, address_key, born_on, "
            f"subject_kind, file, sheet, row from read_parquet({quoted(path)})"
            if path is not None
            else empty
        )
        parts.append(f"select *, {flag} as unidentified from ({rows})")
    # Lost last digits of a number that a spreadsheet turned into a float are not a slip of the hand. `hamming` counts bytes
    # and fails on a sign of several.
    db.execute(
        f"""create table people as
        select row_number() over (order by file, sheet, row, key) as pos, key, unidentified, name,
               substr(digits, 1, 17) as first17, phone_key, account_key, address_key, born_on, subject_kind,
               file, sheet, row
          from ({" union all ".join(parts)})
         where key is not null and name is not null and name <> ''
           and length(digits) between 17 and 19 and strlen(digits) = length(digits)
           and digits not like '%.%' and digits not like '%*%'"""
    )


def _candidates(db: duckdb.DuckDBPyConnection) -> None:
    """Pairs of one name with a further field in common. The field leads: a common name alone would pair a whole city.

    Addresses and birth dates are shared by many, so there a part of the number must be equal too: one slip leaves the
    first eight, the last nine, or (a swap across that border) both ends.
    """
    ends = ("substr({}.first17, 1, 8)", "substr({}.first17, 9)", "substr({0}.first17, 1, 7) || substr({0}.first17, 10)")
    joins = ["a.phone_key = b.phone_key", "a.account_key = b.account_key"]
    for field in ("address_key", "born_on"):
        joins += [f"a.{field} = b.{field} and {end.format('a')} = {end.format('b')}" for end in ends]
    near = (
        "a.key <> b.key and not b.unidentified and (hamming(a.first17, b.first17) = 1 "
        "or (hamming(a.first17, b.first17) = 0 and a.unidentified) "
        "or (hamming(a.first17, b.first17) = 2 and damerau_levenshtein(a.first17, b.first17) = 1))"
    )
    picked = " union ".join(
        f"select a.pos as a_pos, b.pos as b_pos from people as a join people as b on a.name = b.name and {join} "
        f"where {near}"
        for join in joins
    )
    # A birth date that both numbers contain anyway is no further field: it counts where the numbers differ in it.
    db.execute(
        f"""create table pairs as
        with picked as ({picked}), compared as (
          select a.key as a_key, b.key as b_key, a.unidentified as a_unidentified, a.pos as a_pos, b.pos as b_pos,
                 a.subject_kind, hamming(a.first17, b.first17) as apart,
                 a.phone_key = b.phone_key as phone, a.account_key = b.account_key as account,
                 a.address_key = b.address_key as address,
                 case when substr(a.first17, 7, 8) <> substr(b.first17, 7, 8) then a.born_on = b.born_on end as born
            from picked join people as a on a.pos = picked.a_pos join people as b on b.pos = picked.b_pos
        ), grouped as (
          select a_key, b_key, a_unidentified, min(a_pos) as a_pos, min(b_pos) as b_pos, arg_min(subject_kind, a_pos) as
                 subject_kind, case min(apart) when 0 then 'check' when 1 then 'digit' else 'swap' end as slip,
                 bool_or(phone) as phone, bool_or(account) as account, bool_or(address) as address,
                 bool_or(born) as born
            from compared group by a_key, b_key, a_unidentified
        )
        select g.*, row_number() over (order by g.a_pos, g.b_pos, g.a_key, g.b_key) as pair,
               a.file as a_file, a.sheet as a_sheet, a.row as a_row,
               b.file as b_file, b.sheet as b_sheet, b.row as b_row
          from grouped as g join people as a on a.pos = g.a_pos join people as b on b.pos = g.b_pos
         where g.phone or g.account or g.address or g.born"""
    )


def _score(db: duckdb.DuckDBPyConnection) -> None:
    """Table `scored`: the pairs with splink's probability in whole percent and the sentence that explains it."""
    agreeing = " || ".join(
        f"case when {name} then '、{title}一致' else '' end" for name, (title, _, _) in _FIELDS.items()
    )
    differing = " || ".join(
        f"case when {name} = false then '、{title}不同' else '' end" for name, (title, _, _) in _FIELDS.items()
    )
    slips = " ".join(f"when '{slip}' then '{title}'" for slip, (title, _, _) in _SLIPS.items())
    found = db.execute("select count(*) from pairs").fetchone()
    if not found or not found[0]:
        db.execute("create table probabilities (pair bigint, match_probability double)")
    else:
        _splink(db)
    db.execute(
        f"""create table scored as
        select p.*, least(cast(round(100 * s.match_probability) as integer), 99) as score,
               '姓名相同；' || case slip {slips} end || ({agreeing}) ||
               case when ({differing}) = '' then '' else '；但' || substr(({differing}), 2) end as why
          from pairs as p join probabilities as s on s.pair = p.pair"""
    )


def _splink(db: duckdb.DuckDBPyConnection) -> None:
    # Imported here: it is slow to import, and most runs of the command need no linkage.
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    fields = ", ".join(f"'same' as {name}" for name in _FIELDS)
    others = ", ".join(f"case {name} when true then 'same' when false then 'other' end as {name}" for name in _FIELDS)
    # Each pair is its own block: splink scores exactly the candidates, nothing else.
    db.execute(f"create table link_left as select pair as unique_id, pair, 'same' as slip, {fields} from pairs")
    db.execute(f"create table link_right as select pair as unique_id, pair, slip, {others} from pairs")
    api: Any = DuckDBAPI(connection=db)
    settings = SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=_PRIOR,
        comparisons=[_slip_comparison(), *(_comparison(name, m, u) for name, (_, m, u) in _FIELDS.items())],
        blocking_rules_to_generate_predictions=[{"blocking_rule": "l.pair = r.pair"}],
        retain_matching_columns=False,
    )
    inputs = [api.register(name, dataset_display_name=name) for name in ("link_left", "link_right")]
    linker: Any = Linker(inputs, settings, log_level=logging.ERROR)
    scored = linker.inference.predict(warning_mode="never")
    db.execute(
        f"create table probabilities as select unique_id_l as pair, match_probability from {scored.physical_name}"
    )


def _comparison(name: str, m: float, u: float) -> dict[str, Any]:
    null = f'"{name}_l" is null or "{name}_r" is null'
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": null, "label_for_charts": "unknown", "is_null_level": True},
            _level(f'"{name}_l" = "{name}_r"', "agrees", m, u),
            _level("ELSE", "differs", 1 - m, 1 - u),
        ],
    }


def _slip_comparison() -> dict[str, Any]:
    levels = [_level(f"\"slip_r\" = '{slip}'", slip, m, u) for slip, (_, m, u) in _SLIPS.items() if slip != "digit"]
    _, m, u = _SLIPS["digit"]
    return {"output_column_name": "slip", "comparison_levels": [*levels, _level("ELSE", "digit", m, u)]}


def _level(condition: str, label: str, m: float, u: float) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": label, "m_probability": m, "u_probability": u}
