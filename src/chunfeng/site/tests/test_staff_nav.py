"""Every post's first page leads where the post may go."""

from __future__ import annotations

import pytest

from chunfeng.base.access.roles import ROLES, Role
from chunfeng.base.places.models import Place
from chunfeng.desks.staff.starts import Start
from chunfeng.desks.staff.tests.test_desk import login
from chunfeng.site.demo.personas import PERSONAS
from chunfeng.site.staff_nav import ITEMS, STARTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Place:
    return Place.objects.create(code="990000", name="春城", kind="city", path="990000/")


@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.permission)
def test_every_start_leads_where_its_post_may_go(city: Place, start: Start) -> None:
    role = next(role.code for role in ROLES if start.permission in role.permissions)
    client = login(role, start.permission, city)
    assert all(client.get(url).status_code == 200 for _text, url in start.pages)


def test_no_post_of_the_demo_is_offered_what_it_may_not_do() -> None:
    wrong = [
        (persona.username, step.code)
        for persona in PERSONAS
        for step in persona.steps
        if step.may not in ROLES[persona.role].permissions
    ]
    assert not wrong
    assert all(persona.tasks for persona in PERSONAS)
    # A code that is no step would vanish from its line.
    assert all(len(p.steps) == sum(len(codes.split()) for _process, codes in p.acts) for p in PERSONAS)


@pytest.mark.parametrize("role", [role for role in ROLES if role.staff], ids=lambda role: role.code)
def test_the_left_bar_leads_nowhere_closed(city: Place, role: Role) -> None:
    client = login(role.code, role.code, city)
    open_to = [url for _text, url, _key, needed in ITEMS if not needed or set(needed) & set(role.permissions)]
    assert {url: client.get(url).status_code for url in open_to} == dict.fromkeys(open_to, 200)
