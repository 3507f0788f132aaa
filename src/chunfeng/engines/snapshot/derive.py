"""What follows from the rows together: who was born when, which classes there are, sessions, contradictions of identity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chunfeng.base.policy.declarations import ADDRESS, Facts
from chunfeng.engines.snapshot.identity import BORN, SEX
from chunfeng.engines.snapshot.store import Store


def join_claims_to_classes(store: Store) -> None:
    """A money list or certificate list often names no class: it is the person's only enrolment that fits, if there is
    just one of the provider, trade and level that the row names."""
    if not store.exists("rows_enrolments"):
        return
    store.db.execute(
        "create table enrolled as select distinct e.person, e.class, c.provider, c.trade, c.level from rows_enrolments as e "
        "join (select class, list(distinct provider) filter (provider is not null) as provider, "
        "list(distinct trade) filter (trade is not null) as trade, list(distinct level) filter (level is not null) as level "
        "from class_names group by class) as c using (class) where e.person is not null"
    )
    for table in ("claims", "payments", "certificates", "exams"):
        columns = store.columns(f"rows_{table}")
        if not {"person", "class"} <= columns:
            continue
        fits = "".join(
            f" and (r.{name} is null or e.{name} is null or list_contains(e.{name}, r.{name}))"
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


def one_fund(store: Store) -> None:
    """A publicity list prints no fund: its line is a state of the claim that the other lists show for person and class,
    or, where two funds were claimed, of the one with the same amount."""
    if not store.exists("rows_claims"):
        return
    store.db.execute(
        """
        update rows_claims set fund = found.fund from (
          select r.pos, case when count(distinct k.fund) = 1 then min(k.fund)
                             when count(distinct k.fund) filter (where k.amount_fen = r.amount_fen) = 1
                               then min(k.fund) filter (where k.amount_fen = r.amount_fen) end as fund
            from rows_claims as r join rows_claims as k on k.person = r.person and k.class = r.class and k.item is not distinct from r.item
           where r.fund is null and k.fund is not null group by r.pos
        ) as found where rows_claims.pos = found.pos and found.fund is not null
        """
    )


def work_by_name(store: Store) -> None:
    """Site attendance without numbers: the one person of that name known at the employer."""
    if not store.exists("rows_attendance") or not store.exists("known_employer"):
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
    if not store.exists("classes"):
        own = ", ".join(f'null::{t} as "{n}"' for n, t in facts.columns.items())
        store.db.execute(f"create table classes as select {own}, null::bigint as pos where false")
    others = [
        (table, rank)
        for rank, table in enumerate(
            ("enrolments", "claims", "attendance", "exams", "certificates", "payments", "visits")
        )
        if "class" in store.columns(f"rows_{table}")
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
    if store.exists("rows_class_heads"):
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
        if extra and store.exists(f"rows_{table}"):
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
            if store.has(table, name) and store.exists(f"rows_{table}")
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
    if not store.exists("sessions"):
        store.db.execute(f"create table sessions as select {own}, null::bigint as pos where false")
    store.db.execute("update sessions set held_on = starts_at::date where held_on is null and starts_at is not null")
    if not store.exists("attendance"):
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
    if store.exists("registers"):
        store.db.execute(
            "update registers set as_of_given = as_of_on is not null, as_of_on = coalesce(as_of_on, ?)", [as_of]
        )


def payments(store: Store) -> None:
    if not (store.exists("payments") and store.exists("claims")):
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
