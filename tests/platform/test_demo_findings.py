"""The rosters of the demo city are handed in as any, and the rules find what was planted in them, nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.utils import timezone

from chunfeng.base.documents.tests.samples import png
from chunfeng.base.findings.models import Finding
from chunfeng.engines.screening.duckdb_engine import connect, open_views
from chunfeng.engines.screening.vocabulary import teach_duckdb
from chunfeng.plans.training.attendance.demo import attend
from chunfeng.plans.training.attendance.queries import hours
from chunfeng.plans.training.classes.demo import Office
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.tests.conftest import START, build
from chunfeng.site import screening
from chunfeng.site.demo.enrolled import PLANTED, enrol, rosters, teach
from chunfeng.site.registry import FACTS

TODAY = date(2016, 11, 23)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_snapshots() -> Iterator[None]:
    shutil.rmtree(screening.root(), ignore_errors=True)
    yield
    shutil.rmtree(screening.root(), ignore_errors=True)


def test_the_planted_rows_are_found_and_no_honest_one() -> None:
    town = build(orgs=3)
    enrol(list(town.clerks.values()), TODAY)
    screening.screen()
    found = Finding.objects.select_related("case__org")
    assert {finding.rule for finding in found} == PLANTED
    assert {finding.case.org_id for finding in found} <= {org.pk for org in town.orgs}
    assert (
        found.filter(rule="training.class_size_above").get().said.startswith(f"名册 {len(rosters(TODAY)[2].people)} 人")
    )


def test_the_classes_of_the_demo_are_lived_and_no_rule_accuses_them() -> None:
    town = build(orgs=2)
    for n in range(2):
        providers.designate(providers.begin(town, n, START))
    schools = [(org, town.clerks[org.pk]) for org in town.orgs]
    teach(schools, Office(town.staff.checkers[0], town.staff.head), TODAY)
    assert set(TrainingClass.objects.values_list("state", flat=True)) == {"in_progress", "returned"}
    klass, now = TrainingClass.objects.get(state="in_progress"), timezone.make_aware(datetime(2016, 11, 23, 12))
    attend(klass, schools[0], town.staff.checkers[0], png(), now)
    told = sorted((h.attended, h.made_up) for h in hours(klass).values())
    assert told[0] == (16, 0) and {made for _came, made in told} == {0, 4} and told[-1] == (48, 0)
    kept = screening.screen(at=now).taken.kept
    # But for the trainee who says that he is in no class.
    assert [f.rule for f in Finding.objects.all()] == ["training.trainee_denies"]
    with connect() as db:
        teach_duckdb(db, None)
        open_views(db, kept.files(), FACTS)
        classes = db.execute(
            "select programme, trade, level, hours, starts_on, ends_on, state from classes order by state"
        ).fetchall()
        sessions = db.execute(
            "select count(*), count(distinct class), min(starts_at), sum(hours), count(teacher) from sessions"
        ).fetchone()
    first = date(2016, 11, 17)
    assert classes[0] == ("EMPLOYMENT_SKILL", "焊工", 5, 80, first, date(2016, 11, 26), "in_progress")
    assert classes[1][-1] == "returned" and classes[1][1] == "砌筑工"
    # Twenty-six of the class that is taught; six of them are guidance.
    assert sessions == (26, 1, datetime(2016, 11, 17, 8, 30), 80, 20)
