"""Everything the apps declare, in one place: feeds, facts, folders of screens, and the words of a policy pack."""

from __future__ import annotations

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
from chunfeng.base.workflow import facts as workflow_facts
from chunfeng.engines.feeds.values import Words, outputs
from chunfeng.plans.rights.employment import facts as employment_facts
from chunfeng.plans.rights.employment import feeds as employment
from chunfeng.plans.rights.inspection import facts as inspection_facts
from chunfeng.plans.rights.insurance import facts as insurance_facts
from chunfeng.plans.rights.insurance import feeds as insurance
from chunfeng.plans.rights.wages import facts as wages_facts
from chunfeng.plans.rights.wages import feeds as wages
from chunfeng.plans.training.attendance import facts as attendance_facts
from chunfeng.plans.training.catalogue import facts as catalogue_facts
from chunfeng.plans.training.catalogue import feeds as catalogue
from chunfeng.plans.training.certification import facts as certification_facts
from chunfeng.plans.training.classes import facts as classes_facts
from chunfeng.plans.training.classes import feeds as classes
from chunfeng.plans.training.outcomes import facts as outcomes_facts
from chunfeng.plans.training.subsidy import facts as subsidy_facts
from chunfeng.plans.training.subsidy import feeds as subsidy
from chunfeng.plans.training.visits import facts as visits_facts

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
    _ROOT / "plans" / "training" / "attendance" / "screens",
    _ROOT / "plans" / "training" / "subsidy" / "screens",
    _ROOT / "plans" / "rights" / "wages" / "screens",
)

_SQL = {pa.string(): "text", pa.int32(): "int", pa.int64(): "bigint", pa.date32(): "date", pa.bool_(): "bool",
        pa.timestamp("us"): "timestamp"}  # fmt: skip
#: What the reader adds to what the feeds declare.
_READ = {
    "attendance": {"slot": "int", "day_no": "int", "undated": "int", "head_row": "int", "in_at": "timestamp", "out_at": "timestamp",
                   "punched_at": "timestamp"},
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


FACTS: tuple[Facts, ...] = (
    *policy_facts.FACTS,
    *people_facts.FACTS,
    *orgs_facts.FACTS,
    *catalogue_facts.FACTS,
    *classes_facts.FACTS,
    *attendance_facts.FACTS,
    *visits_facts.FACTS,
    *certification_facts.FACTS,
    *subsidy_facts.FACTS,
    *employment_facts.FACTS,
    *wages_facts.FACTS,
    *insurance_facts.FACTS,
    *inspection_facts.FACTS,
    *outcomes_facts.FACTS,
    *workflow_facts.FACTS,
)
