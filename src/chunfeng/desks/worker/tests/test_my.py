"""A worker logs in with the phone alone, sees, copies and corrects what is kept, and learns nothing of others."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from chunfeng.base.access import phone_codes
from chunfeng.base.access.models import PhoneCode, User
from chunfeng.base.audit.models import Event
from chunfeng.base.governance.models import DataRequest
from chunfeng.base.messages.models import Message
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place

pytestmark = pytest.mark.django_db
PHONE = "13900001111"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def worker() -> Person:
    Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    return Person.objects.create(
        name="王小春",
        number="990000199001011230",
        number_kind="resident_id",
        phone=PHONE,
        account="6228480000000000018",
    )


def sent_code() -> str:
    message = Message.objects.filter(template="login.code").order_by("-pk").first()
    assert message is not None
    found = re.search(r"\d{6}", message.text.clear())
    assert found is not None
    return found.group()


def signed_in(client: Client, phone: str = PHONE) -> Client:
    client.post("/my/login/", {"phone": phone})
    answer = client.post("/my/login/code/", {"code": sent_code()})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    return client


def test_the_code_of_the_phone_opens_the_own_pages(client: Client, worker: Person) -> None:
    assert client.get("/my/")["Location"] == "/my/login/"
    signed_in(client)
    assert client.get("/my/").status_code == 200
    user = User.objects.get(person=worker)
    assert not user.has_usable_password()
    assert Event.objects.filter(kind="login", object_id=str(user.pk)).count() == 1
    signed_in(Client())
    assert User.objects.filter(person=worker).count() == 1


def test_a_stranger_s_number_gets_the_same_answer_and_no_message(client: Client, worker: Person) -> None:
    known, unknown = client.post("/my/login/", {"phone": PHONE}), Client().post("/my/login/", {"phone": "13700000000"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Message.objects.filter(template="login.code").count() == 1
    other = Client()
    other.post("/my/login/", {"phone": "13700000000"})
    one, two = client.get("/my/login/code/").content, other.get("/my/login/code/").content
    assert re.sub(rb'value="[^"]*"', b"", one) == re.sub(rb'value="[^"]*"', b"", two)


def test_a_number_that_several_share_opens_nobody_s_pages(client: Client, worker: Person) -> None:
    Person.objects.create(name="王大春", absent_because="not_given", phone=PHONE)
    client.post("/my/login/", {"phone": PHONE})
    assert not Message.objects.filter(template="login.code").exists()


def test_five_tries_and_no_more(client: Client, worker: Person) -> None:
    client.post("/my/login/", {"phone": PHONE})
    right = sent_code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _n in range(phone_codes.TRIES):
        assert client.post("/my/login/code/", {"code": wrong}).status_code == 422
    assert client.post("/my/login/code/", {"code": right}).status_code == 422
    assert client.get("/my/").status_code == 302


def test_a_code_is_good_once_and_for_ten_minutes(client: Client, worker: Person) -> None:
    given: list[str] = []
    token = phone_codes.begin(PHONE, lambda code, key: given.append(code))
    assert phone_codes.redeem(token, given[0]) is not None
    assert phone_codes.redeem(token, given[0]) is None
    token = phone_codes.begin(PHONE, lambda code, key: given.append(code))
    PhoneCode.objects.filter(token=token).update(made_at=timezone.now() - timedelta(minutes=11))
    assert phone_codes.redeem(token, given[1]) is None


def test_one_phone_gets_five_codes_an_hour(worker: Person) -> None:
    given: list[str] = []
    for _n in range(8):
        phone_codes.begin(PHONE, lambda code, key: given.append(code))
    assert len(given) == phone_codes.PER_HOUR


def test_neither_code_nor_phone_lies_in_the_table(worker: Person) -> None:
    given: list[str] = []
    phone_codes.begin(PHONE, lambda code, key: given.append(code))
    row = PhoneCode.objects.values().get()
    assert given[0] not in str({name: value for name, value in row.items() if name != "token"})
    assert PHONE not in str(row)


def test_own_data_are_shown_masked_and_copied_whole(client: Client, worker: Person) -> None:
    signed_in(client)
    page = client.get("/my/data/").content.decode()
    assert "王小春" in page
    assert "990000199001011230" not in page
    answer = client.post("/my/data/copy/")
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["登记"]["证件号码"] == "990000199001011230"
    assert Event.objects.filter(kind="data.copy", object_id=str(worker.uid)).count() == 1


def test_a_wish_becomes_a_case_once_and_can_be_taken_back(client: Client, worker: Person) -> None:
    signed_in(client)
    assert client.post("/my/data/ask/correct/", {"wish": ""}).status_code == 422
    answer = client.post("/my/data/ask/correct/", {"wish": "姓名应为王晓春"})
    again = client.post("/my/data/ask/correct/", {"wish": "姓名应为王晓春"})
    assert answer["Location"] == again["Location"]
    request = DataRequest.objects.get()
    assert (request.kind, request.case.person) == ("correct", worker)
    assert request.case.due_on is not None
    assert "姓名应为王晓春" in client.get(answer["Location"]).content.decode()
    assert client.get("/my/").status_code == 200
    client.post(answer["Location"])
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_another_s_request_does_not_exist(client: Client, worker: Person) -> None:
    where = signed_in(client).post("/my/data/ask/erase/", {"wish": ""})["Location"]
    Person.objects.create(name="李秋", absent_because="not_given", phone="13900002222")
    other = signed_in(Client(), "13900002222")
    assert other.get(where).status_code == 404
    assert other.post(where).status_code == 404
    assert client.get("/my/data/ask/see/").status_code == 404


def test_whoever_is_no_worker_has_no_own_pages(client: Client) -> None:
    user = User.objects.create_user("clerk", "a-long-password-here", name="经办")
    client.force_login(user)
    assert client.get("/my/data/").status_code == 404
