"""Posts, accounts and passwords as an attacker who is the administrator would use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.identity import identify
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.posts import conflicts, give
from chunfeng.base.access.queries import unidentified
from chunfeng.base.audit.models import Event
from chunfeng.base.messages.queries import inbox
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.desks.staff.tests.test_desk import login

pytestmark = pytest.mark.django_db
NUMBER, SAME_NUMBER = "11010519491231002X", "11010519491231002x"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def person(name: str, role: str = "", place: Place | None = None, last: date | None = None) -> User:
    user = User.objects.create_user(name, name=name)
    if role:
        Assignment.objects.create(user=user, role=role, place=place, valid_from_on=day(-9), valid_to_on=last)
    return user


def wrong(user: User, role: str, **more: Any) -> str:
    made = give(user, role, **({"first": day(0)} | more))
    return made if isinstance(made, str) else ""


@pytest.fixture
def county() -> Place:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    return Place.objects.create(code="990001", name="东县", kind="county", parent=city, path="990000/990001/")


def test_two_posts_that_follow_one_another_do_not_speak_against_a_third(county: Place) -> None:
    user = person("one", "policy_admin", last=day(5))
    assert not wrong(user, "policy_head", first=day(6))
    assert not wrong(user, "grid_assistant", place=county)


def test_who_closes_an_account_ends_its_substitutes(county: Place) -> None:
    admin, head, deputy = login("system_admin", "丁"), person("head", "section_head", county), person("deputy")
    assert not wrong(deputy, "section_head", place=county, on_behalf_of=head, last=day(9))
    url = f"/desk/accounts/{head.pk}/"
    for answer in (admin.get(f"{url}close/"), admin.post(f"{url}close/"), admin.post(f"{url}close/", {"why": " "})):
        assert "理由" in answer.content.decode() and User.objects.get(pk=head.pk).is_active
    admin.post(f"{url}close/", {"why": "退休"})
    assert not deputy.assignments.filter(ended_at=None).exists()
    event = Event.objects.get(kind="account.close")
    assert (event.known["substitutes"], event.note) == ([deputy.pk], "退休")
    page = admin.get(url).content.decode()
    assert "已停用" in page and not any(words in page for words in ("给岗位", "重设密码", "补登证件号", "close/"))
    assert admin.post(f"{url}close/", {"why": "退休"}).status_code == 302
    assert admin.post(f"{url}reset/").status_code == 302 and Event.objects.filter(kind="account.close").count() == 1
    assert not Event.objects.filter(kind__in=("account.reset", "reset.propose")).exists()
    assert wrong(head, "section_head", place=county) == "这个账号已停用"


def test_what_is_missing_is_said_beside_its_field(county: Place) -> None:
    admin, user = login("system_admin", "丁"), person("one")
    for role, at, said in (
        ("", "id_role", "请选择岗位"),
        ("section_head", "id_place", "属地：这个岗位要写明管辖地"),
        ("provider_clerk", "id_org", "统一社会信用代码：这个岗位要写明单位"),
    ):
        page = admin.post(f"/desk/accounts/{user.pk}/", {"role": role, "from": str(day(0))}).content.decode()
        assert (at, said) in re.findall(r'href="#([^"]*)"[^>]*>([^<]*)<', page), role
    assert "请填写用户名" in admin.post("/desk/accounts/new/", {"username": ""}).content.decode()


def test_the_log_tells_whom_a_post_stands_in_for_and_when(county: Place) -> None:
    admin, head, deputy = login("system_admin", "丁"), person("head", "section_head", county), person("deputy")
    login("policy_admin", "甲")
    asked = {"role": "section_head", "place": "990001", "from": str(day(0)), "to": str(day(9)), "for": "head"}
    assert admin.post(f"/desk/accounts/{deputy.pk}/", asked).status_code == 302
    known = Event.objects.get(kind="account.propose").known
    assert known["for"] == head.pk
    assert (known["from"], known["to"]) == (str(day(0)), str(day(9)))


def together(*tasks: Callable[[], object]) -> None:
    start = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        start.wait(60)
        try:
            task()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_instant_give_one_of_two_duties() -> None:
    admin = login("system_admin", "丁")
    login("policy_admin", "甲")
    users = [person(f"p{n}") for n in range(4)]

    def post(user: User, role: str) -> Callable[[], object]:
        client = Client()
        client.cookies = admin.cookies
        return lambda: client.post(f"/desk/accounts/{user.pk}/", {"role": role, "from": str(day(0))})

    for user in users:
        together(*(post(user, role) for role in ("policy_admin", "policy_head", "policy_admin", "policy_head")))
    assert [user.assignments.count() for user in users] == [1, 1, 1, 1]
    assert conflicts() == []


@pytest.mark.django_db(transaction=True)
def test_one_person_gets_one_account_even_at_the_same_instant() -> None:
    users = [person(f"p{n}") for n in range(4)]
    together(*((lambda user=user: identify(user, NUMBER)) for user in users))
    assert User.objects.filter(number_key__isnull=False).count() == 1


def test_a_second_account_of_the_same_person_is_refused_while_the_first_is_open() -> None:
    admin = login("system_admin", "丁")
    asked = {"username": "li", "name": "李某", "number": NUMBER}
    assert admin.post("/desk/accounts/new/", asked).status_code == 200
    twin = admin.post("/desk/accounts/new/", asked | {"username": "li2", "number": SAME_NUMBER}).content.decode()
    assert "一个人不能有两个账号" in twin and not User.objects.filter(username="li2").exists()
    admin.post("/desk/accounts/new/", asked | {"username": "li3", "number": ""})
    admin.post("/desk/accounts/new/", asked | {"username": "li3", "number": "123"})
    assert not User.objects.filter(username="li3").exists()
    first = User.objects.get(username="li")
    assert NUMBER not in admin.get(f"/desk/accounts/{first.pk}/").content.decode()
    admin.post(f"/desk/accounts/{first.pk}/close/", {"why": "调离"})
    assert admin.post("/desk/accounts/new/", asked | {"username": "li2"}).status_code == 200
    assert User.objects.filter(username="li2").exists()


def test_an_older_account_gets_its_number_once() -> None:
    admin, user = login("system_admin", "丁"), person("old", "auditor")
    assert unidentified(day(0)) == 2
    assert admin.post(f"/desk/accounts/{user.pk}/", {"number": NUMBER}).status_code == 302
    assert unidentified(day(0)) == 1
    admin.post(f"/desk/accounts/{user.pk}/", {"number": "E12345678"})
    assert User.objects.get(pk=user.pk).number.clear() == NUMBER
    assert Event.objects.filter(kind="account.identify", object_id=str(user.pk)).count() == 1


def test_a_reset_is_told_to_its_owner_and_to_the_auditors() -> None:
    admin, head, auditor = login("system_admin", "丁"), person("head", "policy_head"), person("auditor", "auditor")
    login("policy_admin", "甲")
    assert admin.post(f"/desk/accounts/{head.pk}/reset/").status_code == 200
    assert "丁提出重设您的密码" in inbox(head.pk).get().text.clear()
    assert "head（head）的密码由丁提出重设" in inbox(auditor.pk).get().text.clear()
    clerk = person("clerk", "expert", Place.objects.create(code="990000", name="春城", kind="city", path="990000/"))
    assert admin.post(f"/desk/accounts/{clerk.pk}/reset/").status_code == 200
    assert "由丁重设" in inbox(clerk.pk).get().text.clear()


def test_the_list_says_which_accounts_are_in_use(county: Place) -> None:
    admin = login("system_admin", "管理")
    User.objects.create_user("gone", name="离岗", is_active=False)
    page = admin.get("/desk/accounts/").content.decode()
    assert page.count("正常") == User.objects.filter(is_active=True).count() and page.count("已停用") == 1


def test_one_post_ends_alone_with_its_substitute_and_is_logged(county: Place) -> None:
    admin, head, deputy = login("system_admin", "丁"), person("head", "section_head", county), person("deputy")
    other = Assignment.objects.create(user=head, role="grid_assistant", place=county, valid_from_on=day(-9))
    assert not wrong(deputy, "section_head", place=county, on_behalf_of=head, last=day(9))
    post = head.assignments.get(role="section_head")
    url = f"/desk/accounts/{head.pk}/posts/{post.pk}/end/"
    assert url in admin.get(f"/desk/accounts/{head.pk}/").content.decode()
    assert "东县" in admin.get(url).content.decode() and head.assignments.filter(ended_at=None).count() == 2
    assert admin.post(url).status_code == 302
    assert list(head.assignments.filter(ended_at=None)) == [other] and head.is_active
    assert not deputy.assignments.filter(ended_at=None).exists()
    assert Event.objects.get(kind="account.end").known["substitutes"] == [deputy.pk]
    assert admin.post(url).status_code == 404


def test_nobody_ends_a_post_of_their_own(county: Place) -> None:
    admin = login("system_admin", "丁")
    own = Assignment.objects.get(role="system_admin")
    assert admin.post(f"/desk/accounts/{own.user_id}/posts/{own.pk}/end/").status_code == 302
    own.refresh_from_db()
    assert own.ended_at is None


def test_workers_are_no_accounts_of_the_staff_and_places_are_chosen_by_name(county: Place) -> None:
    admin = login("system_admin", "丁")
    who = Person.objects.create(name="王小春", number="990000199001011230", number_kind="resident_id")
    User.objects.create_user("w-1", name="王*春", person=who)
    assert "w-1" not in admin.get("/desk/accounts/").content.decode()
    page = admin.get(f"/desk/accounts/{person('one').pk}/").content.decode()
    assert '<option value="990001">东县</option>' in page
