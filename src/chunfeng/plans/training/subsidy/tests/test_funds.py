"""Money comes into the city's pool, goes to a county, and the report adds up to the fen (T-3.3.a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.engine import Refused, Taken, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.engines.ledger.checking import faults
from chunfeng.engines.ledger.models import Entry
from chunfeng.plans.training.subsidy import queries

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Treasury:
    city: Place
    county: Place
    clerk: Actor
    leader: Actor
    desk: Client
    below: Client

    def asked(self, kind: str, yuan: str, county: str = "", year: str = "2016", **changed: Any) -> Case | Refused:
        given = {"kind": kind, "source": "EMPLOYMENT", "level": "city", "year": year, "amount": yuan, "county": county,
                 "document": "泰财社〔2016〕1号"}  # fmt: skip
        return begin(PROCESSES[queries.ORDER], self.clerk, self.city, given | changed)

    def order(self, kind: str, yuan: str, county: str = "", year: str = "2016") -> Case:
        found = self.asked(kind, yuan, county, year)
        assert isinstance(found, Case), found
        return found

    def approved(self, case: Case) -> Taken | Refused:
        return take(case, "approve", actor=self.leader, seen=case.version, answers={})


@pytest.fixture
def treasury() -> Treasury:
    city = Place.objects.create(code="370900", name="泰安市", kind="city", path="370900/")
    county = Place.objects.create(code="370902", name="泰山区", kind="county", parent=city, path="370900/370902/")
    users = {}
    for name, role, place in (
        ("clerk", "finance_clerk", city),
        ("leader", "leader", city),
        ("below", "finance_clerk", county),
    ):
        users[name] = User.objects.create(username=name, name=name, password="!")
        Assignment.objects.create(user=users[name], role=role, place=place, valid_from_on=date(2010, 1, 1))
    return Treasury(
        city,
        county,
        actor_of(users["clerk"]),
        actor_of(users["leader"]),
        signed_in(users["clerk"]),
        signed_in(users["below"]),
    )


def test_money_goes_to_a_county_and_the_report_adds_up(treasury: Treasury) -> None:
    for case in (
        treasury.order("grant", "1000000.05"),
        treasury.order("allot", "300000", "370902"),
        treasury.order("carry", "100000"),
        treasury.order("hand_back", "50000.05"),
    ):
        assert isinstance(treasury.approved(case), Taken)
    own, below = queries.report(treasury.leader, 2016)
    assert (own.place, own.held["available"], own.brought) == (treasury.city, 55_000_000, 55_000_000)
    assert (below.place, below.held["available"], below.came) == (
        treasury.county,
        30_000_000,
        {"training.allot": 30_000_000},
    )
    assert own.adds_up and below.adds_up
    assert queries.report(treasury.leader, 2017)[0].held["available"] == 10_000_000
    assert not list(faults())


def test_no_pool_gives_what_it_does_not_have(treasury: Treasury) -> None:
    assert isinstance(treasury.approved(treasury.order("grant", "100")), Taken)
    one, two = treasury.order("allot", "60", "370902"), treasury.order("allot", "60", "370902")
    assert isinstance(treasury.approved(one), Taken)
    refused = treasury.approved(two)
    assert isinstance(refused, Refused) and "可用资金 40.00 元，不够 60.00 元" in str(refused)
    two.refresh_from_db()
    assert two.state == "proposed" and Entry.objects.count() == 2


def test_two_hands_sign(treasury: Treasury) -> None:
    case = treasury.order("grant", "100")
    both = Actor(treasury.clerk.user, "甲", (*treasury.clerk.grants, *treasury.leader.grants))
    refused = take(case, "approve", actor=both, seen=case.version, answers={})
    assert isinstance(refused, Refused) and "不能是同一人" in str(refused)
    assert isinstance(take(case, "approve", actor=treasury.clerk, seen=case.version, answers={}), Refused)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("kind", "county", "changed", "said"),
    [
        ("allot", "", {}, "请选县（市、区）"),
        ("grant", "370902", {}, "只有下达到县才选"),
        ("grant", "", {"amount": "0"}, "金额应当大于零"),
        ("grant", "", {"amount": "1.005"}, "金额"),
        ("grant", "", {"source": "lottery"}, "资金来源"),
        ("grant", "", {"document": ""}, "依据的文件"),
    ],
)
def test_what_is_wrong_with_an_order_is_said(
    treasury: Treasury, kind: str, county: str, changed: dict[str, str], said: str
) -> None:
    refused = treasury.asked(kind, "100", county, **changed)
    assert isinstance(refused, Refused) and said in str(refused)
    assert not Case.objects.exists()


def test_a_county_sees_its_own_pool_alone(treasury: Treasury) -> None:
    for case in (treasury.order("grant", "1000"), treasury.order("allot", "300.5", "370902")):
        assert isinstance(treasury.approved(case), Taken)
    page = treasury.desk.get("/desk/funds/").content.decode()
    assert "699.50" in page and "300.50" in page and "不平" not in page.replace("平不平", "")
    below = treasury.below.get("/desk/funds/").content.decode()
    assert "300.50" in below and "699.50" not in below
    at = f"/desk/funds/{treasury.city.pk}/EMPLOYMENT.city/2016/"
    entries = treasury.desk.get(at).content.decode()
    assert "下达到县" in entries and "财政拨入" in entries
    assert treasury.below.get(at).status_code == 404
    assert treasury.below.get(f"/desk/funds/{treasury.county.pk}/EMPLOYMENT.city/2016/").status_code == 200
