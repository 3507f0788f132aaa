"""Released marks and standing certificates reach the snapshot, and the rules on them run (F-40, F-43)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chunfeng.base.findings.models import Finding
from chunfeng.engines.screening.duckdb_engine import connect, open_views
from chunfeng.engines.screening.rule import load_rules
from chunfeng.engines.screening.vocabulary import teach_duckdb
from chunfeng.plans.training.certification.demo import change
from chunfeng.plans.training.certification.models import Certificate, Mark
from chunfeng.plans.training.certification.tests.conftest import all_pass, ended
from chunfeng.site import screening
from chunfeng.site.registry import FACTS, SCREEN_FOLDERS

pytestmark = pytest.mark.django_db(transaction=True)

RULES = ("training.exam_mark_changed", "training.certificate_before_exam", "training.certificate_before_last_session")


@pytest.fixture(autouse=True)
def no_snapshots() -> Iterator[None]:
    shutil.rmtree(screening.root(), ignore_errors=True)
    yield
    shutil.rmtree(screening.root(), ignore_errors=True)


def test_marks_and_certificates_are_facts_and_the_rules_find_nothing_in_an_honest_class() -> None:
    ending = ended()
    certifying = ending.certified(
        lambda mark: None if mark.seat == 2 else (59, 80) if mark.seat == 1 else all_pass(mark)
    )
    first = Certificate.objects.order_by("pk")[0]
    change(first, "fraud", "查实", ending.office, first.issued_on + timedelta(days=1))
    Mark.objects.filter(seat=3).update(changed_on=certifying.completion.certified_on)
    rules = tuple(rule for rule in load_rules(SCREEN_FOLDERS, FACTS) if rule.code in RULES)
    assert len(rules) == 3
    taken = screening.screen(rules=rules)
    assert set(taken.run.ran) == set(RULES), taken.run.not_run
    # A change in the platform always bears two names.
    assert not any(taken.run.ran.values()) and not Finding.objects.exists()
    with connect() as db:
        teach_duckdb(db, None)
        open_views(db, screening.take_snapshot().kept.files(), FACTS)
        marks = db.execute(
            "select count(*), min(score), count(*) filter (where passed), max(second_signature) from exams"
        ).fetchone()
        certificates = db.execute(
            "select count(*), count(distinct number), min(kind), min(level), bool_or(reissued) from certificates"
        ).fetchone()
    assert marks == (23, 59, 22, True)
    assert certificates == (21, 21, "vocational_qualification", 5, False)
