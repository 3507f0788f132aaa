"""From raw hits to findings: where each stands in the folder, how grave it is after all, and each accused row once.

One finding = one rule, one accused row. A fault of a person on a roster stands at the person's claim line of that class
if there is one, because that line is what can be held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

SEVERITIES = ("block", "high", "medium", "low")

#: Singular name in a rule's header → (table, key column).
KINDS = {
    "enrolment": ("enrolments", "enrolment"),
    "claim": ("claims", "claim"),
    "payment": ("payments", "payment"),
    "certificate": ("certificates", "certificate"),
    "exam": ("exams", "exam"),
    "class": ("classes", "class"),
    "session": ("sessions", "session"),
    "provider": ("providers", "provider"),
    "payroll": ("payroll", "pay"),
    "pay": ("payroll", "pay"),
    "attendance": ("attendance", "mark"),
    "mark": ("attendance", "mark"),
    "employer": ("employers", "employer"),
    "person": ("persons", "person"),
    "registers": ("registers", "entry"),
    "register": ("registers", "entry"),
    "entry": ("registers", "entry"),
    "filing": ("filings", "filing"),
    "contract": ("contracts", "contract"),
    "insurance": ("insurance", "period"),
    "period": ("insurance", "period"),
    "room": ("rooms", "room"),
    "teacher": ("teachers", "teacher"),
    "visit": ("visits", "visit"),
    "standard": ("standards", "standard"),
    "trade": ("trades", "trade"),
    "project": ("projects", "project"),
    "complaint": ("complaints", "complaint"),
    "case": ("cases", "case"),
    "unidentified": ("unidentified", "unidentified"),
    "contradiction": ("contradictions", "contradiction"),
    "total": ("totals", "total"),
    "link": ("links", "link"),
}
_NAMED = {"pay": "payroll", "mark": "attendance"}
#: These tell themselves which kind of row they speak of, and carry the address of what proves it.
_TELLING = ("unidentified", "contradiction", "total", "link")


@dataclass(frozen=True)
class Placing:
    """What of a rule's header placing needs: code → kinds of `subject` and `other`."""

    rule: str
    subject: str
    other: str


def place(db: duckdb.DuckDBPyConnection, hits: str, rules: Iterable[Placing]) -> None:
    """Table `findings` from the Parquet file `hits` (rule, severity, subject, other, said, evidence), over the facts
    tables of the same connection. Columns: see the select below; `person` is the key, nothing is masked yet; `provider`
    is the office that answers for the row: the training provider, else the employer; `area` the county it stands in."""
    rules = list(rules)
    db.execute(f"create or replace table hits as select * from read_parquet('{hits}')")
    db.execute("create or replace table placings (rule text, subject_kind text, other_kind text)")
    for rule in rules:
        db.execute("insert into placings values (?, ?, ?)", [rule.rule, rule.subject, rule.other])
    _addresses(db, "accused", {rule.subject for rule in rules})
    _addresses(db, "proof", {rule.other for rule in rules})
    grave = " ".join(f"when '{severity}' then {rank}" for rank, severity in enumerate(SEVERITIES))
    db.execute(
        f"""
        create or replace table claim_lines as
        select person, class, min(pos) as pos, arg_min(file, pos) as file, arg_min(sheet, pos) as sheet,
               arg_min(row, pos) as row, sum(amount_fen) as amount_fen, arg_min(provider, pos) as provider
          from claims where person is not null group by person, class;
        create or replace table paid_lines as
        select person, class, sum(amount_fen) as paid_fen from payments
         where person is not null and coalesce(state, 'paid') in ('paid', 'approved') group by person, class;
        create or replace table findings as
        with found as (
          select h.rule, h.said, h.evidence, a.kind, a.person, a.class, a.provider, a.employer, a.area, a.amount_fen,
                 a.file as own_file, a.sheet as own_sheet, a.row as own_row, a.pos as own_pos,
                 coalesce(p.file, a.other_file) as other_file, coalesce(p.sheet, a.other_sheet) as other_sheet,
                 coalesce(p.row, a.other_row) as other_row, p.pos as other_pos, h.subject,
                 case when h.severity = 'block' and (coalesce(a.by_name, false) or coalesce(p.by_name, false))
                      then 'high' else h.severity end as severity,
                 coalesce(a.by_name, false) as by_name
            from hits as h join placings as r on r.rule = h.rule
            join accused as a on a.asked = r.subject_kind and a.key = h.subject
            left join proof as p on p.asked = r.other_kind and p.key = h.other
        ), moved as (
          select f.*, c.pos as claim_pos, c.file as claim_file, c.sheet as claim_sheet, c.row as claim_row,
                 -- Where no list says what was claimed, what was paid for the place is what is at stake.
                 coalesce(f.amount_fen, c.amount_fen, case when f.kind = 'enrolment' then d.paid_fen end) as money_fen,
                 coalesce(f.provider, k.provider, c.provider) as at_provider,
                 k.area as class_area, case when f.kind = 'payment' then f.amount_fen else d.paid_fen end as paid_fen
            from found as f
            left join claim_lines as c on c.person = f.person and c.class = f.class and f.kind = 'enrolment'
            left join paid_lines as d on d.person = f.person and d.class is not distinct from f.class
            left join classes as k on k.class = f.class
        ), housed as (
          select m.*, coalesce(m.at_provider, m.employer) as of_provider,
                 coalesce(m.area, m.class_area, v.area, j.area, e.area) as of_area
            from moved as m
            left join (select provider, min(area) as area from providers group by provider) as v on v.provider = m.at_provider
            left join (select employer, min(area) as area from projects group by employer having count(distinct area) = 1) as j
              on j.employer = m.employer and m.at_provider is null
            left join (select employer, min(area) as area from employers group by employer) as e
              on e.employer = m.employer and m.at_provider is null
        ), ranked as (
          select *, coalesce(claim_pos, own_pos) as pos, case severity {grave} end as grave,
                 row_number() over (partition by rule, coalesce(claim_pos, own_pos)
                   order by case severity {grave} end, other_pos nulls last, own_pos, said, evidence, subject) as nth,
                 count(*) over (partition by rule, coalesce(claim_pos, own_pos)) as together
            from housed
        )
        select rule, severity, grave, case when claim_pos is not null then 'claim' else kind end as subject_kind, person, class,
               coalesce(claim_file, own_file) as file, coalesce(claim_sheet, own_sheet) as sheet,
               coalesce(claim_row, own_row) as row, other_file, other_sheet, other_row, said, evidence, pos,
               case when claim_pos is not null then own_file end as roster_file,
               case when claim_pos is not null then own_sheet end as roster_sheet,
               case when claim_pos is not null then own_row end as roster_row,
               money_fen as amount_fen, paid_fen, of_provider as provider, of_area as area, by_name, together, subject
          from ranked where nth = 1
        """
    )


