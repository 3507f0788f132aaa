"""The worker of the demo: logs in with the phone, sees the own training, messages and requests, and follows the complaint."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.plans.training.providers.tests.conftest import build
from chunfeng.site.demo import worker
from chunfeng.site.demo.enrolled import enrol
from chunfeng.site.demo.personas import WORKER_PHONE

pytestmark = pytest.mark.django_db


def officer(name: str, role: str, place: Place) -> object:
    user = User.objects.create_user(name, name=name)
    Assignment.objects.create(user=user, role=role, place=place, valid_from_on=date(2015, 1, 1))
    return actor_of(user)


def test_the_phone_opens_what_is_the_worker_s_and_the_receipt_the_complaint(client: Client) -> None:
    cache.clear()
    town = build(orgs=3)
    enrol(list(town.clerks.values()), timezone.localdate(), WORKER_PHONE)
    employer = Org.objects.create(name="宏远建筑工程有限公司", kind="employer", place=town.place)
    inspector = officer("吴海涛", "inspector", town.place)
    worker.settle(town.place, employer, inspector, officer("施静怡", "privacy_officer", town.place.parent))

    assert worker.shown_code() == ""
    client.post("/my/login/", {"phone": WORKER_PHONE})
    assert client.post("/my/login/code/", {"code": worker.shown_code()})["Location"] == "/my/"
    page = client.get("/my/").content.decode()
    assert page.count("个人信息请求 · ") == 2 and "已办理" in page and "待答复" in page
    assert "第0职业培训学校 · 焊工一期" in page and "第1职业培训学校 · 砌筑工三期" in page
    assert "您的个人信息已更正" in page and "您的事项已受理" in page
    assert "验证码" not in page, "codes are no messages"
    assert employer.name not in page, "the phone may lie in the employer's hand"

    number, code = worker.receipt()
    progress = client.post("/w/status/", {"number": number, "code": code}, follow=True).content.decode()
    assert number in progress and "已受理" in progress


def test_the_own_page_costs_thirteen_queries(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    cache.clear()
    town = build(orgs=3)
    enrol(list(town.clerks.values()), timezone.localdate(), WORKER_PHONE)
    client.post("/my/login/", {"phone": WORKER_PHONE})
    client.post("/my/login/code/", {"code": worker.shown_code()})
    with django_assert_max_num_queries(13):
        assert client.get("/my/").status_code == 200
