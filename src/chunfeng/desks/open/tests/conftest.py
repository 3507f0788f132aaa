"""Providers in every state on one day of 2016, and a store that holds nothing of another test."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time

import pytest
from django.core.cache import cache
from django.utils import timezone

from chunfeng.desks.open.corrections import _file
from chunfeng.plans.training.providers.demo import STANDINGS, Clockwork, Town, begin, seed
from chunfeng.plans.training.providers.tests.conftest import build

TODAY = date(2016, 11, 23)


@pytest.fixture(autouse=True)
def empty_store(request: pytest.FixtureRequest) -> None:
    shutil.rmtree(_file("x").parent, ignore_errors=True)
    if request.node.get_closest_marker("django_db"):
        cache.clear()


class Day:
    """The day on which everything happens; it can be moved on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.set(TODAY)

    def set(self, day: date) -> None:
        at = timezone.make_aware(datetime.combine(day, time(10)))
        self._patch.setattr(timezone, "now", lambda: at)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    return Day(monkeypatch)


@pytest.fixture
def town(db: None, day: Day) -> Town:
    return build(len(STANDINGS))


@pytest.fixture
def providers(town: Town) -> Town:
    seed(town, TODAY)
    return town


@pytest.fixture
def walk(town: Town) -> Clockwork:
    return begin(town, 0, date(2016, 10, 31))
