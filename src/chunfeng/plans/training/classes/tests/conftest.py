"""A county with two admitted providers, their office, and people of an honest class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.kernel.citizen_id import check_digit
from chunfeng.plans.training.classes.demo import Opening
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.demo import Town
from chunfeng.plans.training.providers.models import Agreement
from chunfeng.plans.training.providers.tests.conftest import START, build

#: A Monday, without a holiday in the three weeks after it; and the day on which everything is handed in by then.
OPENS = date(2016, 5, 16)
APPLIED = OPENS - timedelta(days=14)


def person(n: int, born: date = date(1985, 6, 1), man: bool = True) -> tuple[str, str, str]:
    first = f"370911{born:%Y%m%d}{2 * (n % 499) + (1 if man else 2):03d}"
    return "王建军", first + check_digit(first), f"138{n:08d}"


def people(count: int, start: int = 0) -> list[tuple[str, str, str]]:
    return [person(n) for n in range(start, start + count)]


@dataclass
class School:
    """The first provider of the town teaches welding, the second bricklaying; both were admitted in April 2016."""

    town: Town
    agreements: Sequence[Agreement] = field(default_factory=list)

    @property
    def org(self) -> Org:
        found: Org = self.town.orgs[0]
        return found

    @property
    def clerk(self) -> Actor:
        return self.town.clerks[self.org.pk]

    @property
    def checker(self) -> Actor:
        return self.town.staff.checkers[0]

    @property
    def head(self) -> Actor:
        return self.town.staff.head

    def opening(
        self, class_no: str = "焊工第1期", first: date = OPENS, on: date = APPLIED, who: Sequence[tuple[str, str, str]] | None = None,
        nth: int = 0,
    ) -> Opening:  # fmt: skip
        """A whole application, not handed in. nth: of which provider."""
        org = self.town.orgs[nth]
        return Opening.begin(self.town.clerks[org.pk], org, class_no, first, on, people(24) if who is None else who)

    def submitted(self, **given: object) -> Opening:
        made = self.opening(**given)  # type: ignore[arg-type]
        return made.go("submit", made.clerk, APPLIED, undertaking=True)

    def approved(self, **given: object) -> Opening:
        made = self.submitted(**given).go("check", self.checker, APPLIED)
        return made.go("approve", self.head, APPLIED)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files of our own making are read in this process."""
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    yield


@pytest.fixture
def school(db: None) -> School:
    town = build()
    return School(town, [providers.designate(providers.begin(town, n, START)) for n in range(2)])
