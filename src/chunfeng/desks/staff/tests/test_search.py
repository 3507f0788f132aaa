"""The search box keeps its promise, within what its user may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.governance.actions import ask
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff.search import keys
from chunfeng.plans.rights.inspection.tests import conftest as inspection
from chunfeng.plans.rights.inspection.tests.conftest import City

city = inspection.city


def at_desk(city: City, name: str) -> Client:
    return signed_in(city.users[name])


@pytest.fixture
def inspector(city: City) -> Client:
    return at_desk(city, "chen@370911")


def searched(client: Client, text: str) -> Any:
    return client.post("/desk/search/", {"q": text})


def identified(case: Case, name: str = "泰安市宏基建筑有限公司") -> Org:
    org = Org.objects.create(name=name, kind="employer", credit_code="91350100M000100Y43")
    Case.objects.filter(pk=case.pk).update(org=org)
    return org


def opens(client: Client, text: str, case: Case) -> bool:
    answer = searched(client, text)
    return answer.status_code == 302 and answer["Location"] == f"/desk/cases/{case.number}/"


def test_a_receipt_leads_to_the_case_that_has_its_complaint(city: City, inspector: Client) -> None:
    told = city.told()
    case = told.complaint.inspection.case
    for text in (case.number, case.number.lower(), told.complaint.number, f" {told.complaint.number} "):
        assert opens(inspector, text, case)


@pytest.mark.parametrize("text", ["宏基", "泰安市宏基", "泰安宏基建筑", "泰安市宏基建筑有限公司", "91350100M000100Y43"])
def test_an_organisation_is_found_by_how_its_name_begins(city: City, inspector: Client, text: str) -> None:
    case = city.case(employer="那家公司")
    identified(case)
    assert opens(inspector, text, case)
    assert searched(inspector, "建筑有限").status_code == 200


def test_an_organisation_is_found_under_the_record_it_was_merged_into(city: City, inspector: Client) -> None:
    case = city.case(employer="那家公司")
    old = identified(case)
    old.merged_into = Org.objects.create(name="新城建工集团", kind="employer")
    old.save()
    assert opens(inspector, "新城建工", case) and opens(inspector, "宏基", case)


def test_an_employer_is_found_as_it_was_called(city: City, inspector: Client) -> None:
    case = city.case(employer="老孙的包工队")
    assert opens(inspector, "老孙", case)


def test_of_another_county_nothing_is_found(city: City) -> None:
    told = city.told()
    identified(told.complaint.inspection.case)
    stranger = at_desk(city, "chen@370921")
    for text in (told.complaint.number, told.complaint.inspection.case.number, "宏基", "13800001402", "赵建国"):
        answer = searched(stranger, text)
        assert answer.status_code == 200 and "没有找到我能看的事项" in answer.content.decode()


def test_a_phone_finds_who_told_but_never_a_secret_teller(city: City, inspector: Client) -> None:
    open_, secret = city.case(phone="13800001402"), city.case(phone="13800001403", secret=True)
    assert opens(inspector, "13800001402", open_) and opens(inspector, "138 0000 1402", open_)
    assert searched(inspector, "13800001403").status_code == 200
    assert opens(at_desk(city, "head@370911"), "13800001403", secret)


def test_a_whole_name_finds_who_told_but_never_a_secret_teller(city: City, inspector: Client) -> None:
    open_ = city.case(name="买买提·依明")
    secret, nobody = city.case(name="孙小梅", secret=True), city.case(name="钱多多", anonymous=True)
    for text in ("买买提·依明", " 买买提．依明", "买买提依明"):
        assert opens(inspector, text, open_), text
    head, auditor = at_desk(city, "head@370911"), city.post("auditor", "auditor", city.city)
    assert opens(head, "孙小梅", secret) and opens(signed_in(auditor), "买买提·依明", open_)
    for client, text in (
        (inspector, "买买提"), (inspector, "孙小梅"), (signed_in(auditor), "孙小梅"), (at_desk(city, "lawyer@370911"), "孙小梅"),
        (at_desk(city, "head@370921"), "孙小梅"), (head, "钱多多"), (inspector, "钱多多"),
    ):  # fmt: skip
        page = searched(client, text)
        assert page.status_code == 200 and "没有找到我能看的事项" in page.content.decode(), text
    assert opens(inspector, nobody.number, nobody)


def test_of_several_of_one_name_the_secret_one_is_not_among_those_listed(city: City, inspector: Client) -> None:
    listed = [city.case(phone=f"1380000140{n}").number for n in range(2)]
    secret = city.case(phone="13800001409", secret=True).number
    assert [n in searched(inspector, "赵建国").content.decode() for n in (*listed, secret)] == [True, True, False]
    assert secret in searched(at_desk(city, "head@370911"), "赵建国").content.decode()


def test_a_person_is_found_by_whole_name_number_or_phone(city: City) -> None:
    person = Person.objects.create(
        name="王小春", number="990000199001011230", number_kind="resident_id", phone="13900001111"
    )
    worker = Actor(None, "王小春", (Grant("worker", frozenset({"data_request.ask"}), "own", person=person.pk),))
    ask(worker, "see", "我的信息", place=city.daiyue, person=person)
    case = Case.objects.get(process="privacy.request")
    city.post("privacy", "privacy_officer", city.daiyue)
    officer = at_desk(city, "privacy")
    for text in ("王小春", "990000199001011230", "13900001111"):
        assert opens(officer, text, case)
    assert searched(officer, "王小").status_code == 200


def test_several_are_listed_and_nothing_personal_stands_in_an_address(city: City, inspector: Client) -> None:
    cases = [city.case(employer="宏基建筑", phone=f"1380000140{n}") for n in range(3)]
    answer = searched(inspector, "宏基")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert all(case.number in page for case in cases) and "共" in page
    assert inspector.get("/desk/search/?q=13800001402")["Location"] == "/desk/cases/"
    assert 'method="post" action="/desk/search/"' in page


@pytest.mark.parametrize("text", ["宏基", "赵建国", "13800001400", "JC2015", "TS2015"])
def test_more_cases_ask_no_more_queries(city: City, text: str) -> None:
    made = []
    for n in range(2):
        city.case(employer="宏基建筑", phone="13800001400", when=f"2015-01-0{5 + n}")
        with CaptureQueriesContext(connection) as asked:
            assert len(keys(text, city.who("chen"))) == n + 1
        made.append(len(asked))
    assert made[0] == made[1] <= 6
