"""What follows from the rows together: who was born when, which classes there are, sessions, contradictions of identity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from chunfeng.base.policy.declarations import ADDRESS, Facts
from chunfeng.engines.snapshot.store import Store

#: Birth date and sex stand in the number (GB 11643).
BORN = "try_strptime(substr({number}, 7, 8), '%Y%m%d')::date"
SEX = "case when substr({number}, 17, 1) in ('1', '3', '5', '7', '9') then 'M' else 'F' end"


def _columns(store: Store, table: str) -> set[str]:
    return {name for name, *_ in store.db.execute(f'describe "{table}"').fetchall()} if _exists(store, table) else set()


def _exists(store: Store, table: str) -> bool:
    return bool(
        store.db.execute("select 1 from duckdb_tables() where table_name = ?", [table]).fetchall()
        or store.db.execute("select 1 from duckdb_views() where view_name = ?", [table]).fetchall()
    )


def join_claims_to_classes(store: Store) -> None:
    """A money list or certificate list often names no class: it is the person's only enrolment that fits, if there is
    just one of the provider, trade and level that the row names."""
    if not _exists(store, "rows_enrolments"):
        return
    store.db.execute(
        "create table enrolled as select e.person, e.class, any_value(c.provider) as provider, "
        "any_value(c.trade) as trade, any_value(c.level) as level from rows_enrolments as e "
        "join (select class, max(provider) as provider, max(trade) as trade, max(level) as level "
        "from class_names group by class) as c using (class) where e.person is not null group by e.person, e.class"
    )
    for table in ("claims", "payments", "certificates", "exams"):
        columns = _columns(store, f"rows_{table}")
        if not {"person", "class"} <= columns:
            continue
        fits = "".join(
            f" and (r.{name} is null or e.{name} is null or r.{name} = e.{name})"
            for name in ("provider", "trade", "level")
            if name in columns
        )
        store.db.execute(
            f"""
            update rows_{table} set class = found.class from (
              select r.pos, min(e.class) as class from rows_{table} as r join enrolled as e on e.person = r.person{fits}
               where r.class is null group by r.pos having count(distinct e.class) = 1
            ) as found where rows_{table}.pos = found.pos and rows_{table}.class is null
            """
        )


def work_by_name(store: Store) -> None:
    """Site attendance without numbers: the one person of that name known at the employer."""
    if not _exists(store, "rows_attendance") or not _exists(store, "known_employer"):
        return
    store.db.execute(
        "update rows_attendance set person = k.person, by_name = true from known_employer as k "
        "where rows_attendance.person is null and rows_attendance.kind = 'work' "
        "and k.holder = rows_attendance.employer and k.name_cmp = rows_attendance.name_cmp"
    )


def persons(store: Store) -> None:
    sheet = "pos // 68719476736"
    store.db.execute(
        f"""
        create table persons as
        select p.person, {BORN.format(number="p.number")} as born_on, {SEX.format(number="p.number")} as sex,
               k.key as name_key, p.number_kind, f.file, f.sheet, (p.pos // 256 % 268435456)::int as row, p.pos
          from people as p left join key_name as k on k.value = p.name_cmp
          join sheets as f on f.sheet_order = p.{sheet}
        """
    )


def classes(store: Store, facts: Facts) -> None:
    """One row a class: the class list first, then what rosters, titles and metadata lines say."""
    if not _exists(store, "classes"):
        own = ", ".join(f'null::{t} as "{n}"' for n, t in facts.columns.items())
        store.db.execute(f"create table classes as select {own}, null::bigint as pos where false")
    others = [
        (table, rank)
        for rank, table in enumerate(
            ("enrolments", "claims", "attendance", "exams", "certificates", "payments", "visits")
        )
        if "class" in _columns(store, f"rows_{table}")
    ]
    places = " union all ".join(
        f"select class, {rank} as rank, min(pos) as pos from rows_{table} where class is not null group by class"
        for table, rank in others
    )
    places = places or "select null::text as class, 0 as rank, null::bigint as pos where false"
    store.db.execute(
        f"create table class_places as select class, arg_min(pos, rank) as pos from ({places}) group by class"
    )
    heads = ""
    if _exists(store, "rows_class_heads"):
        heads = (
            "union all by name select * exclude (listed), false as listed from rows_class_heads where class is not null"
        )
    store.db.execute("alter table classes rename to class_rows")
    store.db.execute(
        "create table said_classes as select * exclude (listed), true as listed from class_rows "
        f"where class is not null {heads}"
    )
    picked = ", ".join(
        f'arg_min("{name}", (not listed, pos)) filter ("{name}" is not null) as "{name}"'
        for name in facts.columns
        if name not in ADDRESS and name not in ("class", "listed")
    )
    extra = _class_columns_of_rosters(store, facts)
    named = "max(provider) as provider, max(trade) as trade, max(level) as level, max(class_starts_on) as starts_on"
    said = _most_said(store)
    values = []
    for name, sql_type in facts.columns.items():
        if name in ADDRESS:
            continue
        if name == "class":
            values.append("class")
        elif name == "listed":
            values.append("coalesce(s.listed, false) as listed")
        elif name in ("provider", "trade", "level", "starts_on"):
            most = f"m_{name}.{name}, " if name in said else ""
            values.append(f"coalesce(s.{name}, {most}n.{name}) as {name}")
        elif name in extra:
            values.append(f'coalesce(s."{name}", x."{name}") as "{name}"')
        else:
            values.append(f's."{name}"::{sql_type} as "{name}"')
    roster = ", ".join(f'arg_min("{name}", pos) filter ("{name}" is not null) as "{name}"' for name in extra)
    lists = []
    for table in ("enrolments", "claims"):
        source = " , ".join(
            f'{f"s.{column}" if store.has(table, column) else "null"}::{facts.columns[name]} as "{name}"'
            for name, column in extra.items()
        )
        if extra and _exists(store, f"rows_{table}"):
            lists.append(
                f"select c.class, s.pos, {source} from staged_{table} as s join rows_{table} as c on c.pos = s.pos "
                "where c.class is not null"
            )
    with_roster = f", x as (select class, {roster} from ({' union all '.join(lists)}) group by class)" if lists else ""
    join_roster = "left join x using (class)" if lists else ""
    extra = extra if lists else {}
    store.db.execute(
        f"""
        create table classes as
        with s as (select class, bool_or(listed) as listed, min((not listed, pos)) as place, {picked}
                     from said_classes group by class),
             n as (select class, {named} from class_names group by class){with_roster},
             {"".join(f"m_{name} as ({sql}), " for name, sql in said.items())}
             every as (select class from s union select class from n)
        select {", ".join(values)}, f.file, f.sheet, (a.pos // 256 % 268435456)::int as row, a.pos
          from every left join s using (class) left join n using (class) {join_roster}
          {" ".join(f"left join m_{name} using (class)" for name in said)}
          join (select class, case when s.listed then s.place[2] else coalesce(p.pos, s.place[2]) end as pos
                  from every left join s using (class) left join class_places as p using (class)) as a using (class)
          join sheets as f on f.sheet_order = a.pos // 68719476736
        """.replace("s.place[2]", "struct_extract_at(s.place, 2)")
    )


def _class_columns_of_rosters(store: Store, facts: Facts) -> dict[str, str]:
    """What a roster's own columns or metadata say of its class, beyond its name."""
    found = {}
    for name, column in (
        ("ends_on", "class_ends_on"),
        ("programme", "programme"),
        ("hours", "hours"),
        ("area", "area"),
        ("teacher", "teacher"),
        ("room", "room"),
    ):
        if name in facts.columns and (store.has("enrolments", column) or store.has("claims", column)):
            found[name] = column
    return found


def _most_said(store: Store) -> dict[str, str]:
    """Trade and level that most roster and claim lines of a class say: one odd certificate must not set the class's."""
    found = {}
    for name in ("trade", "level"):
        parts = [
            f"select c.class, s.{name} from staged_{table} as s join rows_{table} as c on c.pos = s.pos "
            f"where c.class is not null and s.{name} is not null"
            for table in ("enrolments", "claims")
            if store.has(table, name) and _exists(store, f"rows_{table}")
        ]
        if parts:
            found[name] = (
                f"select class, arg_max({name}, (n, {name})) as {name} from (select class, {name}, count(*) as n "
                f"from ({' union all '.join(parts)}) group by class, {name}) group by class"
            )
    return found


def sessions(store: Store, facts: Facts) -> None:
    """Timetable sessions where a class has any; else one session for each day (and slot) with a mark of the class."""
    own = ", ".join(f'null::{t} as "{n}"' for n, t in facts.columns.items())
    if not _exists(store, "sessions"):
        store.db.execute(f"create table sessions as select {own}, null::bigint as pos where false")
    store.db.execute("update sessions set held_on = starts_at::date where held_on is null and starts_at is not null")
    if not _exists(store, "attendance"):
        return
    # One punch of a day says when somebody came, not when they left.
    store.db.execute("update attendance set out_at = null where in_at = out_at")
    store.db.execute(
        """
        insert into sessions by name
        with days as (
          select class, marked_on, slot, min(pos) as pos, arg_min(file, pos) as file, arg_min(sheet, pos) as sheet,
                 arg_min(row, pos) as row
            from attendance where kind = 'class' and class is not null and marked_on is not null
             and class not in (select class from sessions where class is not null and held_on is not null)
           group by class, marked_on, slot
        )
        select 'd' || d.class || '|' || d.marked_on || '|' || coalesce(d.slot, 0) as session, d.class, c.teacher, c.room,
               case when coalesce(d.slot, 0) = 0 then try_cast(d.marked_on || ' ' || c.daily_from as timestamp) end as starts_at,
               case when coalesce(d.slot, 0) = 0 then try_cast(d.marked_on || ' ' || c.daily_to as timestamp) end as ends_at,
               null::int as hours, d.marked_on as held_on, d.file, d.sheet, d.row, d.pos
          from days as d left join classes as c using (class)
        """
    )
    store.db.execute(
        """
        create table held as
        select class, held_on, session, row_number() over (partition by class, held_on order by starts_at, session) - 1 as nth,
               count(*) over (partition by class, held_on) as n
          from sessions where class is not null and held_on is not null
        """
    )
    store.db.execute(
        """
        alter table attendance rename to marks;
        create table attendance as
        select m.* replace (h.session as session) from marks as m
          left join held as h on h.class = m.class and h.held_on = m.marked_on
           and h.nth = case when h.n > 1 then least(greatest(coalesce(m.slot, 0), 0), h.n - 1) else 0 end
           and m.kind = 'class'
        """
    )


def registers(store: Store, as_of: date) -> None:
    """An open end runs to the list's own as-of date, else to the run's (domain.md 2.10b, rule 2)."""
    if _exists(store, "registers"):
        store.db.execute(
            "update registers set as_of_given = as_of_on is not null, as_of_on = coalesce(as_of_on, ?)", [as_of]
        )


def payments(store: Store) -> None:
    if not (_exists(store, "payments") and _exists(store, "claims")):
        return
    store.db.execute(
        """
        update payments set claim = found.claim from (
          select p.pos, min(c.claim) as claim from payments as p join claims as c
              on c.person = p.person and c.class is not distinct from p.class
             and (p.fund is null or c.fund is null or p.fund = c.fund)
           group by p.pos having count(*) = 1
        ) as found where payments.pos = found.pos and payments.claim is null
        """
    )


def name_contradictions(store: Store) -> None:
    """One number under two names, and birth date or sex on paper that are not the number's."""
    for table, subject in (("enrolments", "enrolment"), ("claims", "claim"), ("payments", "payment")):
        if not _exists(store, table):
            continue
        key = subject
        # A person on a roster is accused there (and moved to the claim line); a claim only where no roster names him.
        absent = (
            ""
            if table == "enrolments" or not _exists(store, "enrolments")
            else " and not exists (select 1 from enrolments as e where e.person = t.person and e.class is not distinct from t.class)"
        )
        if table == "payments" and _exists(store, "claims"):
            absent += " and not exists (select 1 from claims as c where c.person = t.person)"
        store.db.execute(
            f"""
            insert into contradictions
            select '{subject}.name.' || t.pos, '{subject}', t.{key}, t.person, 'name', null, null, f.file, f.sheet,
                   (o.pos // 256 % 268435456)::int, t.file, t.sheet, t.row, t.pos
              from {table} as t join people as p on p.person = t.person
              join (select number, person, pos from people) as o on o.number = p.number and o.person <> p.person
              join sheets as f on f.sheet_order = o.pos // 68719476736
             where true{absent}
           qualify row_number() over (partition by t.pos order by o.pos) = 1
            """
        )
    for table, subject in (("enrolments", "enrolment"), ("claims", "claim"), ("payroll", "payroll")):
        for field, column, truth in (("born_on", "stated_born_on", BORN), ("sex", "stated_sex", SEX)):
            if not (_exists(store, table) and store.has(table, column)):
                continue
            real = truth.format(number="s.number")
            # 出生年月 gives a month only: the first of the month stands for it.
            differs = (
                f"s.{column} <> {real} and not (day(s.{column}) = 1 and date_trunc('month', s.{column}) = date_trunc('month', {real}))"
                if field == "born_on"
                else f"s.{column} <> {real}"
            )
            key = "pay" if table == "payroll" else subject
            store.db.execute(
                f"""
                insert into contradictions
                select '{subject}.{field}.' || t.pos, '{subject}', t.{key}, t.person, '{field}', s.{column}::text, null,
                       null, null, null, t.file, t.sheet, t.row, t.pos
                  from staged_{table} as s join {table} as t on t.pos = s.pos
                 where s.number is not null and t.person is not null and {differs}
                """
            )


def unidentified(store: Store, facts: Facts) -> None:
    """Rows whose number failed: no facts, but not forgotten."""
    if "unidentified" not in store.staged:
        return
    from chunfeng.engines.snapshot.persons import COMPARABLE

    compared = COMPARABLE.format(name="s.name")
    starts = "s.class_starts_on" if store.has("unidentified", "class_starts_on") else "s.starts_on"
    store.db.execute(
        f"""
        create table unidentified as
        select s.subject_kind || '.' || s.pos as unidentified, s.subject_kind, c.class, s.employer, n.key as name_key,
               length(s.number_raw) as number_length, try_strptime(substr(s.number_raw, 7, 8), '%Y%m%d')::date as born_on,
               ph.key as phone_key, ac.key as account_key, ad.key as address_key, s.number_wrong as why,
               s.file, s.sheet, s.row, s.pos, s.name, s.number_raw
          from staged_unidentified as s
          left join class_names as c on s.class_no is not distinct from c.class_no
               and s.provider is not distinct from c.provider and s.trade is not distinct from c.trade
               and s.level is not distinct from c.level and {starts} is not distinct from c.class_starts_on
          left join key_name as n on n.value = {compared}
          left join key_phone as ph on ph.value = s.phone
          left join key_account as ac on ac.value = s.account
          left join key_address as ad on ad.value = s.address
        """
    )
    # Application, publicity and approval lists repeat one bad number: it is asked about once a class, at the claim if
    # there is one. Two rows of one list are two rows, and a row without a name is nobody else's.
    store.db.execute(
        """
        create or replace table unidentified as
        with money as (
          select *, coalesce(class, case when min(class) over same = max(class) over same then min(class) over same end) as whole
            from unidentified where subject_kind in ('claim', 'enrolment', 'payment')
          window same as (partition by coalesce(name, pos::text), number_raw)
        ), counted as (
          select *, row_number() over (partition by coalesce(name, pos::text), number_raw, whole, subject_kind,
                     pos // 68719476736 order by pos) as again
            from money
        ), ranked as (
          select *, row_number() over (partition by coalesce(name, pos::text), number_raw, whole, again
                     order by case subject_kind when 'claim' then 0 when 'enrolment' then 1 else 2 end, pos) as nth
            from counted
        )
        select * exclude (whole, again, nth) from ranked where nth = 1
        union all by name
        select * from unidentified where subject_kind not in ('claim', 'enrolment', 'payment')
        """
    )


def totals(store: Store, facts: Facts, rows: Sequence[tuple[object, ...]]) -> None:
    store.db.execute(
        "create table read_totals (subject_kind text, field text, stated_fen bigint, summed_fen bigint, rows int, "
        "file_no int, sheet_no int, row int)"
    )
    store.insert("read_totals", list(rows))
    store.db.execute(
        """
        create table totals as
        select 't' || f.sheet_order || 'r' || t.row || '.' || t.field as total, t.subject_kind, t.field, t.stated_fen,
               t.summed_fen, t.rows, f.file, f.sheet, t.row,
               f.sheet_order::bigint * 68719476736 + t.row::bigint * 256 as pos
          from read_totals as t join sheets as f using (file_no, sheet_no)
        """
    )


def parameters(store: Store, rows: Sequence[tuple[object, ...]]) -> None:
    store.db.execute(
        "create table parameters (code text, area text, valid_from_on date, valid_to_on date, value bigint)"
    )
    store.insert("parameters", list(rows))


def identities(store: Store, folder: Path) -> tuple[Path, Path]:
    """Clear names and numbers for the linkage stage: two Parquet files in the run's own working folder.

    persons: person, name, number, phone_key, account_key, address_key, born_on, subject_kind, file, sheet, row, pos of
    the first roster line (else claim, else payment); unidentified: the same with number_raw and the key of the row.
    """
    keys = ("phone_key", "account_key", "address_key")
    parts = []
    for rank, (table, subject) in enumerate(
        (("enrolments", "enrolment"), ("claims", "claim"), ("payments", "payment"))
    ):
        has = _columns(store, table)
        if "person" in has:
            picked = ", ".join(key if key in has else f"null::text as {key}" for key in keys)
            parts.append(
                f"select person, '{subject}' as subject_kind, {rank} as rank, {picked}, file, sheet, row, pos from {table}"
            )
    nobody = (
        "select null::text as person, null::text as subject_kind, 0 as rank, null::text as phone_key, null::text as "
    )
    nobody += "account_key, null::text as address_key, null::text as file, null::text as sheet, 0 as row, 0::bigint as pos where false"
    first = ", ".join(
        f"arg_min(s.{c}, (s.rank, s.pos)) as {c}" for c in ("subject_kind", "file", "sheet", "row", "pos")
    )
    agreed = ", ".join(f"arg_min(s.{key}, (s.rank, s.pos)) filter (s.{key} is not null) as {key}" for key in keys)
    persons_path, rows_path = folder / "identity_persons.parquet", folder / "identity_unidentified.parquet"
    store.db.execute(
        f"copy (select p.person, any_value(p.name) as name, any_value(p.number) as number, {agreed}, "
        f"any_value({BORN.format(number='p.number')}) as born_on, {first} from ({' union all '.join(parts) or nobody}) as s "
        f"join people as p on p.person = s.person group by p.person order by p.person) to '{persons_path}' (format parquet)"
    )
    if not _exists(store, "unidentified"):
        store.db.execute("create table unidentified as select null::text as unidentified, null::text as name, "
                         "null::text as number_raw, null::text as phone_key, null::text as account_key, null::text as "
                         "address_key, null::date as born_on, null::text as subject_kind, null::text as file, "
                         "null::text as sheet, 0 as row, 0::bigint as pos where false")  # fmt: skip
    store.db.execute(
        "copy (select unidentified, name, number_raw, phone_key, account_key, address_key, born_on, subject_kind, file, sheet, "
        f"row, pos from unidentified where subject_kind in ('enrolment', 'claim', 'payment') order by pos) to '{rows_path}' "
        "(format parquet)"
    )
    return persons_path, rows_path


def load_links(store: Store, path: Path) -> None:
    """Brings the linkage stage's answer back, so that a finding over it can be placed."""
    store.db.execute(
        f"create or replace table links as select l.*, f.sheet_order::bigint * 68719476736 + l.row::bigint * 256 as pos "
        f"from read_parquet('{path}') as l left join (select distinct file, sheet, sheet_order from sheets) as f using (file, sheet)"
    )
