"""Persons and the outside lists about them, as the snapshot holds them. Persons appear by key only."""

from pathlib import Path

from chunfeng.base.people.feeds import AS_OF, REGISTER_KINDS, SUBKIND_MARKS
from chunfeng.base.policy.declarations import ADDRESS, Facts, Records, by_title

PERSONS = Facts(
    "persons",
    "人员",
    "各填报单位",
    {"person": "text", "born_on": "date", "sex": "text", "name_key": "text", "number_kind": "text"} | ADDRESS,
    # A merged record is no person of its own: who points to it is counted with the one it stands under.
    records=Records(
        "people_person",
        """
        select t.id as _id, uid_of(t.uid) as person, t.born_on as born_on, cast(nullif(t.sex, '') as text) as sex,
               hex_of(t.name_key) as name_key, cast(nullif(t.number_kind, '') as text) as number_kind
          from people_person as t where t.merged_into_id is null
        """,
    ),
)

_TITLES = {kind: title for title, kind in REGISTER_KINDS.items()}


def _per_register(values: dict[str, str]) -> str:
    """SQL: register kind → expression, chosen by the feed that read the row."""
    cases = " ".join(f"when '{_TITLES[kind]}' then {sql}" for kind, sql in values.items())
    return f"case s.feed {cases} end"


#: 2015-2016学年: a pupil from September to June; a printed term halves it.
_YEAR = r"regexp_extract(s.hint, '(20\d\d) ?[-—至~] ?20\d\d ?学年', 1)"
_TERM = f"case when s.feed = '{_TITLES['student']}' and {_YEAR} <> '' then"
_SPRING = "regexp_matches(s.hint, '春季|第二学期|下学期')"
_AUTUMN = "regexp_matches(s.hint, '秋季|第一学期|上学期')"
_TERM_FROM = (f"{_TERM} case when {_SPRING} then make_date({_YEAR}::int + 1, 3, 1) "
              f"else make_date({_YEAR}::int, 9, 1) end end")  # fmt: skip
_TERM_TO = (f"{_TERM} case when {_AUTUMN} and not {_SPRING} then make_date({_YEAR}::int + 1, 1, 15) "
            f"else make_date({_YEAR}::int + 1, 6, 30) end end")  # fmt: skip
_DAY = "nullif(regexp_extract(s.hint, '{}', {}), '')"
_AS_OF = [_DAY.format(AS_OF, part) for part in (1, 2, 3)]

REGISTERS = Facts(
    "registers",
    "外部名单",
    "各主管部门",
    {
        "entry": "text",
        "kind": "text",
        "person": "text",
        "valid_from_on": "date",
        "valid_to_on": "date",
        "as_of_on": "date",
        # subkind: pension employee|resident|survivor|disability; public_payroll established|temporary|cadre;
        #          student full_time|part_time; detained custody|community; hospital inpatient|day; shareholder owner|member
        "subkind": "text",
        "status": "text",
        "first_issued_on": "date",
        "graduates_year": "int",
        "school": "text",
        "organisation": "text",
        "share": "int",
        "amount_fen": "bigint",
        "as_of_given": "bool",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("kind", "person", "valid_from_on", "valid_to_on", "subkind", "organisation"),
    staged={
        "kind": _per_register({kind: f"'{kind}'" for kind in _TITLES}),
        "subkind": f"coalesce(s.subkind, {_per_register({k: by_title(m) for k, m in SUBKIND_MARKS.items()})})",
        "status": "coalesce(case when s.note = 'cancelled' then s.note end, s.status, s.note)",
        "valid_from_on": f"coalesce(s.valid_from_on, s.paid_month, {_TERM_FROM})",
        "valid_to_on": f"coalesce(s.valid_to_on, last_day(s.paid_month), {_TERM_TO})",
        "as_of_on": f"coalesce(s.as_of_on, try_cast({_AS_OF[0]} || '-' || {_AS_OF[1]} || '-' || {_AS_OF[2]} as date), "
        f"last_day(try_cast({_AS_OF[0]} || '-' || {_AS_OF[1]} || '-01' as date)))",
        "graduates_year": f"coalesce(s.graduates_year, {_per_register({'student': 'year(s.valid_to_on)'})})",
    },
)

DEATHS = Facts(
    "deaths",
    "死亡人员（每人一行）",
    "由死亡人员名单推出",
    {"entry": "text", "person": "text", "died_on": "date"},
    query=(Path(__file__).parent / "derived" / "deaths.sql").read_text(encoding="utf-8"),
    reads=("registers",),
)

UNIDENTIFIED = Facts(
    "unidentified",
    "号码不能用的行",
    "各填报单位",
    {
        "unidentified": "text",
        "subject_kind": "text",
        "class": "text",
        "employer": "text",
        "name_key": "text",
        "number_length": "int",
        "born_on": "date",
        "phone_key": "text",
        "account_key": "text",
        "address_key": "text",
        "why": "text",
    }
    | ADDRESS,
    made=True,
)

CONTRADICTIONS = Facts(
    "contradictions",
    "前后不一的行",
    "各填报单位",
    {
        "contradiction": "text",
        "subject_kind": "text",
        "subject": "text",
        "person": "text",
        "field": "text",
        "value": "text",
        "other_value": "text",
        "other_file": "text",
        "other_sheet": "text",
        "other_row": "int",
    }
    | ADDRESS,
    made=True,
)

TOTALS = Facts(
    "totals",
    "合计行",
    "各填报单位",
    {
        "total": "text",
        "subject_kind": "text",
        "field": "text",
        "stated_fen": "bigint",
        "summed_fen": "bigint",
        "rows": "int",
    }
    | ADDRESS,
    made=True,
)

LINKS = Facts(
    "links",
    "可能是同一人",
    "各填报单位",
    {
        "link": "text",
        "person": "text",
        "other": "text",
        "subject_kind": "text",
        "score": "int",
        "why": "text",
        "other_file": "text",
        "other_sheet": "text",
        "other_row": "int",
    }
    | ADDRESS,
    made=True,
)

FACTS = (PERSONS, REGISTERS, DEATHS, UNIDENTIFIED, CONTRADICTIONS, TOTALS, LINKS)
