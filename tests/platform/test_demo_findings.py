"""The rosters of the demo city are handed in as any, and the rules find what was planted in them, nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import pytest

from chunfeng.base.findings.models import Finding
from chunfeng.plans.training.providers.tests.conftest import build
from chunfeng.site import screening
from chunfeng.site.demo.enrolled import PLANTED, enrol, rosters

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
