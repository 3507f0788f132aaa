"""Three city years as facts tables, made in SQL: 1 M persons, 240 k enrolments, 5.7 M marks of classes and 0.1 M months on
sites, 14.4 M wage rows, 8.3 M spans.

Not through spreadsheets: this measures the rules. Deterministic: every value is arithmetic on a row number. A few classes,
persons and wage rows break a rule each, so that what a rule finds can be compared and not only what it costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from chunfeng.base.policy.declarations import Facts

FULL = {"persons": 1_000_000, "enrolments": 240_000, "employed": 400_000, "classes": 4_800, "registered": 60_000,
        "on_site": 3_000}  # fmt: skip


def _scaled(scale: float) -> dict[str, int]:
    return {name: max(50, int(count * scale)) for name, count in FULL.items()}


def _person(i: str, n: dict[str, int]) -> str:
    """Who sits on enrolment i. One in 6,000 is also on the list of the next class, which is taught on the same days."""
    own = f"case when {i} % 6000 = 1 then {i} + {n['enrolments'] // n['classes']} else {i} end"
    return f"'p' || ({own}) * 2654435761 % 4294967296 % {n['persons']}"


def queries(scale: float) -> dict[str, str]:
    """Table → a SELECT of its columns (a subset; the rest is null). 24 marks an enrolment, 36 months of wages."""
    n = _scaled(scale)
    mix = "(i * 2654435761 % 4294967296)"
    start = "date '2015-01-05' + cast(i * 1055 // {classes} as int)".format(**n)
    per_class = n["enrolments"] // n["classes"]
    opens = start.replace("(i ", "(c.i ")
    klass = f"(e.i // {per_class})"
    full_house = f"({klass} % 90 = 7 and {klass} // 90 between 2 and 4)"
    taught = f"date '2015-01-05' + cast(e.i // {per_class} * 1055 // {n['classes']} as int) + cast(d.j as int)"
    return {
        "persons": f"""
            select 'p' || i as person, date '1955-01-01' + cast({mix} % 16000 as int) as born_on,
                   case when i % 2 = 0 then 'M' else 'F' end as sex, 'n' || (i % 700000) as name_key,
                   'resident_id' as number_kind, i as nth from range({n["persons"]}) t(i)""",
        "providers": """select '机构' || i as provider, '机构' || i as name, 'a' || i as account_key, 'n' || i as controller_key,
                   'f' || i as phone_key, date '2014-01-01' as licence_from_on, date '2019-01-01' as licence_to_on,
                   i as nth from range(90) t(i)""",
        "rooms": "select '教室' || i as room, '机构' || i % 90 as provider, 40 + i % 30 as capacity, i as nth from range(400) t(i)",
        "teachers": """select '教师' || i as teacher, '机构' || i % 90 as provider, '教师' || i as name, '工种' || i % 40 as trade,
                   date '2010-01-01' as certificate_from_on, date '2020-01-01' as certificate_to_on, i as nth from range(900) t(i)""",
        "classes": f"""
            select 'K' || i as class, '机构' || i % 90 as provider,
                   case i % 6 when 0 then 'POST_UPGRADE' when 1 then 'STARTUP' else 'EMPLOYMENT_SKILL' end as programme,
                   '工种' || i % 40 as trade, 3 + i % 3 as level, '37090' || (2 + i % 2) as area, '教师' || i % 900 as teacher,
                   '教室' || i % 400 as room, 60 as capacity, case when i % 300 = 17 then 200 else 160 end as hours,
                   {start} as starts_on, {start} + 27 as ends_on,
                   {start} - 20 as submitted_on, {start} - 10 as approved_on, 'closed' as state, true as listed,
                   case when i % 4 = 0 then 'EDUCATION' else 'EMPLOYMENT' end as fund, i as nth
              from range({n["classes"]}) t(i)""",
        "enrolments": f"""
            select 'e' || i as enrolment, 'K' || i // {per_class} as class, {_person("i", n)} as person,
                   '单位' || i % 8000 as employer, 'f' || {mix} % 900000 as phone_key, 'a' || {mix} % 950000 as account_key,
                   'd' || {mix} % 300000 as address_key, false as by_name, i as nth from range({n["enrolments"]}) t(i)""",
        "sessions": f"""
            select 'd' || c.i || '.' || d.j as session, 'K' || c.i as class, '教师' || c.i % 900 as teacher,
                   '教室' || c.i % 400 as room, cast({opens} + cast(d.j as int) as timestamp) + interval 8 hour as starts_at,
                   cast({opens} + cast(d.j as int) as timestamp) + interval 16 hour as ends_at, 8 as hours,
                   {opens} + cast(d.j as int) as held_on, c.i * 24 + d.j as nth
              from range({n["classes"]}) c(i), range(24) d(j)""",
        "attendance": f"""
            select 'm' || e.i || '.' || d.j as mark, 'class' as kind, 'K' || e.i // {per_class} as class,
                   'd' || e.i // {per_class} || '.' || d.j as session,
                   null as employer, {_person("e.i", n)} as person,
                   {taught} as marked_on, 0 as slot,
                   cast({taught} as timestamp)
                     + to_minutes(case when {klass} % 300 = 11 then 480 else 480 + e.i * 7 % 20 end) as in_at,
                   cast({taught} as timestamp)
                     + to_minutes(case when {klass} % 300 = 11 then 950 when {klass} % 300 = 13 and e.i % 5 < 2 then 540
                                       else 940 + e.i * 11 % 20 end) as out_at,
                   case when {full_house} then 'present' when e.i % 12000 = 5 and d.j % 3 = 0 then 'absent'
                        when e.i * 13 % 29 = d.j then 'absent' else 'present' end as status, true as machine,
                   false as by_name, date_trunc('month', {taught}) as month, null as days,
                   e.i * 24 + d.j as nth
              from range({n["enrolments"]}) e(i), range(24) d(j) where (e.i + d.j) % 200 <> 0 or {full_house}
            union all
            select 'o' || w.i || '.' || m.j, 'work', null, null, '单位' || w.i % 8000,
                   'p' || case when w.i % 500 = 3 then {n["employed"]} + w.i else w.i end, null, null, null, null, null, null,
                   false, cast(date '2015-01-01' + to_months(cast(m.j as int)) as date), 22,
                   {n["enrolments"]} * 24 + w.i * 36 + m.j
              from range({n["on_site"]}) w(i), range(36) m(j)""",
        "exams": f"""
            select 'x' || i as exam, 'K' || i // {per_class} as class, {_person("i", n)} as person,
                   date '2015-02-03' + cast(i // {per_class} * 1055 // {n["classes"]} as int) as held_on, 55 + {mix} % 45 as score,
                   {mix} % 45 >= 5 as passed, false as by_name, i as nth from range({n["enrolments"]}) t(i)""",
        "certificates": f"""
            select 'z' || i as certificate, 'NO' || i as number, {_person("i", n)} as person,
                   'K' || i // {per_class} as class, '工种' || (i // {per_class}) % 40 as trade, 3 + (i // {per_class}) % 3 as level,
                   'VOCATIONAL_QUALIFICATION' as kind,
                   date '2015-02-20' + cast(i // {per_class} * 1055 // {n["classes"]} as int) as issued_on, false as by_name, i as nth
              from range({n["enrolments"]}) t(i)""",
        "claims": f"""
            select 'c' || i as claim, {_person("i", n)} as person, 'K' || i // {per_class} as class,
                   '机构' || (i // {per_class}) % 90 as provider, 'EMPLOYMENT' as fund, '工种' || (i // {per_class}) % 40 as trade,
                   3 + (i // {per_class}) % 3 as level, 100000 as standard_fen, case when i % 5 = 0 then 60000 else 100000 end as amount_fen,
                   case when i % 5 = 0 then 60 else 100 end as share, 'a' || {mix} % 950000 as account_key,
                   date '2015-03-01' + cast(i // {per_class} * 1055 // {n["classes"]} as int) as submitted_on,
                   date '2015-03-20' + cast(i // {per_class} * 1055 // {n["classes"]} as int) as approved_on, 'paid' as state,
                   'tuition' as item, i % 5 <> 0 as employed, false as by_name, i as nth from range({n["enrolments"]}) t(i)""",
        "payments": f"""
            select 'y' || i as payment, 'c' || i as claim, {_person("i", n)} as person, 'K' || i // {per_class} as class,
                   case when i % 5 = 0 then 60000 else 100000 end as amount_fen, 'a' || {mix} % 950000 as account_key,
                   date '2015-04-10' + cast(i // {per_class} * 1055 // {n["classes"]} as int) as paid_on, 'settled' as state, i as nth
              from range({n["enrolments"]}) t(i)""",
        "employers": "select '单位' || i as employer, '单位' || i as name, '370902' as area, i as nth from range(8000) t(i)",
        "filings": f"""
            select 'l' || i as filing, '单位' || i % 8000 as employer, 'p' || i as person,
                   date '2012-01-01' + cast({mix} % 1500 as int) as starts_on,
                   case when i % 9 = 0 then date '2016-06-30' end as ends_on, 'full_time' as kind, false as by_name, i as nth
              from range({n["employed"]}) t(i)""",
        "contracts": f"""
            select 'h' || i as contract, '单位' || i % 8000 as employer, 'p' || i as person, 'fixed' as kind,
                   date '2012-01-01' + cast({mix} % 1500 as int) as starts_on, date '2018-12-31' as ends_on, false as by_name, i as nth
              from range({n["employed"]}) t(i)""",
        "payroll": f"""
            select 'w' || w.i || '.' || m.j as pay, '单位' || w.i % 8000 as employer, 'p' || w.i as person,
                   cast(date '2015-01-01' + to_months(cast(m.j as int)) as date) as month,
                   case when w.i % 40000 = 11 and m.j = 9 then 100000 else 200000 + w.i * 37 % 300000 end as due_fen,
                   case when w.i % 40000 = 11 and m.j = 9 then 100000 when w.i % 40000 = 7 and m.j = 5 then 9000000
                        else 200000 + w.i * 37 % 300000 end as paid_fen, 22 as days,
                   cast(date '2015-02-10' + to_months(cast(m.j as int)) as date) as paid_on, 'monthly' as sheet_kind,
                   false as by_name, w.i * 36 + m.j as nth
              from range({n["employed"]}) w(i), range(36) m(j)""",
        "insurance": f"""
            select 'v' || w.i || '.' || m.j as period, '单位' || w.i % 8000 as employer, 'p' || w.i as person, 'pension' as kind,
                   cast(date '2015-01-01' + to_months(cast(m.j as int)) as date) as from_month,
                   cast(date '2015-01-01' + to_months(cast(m.j as int)) as date) as to_month, 'employee' as payer,
                   false as by_name, w.i * 36 + m.j as nth
              from range({n["employed"] * 23 // 40}) w(i), range(36) m(j)""",
        "registers": f"""
            select 'r' || i as entry, case i % 10 when 0 then 'deceased' when 1 then 'pension' when 2 then 'public_payroll'
                     when 3 then 'student' when 4 then 'detained' when 5 then 'abroad' when 6 then 'hospital' when 7 then 'poverty'
                     when 8 then 'disability' else 'shareholder' end as kind,
                   'p' || {mix} % {n["persons"]} as person, date '2014-06-01' + cast({mix} % 900 as int) as valid_from_on,
                   case when i % 10 in (4, 5, 6) then date '2014-06-20' + cast({mix} % 900 as int) end as valid_to_on,
                   date '2017-12-31' as as_of_on, case i % 10 when 1 then 'employee' when 2 then 'established' when 3 then 'full_time'
                     when 4 then 'custody' when 6 then 'inpatient' when 9 then 'owner' end as subkind,
                   2018 as graduates_year, false as by_name, i as nth from range({n["registered"]}) t(i)""",
    }


def make(
    folder: Path, facts: Sequence[Facts], parameters: Sequence[tuple[object, ...]], scale: float = 1.0
) -> dict[str, int]:
    """Writes every declared table as Parquet into `folder`; returns row counts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    db = duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(folder / "spill")})
    made = queries(scale)
    counts = {}
    for f in (f for f in facts if not f.query):
        path = folder / f"{f.table}.parquet"
        columns = []
        given = made.get(f.table)
        has = {name for name, *_ in db.execute(f"describe {given}").fetchall()} if given else set()
        for name, sql_type in f.columns.items():
            if name in has:
                columns.append(f'"{name}"::{sql_type} as "{name}"')
            elif name in ("file", "sheet") and given:
                columns.append(f"'{f.table}.csv' as {name}")
            elif name == "row" and given:
                columns.append("(nth + 2)::int as row")
            else:
                columns.append(f'null::{sql_type} as "{name}"')
        if f.table == "parameters":
            names = ("code", "area", "valid_from_on", "valid_to_on", "value")
            types = (pa.string(), pa.string(), pa.date32(), pa.date32(), pa.int64())
            columns_of = list(zip(*parameters, strict=True)) or [[] for _ in names]
            pq.write_table(
                pa.table({n: pa.array(list(c), t) for n, c, t in zip(names, columns_of, types, strict=True)}), path
            )
        else:
            source = f"({given})" if given else "(select 1 where false)"
            order = "order by nth" if given else ""
            db.execute(f"copy (select {', '.join(columns)} from {source} {order}) to '{path}' (format parquet)")
        found = db.execute(f"select count(*) from read_parquet('{path}')").fetchone()
        counts[f.table] = int(found[0]) if found else 0
    db.close()
    return counts
