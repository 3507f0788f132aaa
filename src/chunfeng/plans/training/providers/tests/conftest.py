"""A small town: one county under a city, two providers, an office of five, a pool of five experts."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.plans.training.providers import actions
from chunfeng.plans.training.providers.demo import Clockwork, Staff, Town, begin

#: A Thursday; the next week has an ordinary Monday to Friday, and the Qingming holiday comes on 4 April.
START = date(2016, 3, 10)
BEFORE = timezone.make_aware(datetime(2015, 1, 5, 9))


def user(name: str, role: str, *, place: Place | None = None, org: Org | None = None) -> User:
    made = User.objects.create(username=name, name=name, password="!")
    Assignment.objects.create(user=made, role=role, place=place, org=org, valid_from_on=date(2010, 1, 1))
    return made


def build(orgs: int = 2, experts: int = 5) -> Town:
    city = Place.objects.create(code="370900", name="泰安市", kind="city", path="370900/")
    county = Place.objects.create(code="370911", name="岱岳区", kind="county", parent=city, path="370900/370911/")
    other = Place.objects.create(code="370921", name="宁阳县", kind="county", parent=city, path="370900/370921/")
    made = tuple(Org.objects.create(name=f"第{n}职业培训学校", kind="provider", place=county) for n in range(orgs))
    clerks = {org.pk: actor_of(user(f"经办{n}", "provider_clerk", org=org)) for n, org in enumerate(made)}
    user("外县审查", "section_checker", place=other)
    checkers = tuple(actor_of(user(f"审查{n}", "section_checker", place=county)) for n in range(2))
    pool = {}
    for n in range(experts):
        judge = user(f"专家{n}", "expert", place=city)
        actions.add_expert(judge, city, "焊接", Actor.the_system(), from_on=date(2015, 1, 1), at=BEFORE)
        pool[judge.pk] = actor_of(judge)
    staff = Staff(
        counter=actor_of(user("受理", "counter_clerk", place=county)),
        checkers=checkers,
        head=actor_of(user("科长", "section_head", place=county)),
        leader=actor_of(user("局长", "leader", place=county)),
        experts=pool,
    )
    document = "00000000-0000-0000-0000-000000000001"
    return Town(county, made, clerks, staff, lambda case, title: document)


@pytest.fixture
def town(db: None) -> Town:
    return build()


@pytest.fixture
def walk(town: Town) -> Clockwork:
    """A filled file that is not handed in."""
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"
    return begin(town, 0, START)
