"""Who is who: contradictions of name, birth and sex, rows whose number failed, and what the linkage stage compares."""

from __future__ import annotations

from pathlib import Path

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.snapshot.store import Store

#: Birth date and sex stand in the number (GB 11643).
BORN = "try_strptime(substr({number}, 7, 8), '%Y%m%d')::date"
SEX = "case when substr({number}, 17, 1) in ('1', '3', '5', '7', '9') then 'M' else 'F' end"


def name_contradictions(store: Store) -> None:
    """One number under two names, and birth date or sex on paper that are not the number's."""
    for table, subject in (("enrolments", "enrolment"), ("claims", "claim"), ("payments", "payment")):
        if not store.exists(table):
            continue
        key = subject
        # A person on a roster is accused there (and moved to the claim line); a claim only where no roster names him.
        absent = (
            ""
            if table == "enrolments" or not store.exists("enrolments")
            else " and not exists (select 1 from enrolments as e where e.person = t.person and e.class is not distinct from t.class)"
        )
        if table == "payments" and store.exists("claims"):
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
            if not (store.exists(table) and store.has(table, column)):
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
        has = store.columns(table)
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
    if not store.exists("unidentified"):
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
