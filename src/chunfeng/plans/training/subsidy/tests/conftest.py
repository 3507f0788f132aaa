"""A certified class, an office with a hand for each step, a pool with money, a treasury."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.engine import Taken, take
from chunfeng.base.workflow.models import Case
from chunfeng.engines.ledger.booking import Booked, book
from chunfeng.engines.ledger.postings import Move, Pool
from chunfeng.plans.training.catalogue.models import StandardsList, SubsidyStandard
from chunfeng.plans.training.certification.tests.conftest import Ending, ended
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.providers.tests.conftest import user
from chunfeng.plans.training.subsidy import postings
from chunfeng.plans.training.subsidy.demo import Claiming, Office, Paying, Treasury

#: A welder's standard, and the day on which the certificates are there.
STANDARD = 100_000


def pass_by(at: datetime) -> None:
    """As the worker does with what waits for it, where no rule finds anything."""
    for case in Case.objects.filter(state="screening"):
        assert isinstance(take(case, "screened", actor=Actor.the_system(), seen=case.version, at=at), Taken)


@dataclass
class Money:
    """ending: of whose school the class is certified. pool: of the place, with a hundred thousand yuan of 2016."""

    ending: Ending
    klass: TrainingClass
    office: Office
    treasury: Treasury
    pool: Pool
    certified_on: date

    @property
    def org(self) -> Org:
        return self.ending.school.org

    @property
    def clerk(self) -> Actor:
        return self.ending.school.clerk

    @property
    def place(self) -> Place:
        return self.klass.case.place

    def begun(self, **given: Any) -> Claiming:
        return Claiming.begin(self.clerk, self.org, self.klass, self.certified_on, **given)

    def submitted(self, **given: Any) -> Claiming:
        return self.begun(**given).submitted(self.office, self.certified_on)

    def noticed(self, **given: Any) -> Claiming:
        return self.submitted(**given).checked(self.office, self.certified_on)

    def approved(self, **given: Any) -> Claiming:
        return self.noticed(**given).approved(self.office)

    def drawn(self) -> Paying:
        return Paying.begin(self.treasury, self.place, "EMPLOYMENT", "city", 2016, self.later)

    def sent(self) -> Paying:
        return self.drawn().sent(self.treasury, self.later)

    @property
    def later(self) -> date:
        return self.certified_on + timedelta(days=20)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files of our own making are read in this process."""
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    yield


@pytest.fixture
def money(db: None) -> Money:
    return made()


def made() -> Money:
    ending = ended()
    town = ending.school.town
    certifying = ending.certified()
    klass = certifying.completion.training_class
    case = klass.case
    org = ending.school.org
    org.account = "6222020200112233445"
    org.save()
    for n, entry in enumerate(klass.entries.select_related("person")):
        entry.person.account = f"62220202002000{n:05d}"
        entry.person.save()
    paid = StandardsList.objects.create(
        case=case, state="issued", place=town.place, document="泰人社〔2016〕1号", valid_from_on=date(2016, 1, 1),
        issued_on=date(2015, 12, 1),
    )  # fmt: skip
    SubsidyStandard.objects.create(
        list=paid, place=town.place, trade=klass.trade, level=klass.level or 0, programme=klass.programme, fund=klass.fund,
        amount_fen=STANDARD, min_hours=40, valid_from_on=date(2016, 1, 1), in_force=True,
    )  # fmt: skip
    pool = Pool("EMPLOYMENT.city", case.place_id, 2016)
    assert isinstance(book([Move("grant", postings.GRANT, 10_000_000, pool)], actor=Actor.the_system()), Booked)
    place = case.place

    def hand(name: str, role: str) -> Actor:
        return actor_of(user(name, role, place=place))

    leader = hand("领导", "leader")
    office = Office(
        hand("窗口", "counter_clerk"), hand("审核", "section_checker"), hand("审定", "section_head"), leader, pass_by
    )
    treasury = Treasury(hand("财务", "finance_clerk"), hand("财务长", "finance_head"), leader, pass_by)
    on = certifying.completion.certified_on
    assert on
    return Money(ending, klass, office, treasury, pool, on)
