"""Everything the apps declare, in one place: feeds, facts, folders of screens, and the words of a policy pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

import chunfeng
from chunfeng.base.orgs import facts as orgs_facts
from chunfeng.base.orgs import feeds as orgs
from chunfeng.base.people import facts as people_facts
from chunfeng.base.people import feeds as people
from chunfeng.base.policy import facts as policy_facts
from chunfeng.base.policy.declarations import Facts, Feed
from chunfeng.base.policy.pack import Pack
from chunfeng.engines.feeds.values import Words, outputs
from chunfeng.plans.rights.employment import facts as employment_facts
from chunfeng.plans.rights.employment import feeds as employment
from chunfeng.plans.rights.insurance import facts as insurance_facts
from chunfeng.plans.rights.insurance import feeds as insurance
from chunfeng.plans.rights.wages import facts as wages_facts
from chunfeng.plans.rights.wages import feeds as wages
from chunfeng.plans.training.catalogue import facts as catalogue_facts
from chunfeng.plans.training.catalogue import feeds as catalogue
from chunfeng.plans.training.classes import facts as classes_facts
from chunfeng.plans.training.classes import feeds as classes
from chunfeng.plans.training.subsidy import facts as subsidy_facts
from chunfeng.plans.training.subsidy import feeds as subsidy

FEEDS: tuple[Feed, ...] = (
    *people.FEEDS,
    *orgs.FEEDS,
    *catalogue.FEEDS,
    *classes.FEEDS,
    *subsidy.FEEDS,
    *employment.FEEDS,
    *wages.FEEDS,
    *insurance.FEEDS,
)

_ROOT = Path(chunfeng.__file__).parent
#: Rules of data quality stand beside those of identity.
SCREEN_FOLDERS: tuple[Path, ...] = (
    _ROOT / "base" / "people" / "screens",
    _ROOT / "plans" / "training" / "classes" / "screens",
    _ROOT / "plans" / "training" / "subsidy" / "screens",
    _ROOT / "plans" / "rights" / "wages" / "screens",
)

_SQL = {pa.string(): "text", pa.int32(): "int", pa.int64(): "bigint", pa.date32(): "date", pa.bool_(): "bool",
        pa.timestamp("us"): "timestamp"}  # fmt: skip
#: What the reader adds to what the feeds declare.
_READ = {
    "attendance": {"slot": "int", "day_no": "int", "in_at": "timestamp", "out_at": "timestamp",
                   "punched_at": "timestamp", "in_time": "text", "out_time": "text"},
    "sessions": {"starts_at": "timestamp", "ends_at": "timestamp"},
}  # fmt: skip
_UNIDENTIFIED = {
    "subject_kind": "text", "name": "text", "number_raw": "text", "number_wrong": "text", "phone": "text",
    "account": "text", "address": "text", "class_no": "text", "provider": "text", "trade": "text", "level": "int",
    "starts_on": "date", "employer": "text", "amount_fen": "bigint",
}  # fmt: skip


def staged_types() -> dict[str, dict[str, str]]:
    """kind → staged column → SQL type, of everything that reading a folder may yield."""
    staged: dict[str, dict[str, str]] = {}
    for feed in FEEDS:
        columns = staged.setdefault(feed.kind, {"feed": "text", "hint": "text"})
        for column in feed.columns:
            columns |= {name: _SQL[kind] for name, kind in outputs(column.name, column.parse)}
        if "number" in columns:
            columns["number_wrong"] = "text"
    for kind, columns in _READ.items():
        staged[kind] |= columns
    return staged | {"unidentified": dict(_UNIDENTIFIED), "class_heads": dict(staged["classes"])}


def words_of(pack: Pack) -> Words:
    return Words(pack.levels, pack.programmes, pack.trades, pack.funds, pack.counties)


def by_title(marks: Iterable[tuple[str, str]]) -> str:
    """SQL: what title, sheet and file name say of every row of a table; the first pattern that fits."""
    cases = " ".join(f"when regexp_matches(s.hint, '{pattern}') then '{word}'" for pattern, word in marks)
    return f"case {cases} end"


def _register_kind() -> str:
    cases = " ".join(f"when '{title}' then '{kind}'" for title, kind in people.REGISTER_KINDS.items())
    return f"case s.feed {cases} end"


def _register_subkind() -> str:
    titles = {kind: title for title, kind in people.REGISTER_KINDS.items()}
    cases = " ".join(f"when '{titles[kind]}' then {by_title(m)}" for kind, m in people.SUBKIND_MARKS.items())
    return f"coalesce(s.subkind, case s.feed {cases} end)"


#: 2015-2016学年: a pupil from September to June; a printed term halves it.
_YEAR = r"regexp_extract(s.hint, '(20\d\d) ?[-—至~] ?20\d\d ?学年', 1)"
_TERM = f"case when s.feed = '在校学生名单' and {_YEAR} <> '' then"
_SPRING = "regexp_matches(s.hint, '春季|第二学期|下学期')"
_AUTUMN = "regexp_matches(s.hint, '秋季|第一学期|上学期')"
_TERM_FROM = (f"{_TERM} case when {_SPRING} then make_date({_YEAR}::int + 1, 3, 1) "
              f"else make_date({_YEAR}::int, 9, 1) end end")  # fmt: skip
_TERM_TO = (f"{_TERM} case when {_AUTUMN} and not {_SPRING} then make_date({_YEAR}::int + 1, 1, 15) "
            f"else make_date({_YEAR}::int + 1, 6, 30) end end")  # fmt: skip
_DAY = "nullif(regexp_extract(s.hint, '{}', {}), '')"
_AS_OF = [_DAY.format(people.AS_OF, part) for part in (1, 2, 3)]

#: 东湖花园二期 on the pay sheet is 东湖花园二期项目 in the title of the attendance book.
_PROJECT = r"regexp_replace(s.project, '(项目经理部|项目部|项目|工程|工地)+$', '')"

#: Facts columns that follow from more than the staged column of the same name.
STAGED: dict[str, dict[str, str]] = {
    "registers": {
        "kind": _register_kind(),
        "subkind": _register_subkind(),
        "valid_from_on": f"coalesce(s.valid_from_on, s.paid_month, {_TERM_FROM})",
        "valid_to_on": f"coalesce(s.valid_to_on, last_day(s.paid_month), {_TERM_TO})",
        "as_of_on": f"coalesce(s.as_of_on, try_cast({_AS_OF[0]} || '-' || {_AS_OF[1]} || '-' || {_AS_OF[2]} as date), "
                    f"last_day(try_cast({_AS_OF[0]} || '-' || {_AS_OF[1]} || '-01' as date)))",
        "graduates_year": "coalesce(s.graduates_year, "
                          "case when s.feed = '在校学生名单' then year(s.valid_to_on) end)",
    },
    "projects": {"project": _PROJECT},
    "attendance": {
        "project": _PROJECT,
        "kind": "case when s.feed = '用工考勤' then 'work' else 'class' end",
        "in_at": "coalesce(s.in_at, s.punched_at)",
        "out_at": "coalesce(s.out_at, s.punched_at)",
    },
    "claims": {
        "state": f"coalesce(s.state, {by_title(subsidy.STATE_MARKS['claims'])}, 'submitted')",
        "item": f"coalesce(s.item, {by_title(subsidy.ITEM_MARKS)}, 'tuition')",
        "fund": f"coalesce(s.fund, {by_title(subsidy.FUND_MARKS)})",
    },
    "payments": {
        "state": f"coalesce(s.state, {by_title(subsidy.STATE_MARKS['payments'])})",
        "fund": f"coalesce(s.fund, {by_title(subsidy.FUND_MARKS)})",
    },
    "teachers": {"name": "s.teacher"},
    "payroll": {"project": _PROJECT, "sheet_kind": f"coalesce(s.sheet_kind, {by_title(wages.SHEET_KIND_MARKS)})"},
    "insurance": {
        "kind": f"coalesce(s.kind, {by_title(insurance.KIND_MARKS)}, 'all')",
        "payer": f"coalesce(s.payer, {by_title(insurance.PAYER_MARKS)})",
        "from_month": "date_trunc('month', s.from_month)::date",
    },
    "contracts": {
        # Renewals stand in columns of their own; an early end counts before the printed one.
        "ends_on": "coalesce(s.ended_on, s.ends_on, s.third_ends_on, s.second_ends_on, s.first_ends_on)",
    },
}  # fmt: skip


def _with_staged(facts: Facts) -> Facts:
    return replace(facts, staged={**facts.staged, **STAGED.get(facts.table, {})})


FACTS: tuple[Facts, ...] = tuple(
    _with_staged(facts)
    for facts in (
        *policy_facts.FACTS,
        *people_facts.FACTS,
        *orgs_facts.FACTS,
        *catalogue_facts.FACTS,
        *classes_facts.FACTS,
        *subsidy_facts.FACTS,
        *employment_facts.FACTS,
        *wages_facts.FACTS,
        *insurance_facts.FACTS,
    )
)
