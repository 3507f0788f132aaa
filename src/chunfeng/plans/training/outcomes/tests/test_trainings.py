"""The agency of a training follows from its programme and fund, as the pack divides the plan."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from chunfeng.base.policy.pack import load
from chunfeng.engines.screening.counting import count
from chunfeng.engines.screening.duckdb_engine import connect, open_views
from chunfeng.engines.screening.figure import load_figures
from chunfeng.engines.screening.found import all_facts
from chunfeng.engines.screening.vocabulary import teach_duckdb
from chunfeng.plans.training import outcomes

FOLDER = Path(outcomes.__file__).parent / "figures"
PACK = load("taian_2014_33")
FACTS = all_facts()


def agencies(folder: Path, classes: list[tuple[str, str | None]]) -> list[str | None]:
    db = duckdb.connect()
    listed = ", ".join(
        f"('k{n}', '{programme}', {(fund and repr(fund)) or 'null'})" for n, (programme, fund) in enumerate(classes)
    )
    made = {
        "classes": f"select *, date '2016-03-31' as ends_on from (values {listed}) as t(class, programme, fund)",
        "enrolments": f"select 'e' || i as enrolment, 'p' || i as person, 'k' || i as class from range({len(classes)}) as t(i)",
        "parameters": "select 'training.employment_window_months' as code, date '1990-01-01' as valid_from_on, 6 as value",
    }
    for name, query in made.items():
        db.execute(f"copy ({query}) to '{folder / name}.parquet' (format parquet)")
    asked = connect()
    teach_duckdb(asked, None)
    open_views(asked, {name: folder / f"{name}.parquet" for name in made}, FACTS)
    found = asked.execute("select agency from trainings order by cast(substr(class, 2) as int)").fetchall()
    return [agency for (agency,) in found]


def test_a_programme_is_of_the_agency_that_the_pack_names(tmp_path: Path) -> None:
    asked = [(p, i.agency) for i in PACK.plan_items.values() for p in i.programmes if "skill_" not in i.code]
    assert agencies(tmp_path, [(p, "EMPLOYMENT") for p, _agency in asked]) == [agency for _p, agency in asked]
    own = [(p.programme, p.fund, p.agency) for p in PACK.special_programmes.values()]
    assert agencies(tmp_path, [(p, fund) for p, fund, _agency in own]) == [agency for *_p, agency in own]


@pytest.mark.parametrize(("fund", "agency"), [("EDUCATION", "EDU"), ("EMPLOYMENT", "HRSS"), (None, None)])
def test_a_kind_of_two_bureaus_is_told_apart_by_its_fund(tmp_path: Path, fund: str | None, agency: str | None) -> None:
    assert agencies(tmp_path, [("EMPLOYMENT_SKILL", fund)]) == [agency]


def test_every_programme_of_the_plan_is_counted_where_the_plan_has_it() -> None:
    """The figures with a target of persons name the programmes of their plan items, sums those of their parts."""
    figures = {(f.clause, f.target): f for f in load_figures([FOLDER], FACTS) if f.unit == "person"}
    below: dict[str, set[str]] = {}
    for item in reversed(PACK.plan_items.values()):
        below[item.code] = set(item.programmes).union(
            *(below[part.code] for part in PACK.plan_items.values() if part.parent == item.code)
        )
    asked = {p for item in PACK.plan_items.values() for p in item.programmes}
    for item in PACK.plan_items.values():
        if not item.target or item.clause == "T-2.2":
            continue
        sql = figures[item.clause, item.target].sql
        assert {p for p in asked if f"'{p}'" in sql} == below[item.code], item.code


def test_every_target_of_persons_and_shares_has_its_figure() -> None:
    """Those without a list behind them are named here, so that the next list is seen to be missing."""
    counted = {(clause, f.target) for f in load_figures([FOLDER], FACTS) for clause in f.clauses}
    asked = {(t["clause"], t["name"]) for t in PACK.targets if t["clause"].startswith("T-")}
    kinds = {c.id for c in PACK.clauses.values() if c.kind == "indicator"}
    assert {one for one in asked if one[0] in kinds} - counted == {
        ("T-1.4", "coverage_new_entrants"), ("T-1.5", "coverage_skill_posts"), ("T-1.6", "coverage_startup"),
        ("T-2.2.1", "radiated_persons"),
    }  # fmt: skip


def test_nothing_reported_is_not_nought() -> None:
    from datetime import date

    assert count(load_figures([FOLDER], FACTS), {}, FACTS, date(2016, 12, 31)) == {}
