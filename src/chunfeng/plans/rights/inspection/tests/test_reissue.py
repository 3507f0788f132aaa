"""A lost receipt is given anew to whoever proves to be who told, and to nobody else."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.messages.models import Message
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection.actions import Receipt, reissue
from chunfeng.plans.rights.inspection.models import Complaint
from chunfeng.plans.rights.inspection.queries import by_receipt

from .conftest import City

pytestmark = pytest.mark.django_db
WHO = {"name": "赵建国", "phone": "13800001402", "document": "居民身份证"}


@pytest.fixture
def counter(city: City) -> str:
    cache.clear()
    for county in (city.daiyue, city.ningyang):
        city.post(f"counter@{county.code}", "counter_clerk", county)
    return "counter"


def test_a_new_code_opens_the_progress_and_the_old_one_nothing(city: City, counter: str) -> None:
    old = city.told(secret=True, kind="report")
    number = old.complaint.number
    new = reissue(city.who(counter), **WHO)
    assert isinstance(new, Receipt) and new.complaint.number == number and new.code != old.code
    assert by_receipt(number, new.code) == old.complaint
    assert by_receipt(number, old.code) is None
    event = Event.objects.get(kind="receipt.reissued")
    assert (event.actor_name, event.note, event.known) == ("counter", "居民身份证", {"complaint": number})
    assert event.object_id == old.complaint.inspection.case.number
    told = Message.objects.get(template="inspection.receipt")
    assert told.to.clear() == WHO["phone"] and "原来的作废" in told.text.clear() and new.code not in told.text.clear()


@pytest.mark.parametrize(
    "other", [{"name": "赵建"}, {"phone": "13800001403"}, {"number": "TS2015-999999"}, {"name": ""}, {"phone": ""}]
)
def test_what_does_not_fit_says_the_same_whatever_it_was(city: City, counter: str, other: dict[str, str]) -> None:
    old = city.told()
    said = reissue(city.who(counter), **WHO | other)
    assert isinstance(said, Refusal) and said.wrong == "没有对得上的投诉"
    assert by_receipt(old.complaint.number, old.code) == old.complaint
    refused = Event.objects.get(kind="receipt.refused")
    assert "赵" not in refused.facts and "138" not in refused.facts and not refused.object_id


def test_of_several_the_number_chooses(city: City, counter: str) -> None:
    one, two = city.told("2015-01-05").complaint, city.told("2015-01-06", topic="hours").complaint
    said = reissue(city.who(counter), **WHO)
    assert isinstance(said, Refusal) and one.number in said.wrong and two.number in said.wrong
    new = reissue(city.who(counter), **WHO, number=two.number.lower())
    assert isinstance(new, Receipt) and new.complaint == two


def test_neither_the_anonymous_nor_another_county_nor_without_a_document(city: City, counter: str) -> None:
    city.told(anonymous=True)
    assert isinstance(reissue(city.who(counter), **WHO), Refusal)
    city.told()
    assert isinstance(reissue(city.who("counter@370921"), **WHO), Refusal)
    assert isinstance(reissue(city.who("clerk"), **WHO), Refusal), "by phone nobody shows a document"
    assert isinstance(reissue(city.who(counter), **WHO | {"document": " "}), Refusal)
    assert Complaint.objects.count() == 2 and not Event.objects.filter(kind="receipt.reissued").exists()


def test_the_counter_s_page_shows_the_new_code_once_and_stops_who_fishes(city: City, counter: str) -> None:
    old = city.told()
    client = signed_in(city.users["counter@370911"])
    form = {"name": WHO["name"], "phone": WHO["phone"], "number": "", "document": "1"}
    page = client.post("/desk/complaints/reissue/", form)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert old.complaint.number in page.content.decode() and "查询码" in page.content.decode()
    assert by_receipt(old.complaint.number, old.code) is None
    wrong = client.post("/desk/complaints/reissue/", form | {"document": ""})
    assert wrong.status_code == 422 and "没有核对证件" in wrong.content.decode()
    answers = [client.post("/desk/complaints/reissue/", form | {"name": f"赵{n}"}).status_code for n in range(20)]
    assert answers == [422] * 18 + [429] * 2
