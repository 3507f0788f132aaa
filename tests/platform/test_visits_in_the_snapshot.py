"""Visits stand in the snapshot once they are signed, by the record that counts, and the rules read them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.findings.models import Finding
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.engines.screening.duckdb_engine import connect, open_views
from chunfeng.engines.screening.vocabulary import teach_duckdb
from chunfeng.plans.training.classes.tests.conftest import OPENS, School
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.tests.conftest import START, build, user
from chunfeng.plans.training.visits.tests.conftest import DAY, Scene, at
from chunfeng.site import screening
from chunfeng.site.registry import FACTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_snapshots(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    shutil.rmtree(screening.root(), ignore_errors=True)
    yield
    shutil.rmtree(screening.root(), ignore_errors=True)


def rows(kept: Any) -> list[tuple[Any, ...]]:
    with connect() as db:
        teach_duckdb(db, None)
        open_views(db, kept.files(), FACTS)
        found: list[tuple[Any, ...]] = db.execute(
            "select visit, visited_on, present, expected, result from visits"
        ).fetchall()
        return found


def test_a_visit_is_a_fact_when_it_is_signed() -> None:
    town = build()
    school = School(town, [providers.designate(providers.begin(town, 0, START))])
    opening = school.approved().go("start", Actor.the_system(), OPENS)
    scene = Scene(school, opening, actor_of(user("检查员", "class_visitor", place=town.place)))
    visit = scene.drawn()
    assert rows(screening.take_snapshot().kept) == []
    scene.signed(visit, 19)
    kept = screening.screen().taken.kept
    assert rows(kept) == [(str(visit.pk), date(2016, 5, 17), 19, 24, None)] and date(2016, 5, 17) == DAY
    scene.go(visit.case, "hear", scene.head, at(DAY, 11))
    scene.go(visit.case, "state_case", school.clerk, at(DAY, 12), statement="有人请假。")
    scene.go(visit.case, "give_card", scene.head, at(DAY, 15), note="补课")
    # What changes at the visit, or at its class, changes the fact.
    assert [row[-1] for row in rows(screening.take_snapshot().kept)] == ["RED_CARD"]
    assert Finding.objects.get(rule="training.class_spot_card").severity == "high"