def _addresses(db: duckdb.DuckDBPyConnection, name: str, kinds: set[str]) -> None:
    """Table of (asked kind, key, kind, person, class, provider, amount, address, by_name) for the keys that were hit."""
    column = "subject" if name == "accused" else "other"
    parts = []
    for kind in sorted(kinds):
        table, key = KINDS[kind]
        has = {c for c, *_ in db.execute(f'describe "{table}"').fetchall()}
        pick = {
            c: (f't."{c}"' if c in has else "null")
            for c in ("person", "class", "provider", "employer", "area", "by_name", "amount_fen")
        }
        if kind not in ("claim", "payment"):
            pick["amount_fen"] = "null"
        kind_sql = "t.subject_kind" if kind in _TELLING else f"'{_NAMED.get(kind, kind)}'"
        others = (
            "t.other_file, t.other_sheet, t.other_row"
            if "other_file" in has
            else "null as other_file, null as other_sheet, null as other_row"
        )
        parts.append(
            f"select '{kind}' as asked, t.\"{key}\"::text as key, {kind_sql}::text as kind, {pick['person']}::text as person, "
            f"{pick['class']}::text as class, {pick['provider']}::text as provider, {pick['employer']}::text as employer, "
            f"{pick['area']}::text as area, {pick['by_name']}::bool as by_name, "
            f'{pick["amount_fen"]}::bigint as amount_fen, t.file, t.sheet, t.row, t.pos, {others} from "{table}" as t '
            f'where t."{key}" in (select {column} from hits) '
            # The days of one attendance line have one key: the line is accused once, not once a day.
            f'qualify row_number() over (partition by t."{key}" order by t.pos) = 1 '
        )
    source = " union all by name ".join(parts)
    db.execute(
        f"create or replace table {name} as {source}" if parts else f"create or replace table {name} as {_NOBODY}"
    )
    if name == "accused" and "provider" in kinds:
        # A provider that no provider list names stands at its first class.
        db.execute(
            "insert into accused by name select 'provider' as asked, provider as key, 'provider' as kind, provider, "
            "arg_min(file, pos) as file, arg_min(sheet, pos) as sheet, arg_min(row, pos) as row, min(pos) as pos "
            "from classes where provider in (select subject from hits) "
            "and provider not in (select key from accused where asked = 'provider') group by provider"
        )
    # A contradiction about a roster line is moved like the roster line itself: it needs the line's class.
    if name == "accused" and "contradiction" in kinds:
        db.execute(
            "update accused set class = e.class from enrolments as e, contradictions as c "
            "where accused.asked = 'contradiction' and accused.key = c.contradiction and c.subject = e.enrolment "
            "and accused.kind = 'enrolment'"
        )


_NOBODY = (
    "select null::text as asked, null::text as key, null::text as kind, null::text as person, null::text as class, "
    "null::text as provider, null::text as employer, null::text as area, null::bool as by_name, "
    "null::bigint as amount_fen, null::text as file, null::text as sheet, "
    "null::int as row, null::bigint as pos, null::text as other_file, null::text as other_sheet, null::int as other_row "
    "where false"
)
