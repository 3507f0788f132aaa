"""The first page of posts that have no cases of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.roles import ROLES
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import in_hand, waiting
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.staff.tests.test_desk import login, propose
from chunfeng.plans.rights.inspection.tests import conftest as inspection
from chunfeng.plans.rights.inspection.tests.conftest import City, Walk

pytestmark = pytest.mark.django_db
city, walk = inspection.city, inspection.walk


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("system_admin", "/desk/accounts/"),
        ("policy_admin", "/desk/parameters/"),
        ("policy_head", "/desk/parameters/"),
        ("privacy_officer", "/desk/cases/?process=privacy.request&amp;closed=1"),
        ("grid_assistant", "/desk/leads/new/"),
        ("auditor", "/desk/log/"),
        ("phone_clerk", "/desk/complaints/new/"),
        ("finance_clerk", "/desk/findings/"),
    ],
)
def test_an_empty_queue_says_what_the_post_does_and_leads_there(role: str, address: str) -> None:
    place = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    client = login(role, role, place)
    page = client.get("/desk/").content.decode()
    main = page[page.index("<main") :]
    assert "没有等我办理的事项" in main and f'href="{address}"' in main
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_who_only_reads_waits_for_nobody(city: City, walk: Walk) -> None:
    case = walk("ordered")
    assert list(waiting(city.who("chen"))) == [case]
    auditor = actor_of(city.post("audit", "auditor", city.city))
    assert case in Case.objects.visible_to(auditor) and not waiting(auditor).exists()


def test_what_cannot_be_opened_is_in_nobodys_queue(city: City, walk: Walk) -> None:
    walk("performed")
    inspector = city.who("chen")
    assert in_hand(inspector).exists()
    blind = replace(inspector.grants[0], permissions=frozenset({"inspection.ask"}))
    assert not in_hand(replace(inspector, grants=(blind,))).exists()


def test_every_post_of_the_staff_can_open_what_it_may_do() -> None:
    """A step that is held without the right to read its cases is a row that leads nowhere."""
    blind = {
        (role.code, step.may)
        for role in ROLES
        for process in PROCESSES
        for step in process.steps
        if role.staff and not step.by_system and step.may in role.permissions and process.reads not in role.permissions
    }
    assert not blind


def test_a_proposal_waits_for_the_other_hand_in_the_queue_of_who_made_it() -> None:
    Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    one, two = login("policy_admin", "甲"), login("policy_head", "乙")
    propose(one)
    mine, theirs = (client.get("/desk/").content.decode() for client in (one, two))
    assert "等对方" in mine and "等待政策负责人核准变更" in mine and "待我" not in mine
    assert "待我核准变更" in theirs
