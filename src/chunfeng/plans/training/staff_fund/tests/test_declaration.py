"""An employer says what it set aside for training; below a line the office asks, and punishes nobody (T-3.3.e)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.engine import Refused, Taken, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.staff_fund import actions
from chunfeng.plans.training.staff_fund.models import Declaration
from chunfeng.plans.training.staff_fund.queries import questions, remarks

pytestmark = pytest.mark.django_db(transaction=True)
WAGES = 1_000_000_00


@dataclass
class Town:
    employer: Org
    clerk: Actor
    checker: Actor
    portal: Client
    desk: Client

    def begun(self) -> Case:
        found = actions.declare(self.employer, self.employer.place, self.clerk)
        assert isinstance(found, Case), found
        return found

    def filled(self, **changed: Any) -> Case:
        case = self.begun()
        assert not actions.save(case, self.clerk, figures(**changed))
        return Case.objects.get(pk=case.pk)

    def took(self, case: Case, code: str, actor: Actor, **answers: Any) -> Taken | Refused:
        case = Case.objects.get(pk=case.pk)
        return take(case, code, actor=actor, seen=case.version, answers=answers)


def figures(**changed: Any) -> dict[str, Any]:
    known = {
        "year": 2015,
        "wage_bill_fen": WAGES,
        "set_aside_fen": 20_000_00,
        "used_fen": 10_000_00,
        "front_line_fen": 7_000_00,
    }
    return known | changed


@pytest.fixture
def town() -> Town:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    county = Place.objects.create(code="990101", name="东县", kind="county", parent=city, path="990000/990101/")
    employer = Org.objects.create(name="泰岳建筑", kind="employer", place=county)
    users = [User.objects.create(username=name, name=name, password="!") for name in ("clerk", "checker")]
    Assignment.objects.create(user=users[0], role="employer_clerk", org=employer, valid_from_on=date(2010, 1, 1))
    Assignment.objects.create(user=users[1], role="section_checker", place=county, valid_from_on=date(2010, 1, 1))
    return Town(employer, actor_of(users[0]), actor_of(users[1]), signed_in(users[0]), signed_in(users[1]))


@pytest.mark.parametrize(
    ("changed", "asked", "remarked"),
    [
        ({}, "", ""),
        ({"set_aside_fen": 15_000_00}, "", ""),
        ({"set_aside_fen": 14_999_99}, "提取比例 1.49%，低于 1.50%", ""),
        ({"set_aside_fen": 25_000_00}, "", ""),
        ({"set_aside_fen": 25_000_01}, "", "多提取不算问题"),
        ({"front_line_fen": 6_999_99}, "用于一线职工的占 69.99%，低于 70.00%", ""),
        ({"used_fen": 0, "front_line_fen": 0}, "", ""),
        # Before the notice there was no line to hold it against.
        ({"year": 2013, "set_aside_fen": 1}, "", ""),
    ],
)
def test_both_ends_count_and_more_is_no_fault(town: Town, changed: dict[str, int], asked: str, remarked: str) -> None:
    declared: Declaration = town.filled(**changed).record
    assert bool(asked) == bool(questions(declared)) and asked in "".join(questions(declared))
    assert bool(remarked) == bool(remarks(declared)) and remarked in "".join(remarks(declared))


def test_a_question_is_asked_answered_and_the_declaration_filed(town: Town) -> None:
    case = town.filled(set_aside_fen=1_000_00)
    assert isinstance(town.took(case, "submit", town.clerk, true=True), Taken)
    shown = town.desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "提取比例 0.10%，低于 1.50%" in shown
    assert isinstance(town.took(case, "ask", town.checker, asked="为什么低于规定比例？"), Taken)
    told = town.portal.get(f"/portal/cases/{case.number}/").content.decode()
    assert "为什么低于规定比例？" in told
    assert isinstance(town.took(case, "explain", town.clerk, said="全年停工。"), Taken)
    assert isinstance(town.took(case, "file", town.checker), Taken)
    assert "全年停工。" in town.desk.get(f"/desk/cases/{case.number}/").content.decode()


def test_it_is_begun_filled_in_and_handed_in_at_the_portal(town: Town) -> None:
    assert "职工教育经费年度申报" in town.portal.get("/portal/").content.decode()
    town.portal.post("/portal/begin/training.staff_fund/")
    case = Case.objects.get(process="training.staff_fund")
    assert isinstance(town.took(case, "submit", town.clerk, true=True), Refused)
    url = f"/portal/cases/{case.number}/fill/figures/"
    sent = {
        "year": "2015",
        "wage_bill_fen": "1000000",
        "set_aside_fen": "20000.50",
        "used_fen": "0",
        "front_line_fen": "1",
    }
    wrong = town.portal.post(url, sent)
    assert wrong.status_code == 422 and "比使用的总数还多" in wrong.content.decode()
    assert town.portal.post(url, sent | {"front_line_fen": "0"}).status_code == 302
    assert Declaration.objects.get().set_aside_fen == 20_000_50
    shown = "20,000.50"
    assert shown in town.portal.get(url).content.decode()
    assert town.portal.post(url, sent | {"set_aside_fen": shown, "front_line_fen": "0"}).status_code == 302
    check = town.portal.get(f"/portal/cases/{case.number}/check/").content.decode()
    assert "提取的职工教育经费" in check


def test_what_cannot_be_is_refused_by_the_form_and_by_the_database(town: Town) -> None:
    case = town.begun()
    this_year = timezone.localdate().year
    for changed, said in (
        ({"year": this_year}, "年度结束后再申报"),
        ({"wage_bill_fen": 0, "set_aside_fen": 0}, "工资总额要大于 0"),
        ({"set_aside_fen": WAGES + 1}, "比工资总额还多"),
    ):
        assert said in "".join(map(str, actions.save(case, town.clerk, figures(**changed))))
    for column in ({"wage_bill_fen": 0}, {"state": "received"}, {"used_fen": 1, "front_line_fen": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Declaration.objects.update(**column)


def test_a_year_is_declared_once_unless_it_was_withdrawn(town: Town) -> None:
    first = town.filled()
    assert isinstance(actions.declare(town.employer, town.employer.place, town.clerk), Refused)
    town.took(first, "submit", town.clerk, true=True)
    assert actions.save(first, town.clerk, figures(year=2014)), "what was handed in cannot be changed"
    town.took(first, "file", town.checker)
    second = town.begun()
    assert "2015 年已经申报过" in str(actions.save(second, town.clerk, figures())[0])
    assert not actions.save(second, town.clerk, figures(year=2014))
    assert isinstance(town.took(second, "withdraw", town.clerk), Taken)
    assert not actions.save(town.begun(), town.clerk, figures(year=2014))


def test_nobody_declares_for_another_or_checks_at_the_portal(town: Town) -> None:
    assert isinstance(actions.declare(town.employer, town.employer.place, town.checker), Refused)
    case = town.filled()
    town.took(case, "submit", town.clerk, true=True)
    assert isinstance(town.took(case, "file", town.clerk), Refused)
