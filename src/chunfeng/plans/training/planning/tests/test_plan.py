"""The city's plan of a year is divided among counties, adds up, reaches the notice, and is issued by another hand (T-3.1.a)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.declarations import RECEIVERS, Read
from chunfeng.base.workflow.engine import Refused, Taken, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.planning.models import PlanLine, YearPlan
from chunfeng.plans.training.planning.queries import PLAN, in_force, planned

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Office:
    city: Place
    counties: list[Place]
    checker: Actor
    leader: Actor
    clerk: Actor
    desk: Client

    def begun(self, year: int = 2016) -> Case:
        case = begin(PROCESSES[PLAN], self.checker, self.city, {"year": str(year), "document": "泰人社发〔2016〕1号"})
        assert isinstance(case, Case), case
        return case

    def took(self, case: Case, code: str, actor: Actor, **answers: Any) -> Taken | Refused:
        case.refresh_from_db()
        return take(Case.objects.get(pk=case.pk), code, actor=actor, seen=case.version, answers=answers)


@pytest.fixture
def office() -> Office:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    counties = [
        Place.objects.create(code=f"99010{n}", name=name, kind="county", parent=city, path=f"990000/99010{n}/")
        for n, name in enumerate(("东县", "西县"))
    ]
    users = {}
    for role in ("section_checker", "leader", "finance_clerk"):
        users[role] = User.objects.create(username=role, name=role, password="!")
        Assignment.objects.create(user=users[role], role=role, place=city, valid_from_on=date(2010, 1, 1))
    actors = {role: actor_of(user) for role, user in users.items()}
    return Office(
        city,
        counties,
        actors["section_checker"],
        actors["leader"],
        actors["finance_clerk"],
        signed_in(users["section_checker"]),
    )


def fill(office: Office, case: Case, changed: Mapping[str, int] = {}) -> None:
    """The figures of the notice, all of it in the first county; changed: item → what the city's line says instead."""
    plan = YearPlan.objects.get(case=case)
    plan.rows.all().delete()
    items = pack().plan_items
    least = {code: item.least or 0 for code, item in items.items()}
    least["rewarm"] = least["rewarm_high_skill"] + least["rewarm_multi_post"]
    for code, n in least.items():
        PlanLine.objects.create(list=plan, item=code, place=office.city, persons=changed.get(code, n))
        if items[code].programmes:
            PlanLine.objects.create(list=plan, item=code, place=office.counties[0], persons=n)


def test_the_figures_of_the_notice_add_up_to_80090(office: Office) -> None:
    case = office.begun()
    fill(office, case)
    assert isinstance(office.took(case, "submit", office.checker), Taken)
    assert isinstance(office.took(case, "issue", office.leader), Taken)
    plan = in_force(office.city, 2016)
    assert plan and plan.rows.get(item="trained_total", place=office.city).persons == 80_090
    assert planned(office.city, 2016, "STARTUP") == 5_500
    assert planned(office.counties[0], 2016, "EMPLOYMENT_SKILL") == 58_500
    assert planned(office.counties[1], 2016, "STARTUP") is None
    assert planned(office.city, 2015, "STARTUP") is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"trained_total": 80_091}, "春城“各类培训合计”：73,700＋6,390＝80,090，合计写的是 80,091"),
        ({"startup": 5_600}, "春城“职业技能提升和创业培训”：58,500＋9,700＋5,600＝73,800，合计写的是 73,700"),
        ({"startup": 5_600}, "各县“创业培训”：5,500＝5,500，合计写的是 5,600"),
        ({"disabled": 280}, "“残疾农民工职业技能培训”280 人，少于通知要求的 290 人"),
    ],
)
def test_a_plan_that_does_not_add_up_is_refused_with_the_sum(
    office: Office, changed: dict[str, int], said: str
) -> None:
    case = office.begun()
    fill(office, case, changed)
    refused = office.took(case, "submit", office.checker)
    assert isinstance(refused, Refused) and said in str(refused)


def test_an_empty_plan_goes_nowhere(office: Office) -> None:
    refused = office.took(office.begun(), "submit", office.checker)
    assert isinstance(refused, Refused) and "没有写合计" in str(refused)


def test_who_drew_it_up_does_not_issue_it(office: Office) -> None:
    case = office.begun()
    fill(office, case)
    office.took(case, "submit", office.checker)
    both = Actor(office.checker.user, "甲", (*office.checker.grants, *office.leader.grants))
    refused = office.took(case, "issue", both)
    assert isinstance(refused, Refused) and "不能是同一人" in str(refused)


def test_a_change_begins_with_the_plan_in_force_and_takes_its_place(office: Office) -> None:
    first = office.begun()
    fill(office, first)
    office.took(first, "submit", office.checker)
    office.took(first, "issue", office.leader)
    second = office.begun()
    assert "调整" in second.title
    plan = YearPlan.objects.get(case=second)
    assert plan.rows.count() == YearPlan.objects.get(case=first).rows.count()
    for item in ("startup", "trained_core", "trained_total"):
        line = plan.rows.get(item=item, place=office.city)
        line.persons += 100
        line.save()
    PlanLine.objects.create(list=plan, item="startup", place=office.counties[1], persons=100)
    assert planned(office.city, 2016, "STARTUP") == 5_500
    office.took(second, "submit", office.checker)
    assert isinstance(office.took(second, "issue", office.leader), Taken)
    assert planned(office.city, 2016, "STARTUP") == 5_600
    assert YearPlan.objects.filter(in_force=True).count() == 1
    page = office.desk.get(f"/desk/cases/{second.number}/").content.decode()
    assert "+100" in page and "80,190" in page


def test_one_year_is_drawn_up_once_at_a_time_and_only_by_the_city(office: Office) -> None:
    office.begun()
    again = begin(PROCESSES[PLAN], office.checker, office.city, {"year": "2016", "document": "文件"})
    assert isinstance(again, Refused) and "正在拟定" in str(again)
    below = begin(PROCESSES[PLAN], office.checker, office.counties[0], {"year": "2017", "document": "文件"})
    assert isinstance(below, Refused) and "由市里拟定" in str(below)
    nothing = begin(PROCESSES[PLAN], office.checker, office.city, {"year": "1999", "document": "文件"})
    assert isinstance(nothing, Refused)
    other = begin(PROCESSES[PLAN], office.leader, office.city, {"year": "2017", "document": "文件"})
    assert isinstance(other, Refused) and "没有起草年度计划的权限" in str(other)


def test_it_is_begun_at_the_desk_once_however_often_it_is_sent(office: Office) -> None:
    listed = office.desk.get(f"/desk/cases/?process={PLAN}").content.decode()
    assert f"/desk/begin/{PLAN}/" in listed
    assert "起草年度计划" in office.desk.get(f"/desk/begin/{PLAN}/").content.decode()
    sent = {"year": "2016", "document": "文件", "request_key": "one"}
    for _again in range(2):
        answer = office.desk.post(f"/desk/begin/{PLAN}/", sent)
        assert answer.status_code == 302
    case = Case.objects.get(process=PLAN)
    assert answer["Location"] == f"/desk/cases/{case.number}/"
    wrong = office.desk.post(f"/desk/begin/{PLAN}/", {"year": "二", "request_key": "two"})
    assert wrong.status_code == 422 and "请填写整数" in wrong.content.decode()
    assert office.desk.get("/desk/begin/training.provider_admission/").status_code == 404


def test_it_is_filled_in_by_a_list(office: Office, tmp_path: Path) -> None:
    case, receiver = office.begun(), RECEIVERS["plan"]
    target = receiver.target(office.checker, case.number)
    assert target
    rows = ["培训项目,县（市、区）,计划人数"]
    for item in pack().plan_items.values():
        least = item.least or 2_100
        rows.append(f"{item.title},全市,{least}")
        if item.programmes:
            rows += [f"{item.title},东县,{least - 10}", f"{item.title},西县,10"]
    read = handed_in(tmp_path, rows)
    assert not list(receiver.check(target, read.accepted))
    with transaction.atomic():
        assert receiver.commit(target, read.accepted, office.checker, 0) == (len(rows) - 1, 0)
    assert isinstance(office.took(case, "submit", office.checker), Taken)
    with transaction.atomic():
        assert isinstance(receiver.commit(target, read.accepted, office.checker, 0), Refusal)
    assert receiver.target(office.checker, case.number) is None


def test_a_list_that_names_what_is_not_there_comes_back_by_cell(office: Office, tmp_path: Path) -> None:
    case, receiver = office.begun(), RECEIVERS["plan"]
    target = receiver.target(office.checker, case.number)
    read = handed_in(tmp_path, ["培训项目,县（市、区）,计划人数", "电焊,东县,10", "创业培训,南县,10"])
    assert target
    assert [(at, f.column) for at, f in receiver.check(target, read.accepted)] == [(0, "item"), (1, "place")]


def handed_in(folder: Path, rows: list[str]) -> Read:
    (folder / "plan.csv").write_text("\n".join(rows), "utf-8-sig")
    read = RECEIVERS.reader.whole(folder / "plan.csv", RECEIVERS["plan"].feed, folder)
    assert not isinstance(read, Refusal), read
    assert not read.returned
    return read


def test_two_who_begin_the_same_year_at_one_moment_begin_one_plan(office: Office) -> None:
    """Through two connections; the loser is told, and no page breaks."""
    both = threading.Barrier(2)

    def begun(key: str) -> Case | Refused:
        try:
            both.wait(timeout=20)
            return begin(
                PROCESSES[PLAN], office.checker, office.city, {"year": "2016", "document": "文件"}, request_key=key
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(begun, ("one", "two")))
    assert sorted(type(one).__name__ for one in found) == ["Case", "Refused"], found
    with ThreadPoolExecutor(2) as pool:
        again = list(pool.map(begun, ("three", "three")))
    assert all(isinstance(one, Refused) for one in again) and Case.objects.count() == 1


def test_the_same_form_twice_at_once_is_one_case(office: Office) -> None:
    both = threading.Barrier(2)

    def begun(_n: int) -> Case | Refused:
        try:
            both.wait(timeout=20)
            given = {"kind": "grant", "source": "EMPLOYMENT", "level": "city", "year": "2016", "amount": "1", "county": "",
                     "document": "文件"}  # fmt: skip
            return begin(PROCESSES["training.fund_order"], office.clerk, office.city, given, request_key="same")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(begun, (1, 2)))
    assert all(isinstance(one, Case) for one in found), found
    assert Case.objects.count() == 1


def test_who_has_two_places_says_for_which(office: Office) -> None:
    other = Place.objects.create(code="980000", name="秋城", kind="city", path="980000/")
    user = User.objects.get(username="section_checker")
    Assignment.objects.create(user=user, role="section_checker", place=other, valid_from_on=date(2010, 1, 1))
    sent = {"year": "2016", "document": "文件", "request_key": "one"}
    asked = office.desk.post(f"/desk/begin/{PLAN}/", sent)
    assert asked.status_code == 422 and "请选择属地" in asked.content.decode()
    for strange in ("990101", "123456"):
        assert office.desk.post(f"/desk/begin/{PLAN}/", {**sent, "place": strange}).status_code == 422
    assert not Case.objects.exists()
    assert office.desk.post(f"/desk/begin/{PLAN}/", {**sent, "place": "990000"}).status_code == 302
