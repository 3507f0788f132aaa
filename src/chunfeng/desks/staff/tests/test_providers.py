"""Supervision and evaluation begin at the provider's page, the pool at its own; what cannot be done says why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers import actions, queries
from chunfeng.plans.training.providers.demo import Town, _draw, begin, designate
from chunfeng.plans.training.providers.models import Agreement, Expert
from chunfeng.plans.training.providers.tests.conftest import build, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return build(3)


@pytest.fixture
def agreement(town: Town) -> Agreement:
    designate(begin(town, 0, timezone.localdate() - timedelta(days=500)))
    return Agreement.objects.get()


def named(name: str) -> Client:
    return signed_in(User.objects.get(username=name))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_and_the_page_of_a_provider(town: Town, agreement: Agreement) -> None:
    checker = named("审查0")
    assert agreement.org.name in text(checker.get("/desk/providers/"))
    page = text(checker.get(f"/desk/providers/{agreement.pk}/"))
    assert f"/desk/providers/{agreement.pk}/supervise/" in page and f"/desk/providers/{agreement.pk}/evaluate/" in page
    head = text(named("科长").get(f"/desk/providers/{agreement.pk}/"))
    assert agreement.number in head and "/supervise/" not in head, "no button for what is another's to do"
    assert f"/desk/providers/{agreement.pk}/" in text(checker.get(f"/desk/cases/{agreement.admission.case.number}/"))
    other = named("外县审查")
    assert agreement.org.name not in text(other.get("/desk/providers/"))
    assert other.get(f"/desk/providers/{agreement.pk}/").status_code == 404
    assert other.post(f"/desk/providers/{agreement.pk}/supervise/", {}).status_code == 404


def test_a_supervision_is_opened_once_and_says_all_that_is_missing(town: Town, agreement: Agreement) -> None:
    checker, url = named("审查0"), f"/desk/providers/{agreement.pk}/supervise/"
    empty = checker.post(url, {"found": "", "found_on": "2016-13-01"})
    assert empty.status_code == 422
    for said in ("请选择线索来源", "请选择问题种类", "请填写查明的情况", "请填写发现日期"):
        assert said in text(empty)
    given = {
        "source": "spot_check", "ground": next(iter(queries_grounds())), "found": "到课十二人", "request_key": "k1",
        "found_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    late = checker.post(url, given | {"found_on": (timezone.localdate() + timedelta(days=2)).isoformat()})
    assert late.status_code == 422 and "不能晚于今天" in text(late) and "到课十二人" in text(late)
    first, again = checker.post(url, given), checker.post(url, given)
    assert first.status_code == 302 and first["Location"] == again["Location"]
    case = Case.objects.get(process="training.provider_supervision")
    assert case.org == agreement.org and case.number in first["Location"]
    assert case.number in text(checker.get(f"/desk/providers/{agreement.pk}/"))


def queries_grounds() -> dict[str, str]:
    from chunfeng.base.policy.values import choices

    return choices("training.card_grounds", timezone.localdate())


def test_what_cannot_begin_stands_there_with_its_reason(town: Town, agreement: Agreement) -> None:
    checker = named("审查0")
    years = queries.years_to_evaluate(agreement, timezone.localdate())
    assert years == list(range(agreement.from_on.year, timezone.localdate().year))
    for year in years:
        answer = checker.post(f"/desk/providers/{agreement.pk}/evaluate/", {"year": str(year)})
        assert answer.status_code == 302
    assert Case.objects.filter(process="training.provider_evaluation").count() == len(years)
    page = text(checker.get(f"/desk/providers/{agreement.pk}/"))
    assert "没有已过完而未评估的年度" in page and "/evaluate/" not in page
    stuck = text(checker.get(f"/desk/providers/{agreement.pk}/evaluate/"))
    assert "没有已过完而未评估的年度" in stuck and "<form" not in stuck.partition("<main")[2].partition("</main")[0]
    day = timezone.localdate()
    Agreement.objects.filter(pk=agreement.pk).update(ended_on=day, ended_for="cards")
    assert "协议已于" in text(checker.get(f"/desk/providers/{agreement.pk}/"))
    assert checker.post(f"/desk/providers/{agreement.pk}/supervise/", {"found": "x"}).status_code == 422


def test_the_list_asks_as_much_for_many_as_for_one(town: Town, agreement: Agreement) -> None:
    checker = named("审查0")
    checker.get("/desk/providers/")
    counts = []
    for n in (1, 2):
        with CaptureQueriesContext(connection) as asked:
            assert text(checker.get("/desk/providers/")).count("职业培训学校") == n
        counts.append(len(asked))
        if n == 1:
            designate(begin(town, 1, timezone.localdate() - timedelta(days=60)))
    assert counts[0] == counts[1]


def test_the_head_of_a_county_adds_and_removes_experts_of_the_county(town: Town) -> None:
    head = named("科长")
    somebody = user("新专家", "expert", place=town.place)
    user("未给岗位", "section_checker", place=town.place)
    page = text(head.get("/desk/experts/new/"))
    assert "新专家" in page and "未给岗位" not in page and "专家0" not in page
    missing = head.post("/desk/experts/new/", {"user": "", "place": "", "field": ""})
    assert missing.status_code == 422 and "请选择一位专家" in text(missing) and "请选择属地" in text(missing)
    given = {"user": str(somebody.pk), "place": town.place.code, "field": "家政护理"}
    assert head.post("/desk/experts/new/", given).status_code == 302
    made = Expert.objects.get(user=somebody)
    assert (made.place, made.field, made.valid_from_on) == (town.place, "家政护理", timezone.localdate())
    assert head.post("/desk/experts/new/", given).status_code == 422, "nobody is in it twice"
    assert head.post(f"/desk/experts/{made.pk}/end/", {"why": ""}).status_code == 422
    assert head.post(f"/desk/experts/{made.pk}/end/", {"why": "调离本市"}).status_code == 302
    assert not queries.in_pool(timezone.localdate()).filter(pk=made.pk).exists()
    assert head.post("/desk/experts/new/", given).status_code == 302, "and may come back"
    assert queries.in_pool(timezone.localdate()).filter(pk=made.pk).exists()
    kinds = list(
        Event.objects.filter(object_kind="expert", object_id=queries.expert_key(made)).values_list("kind", flat=True)
    )
    assert kinds == ["expert", "expert.end", "expert"]


def test_experts_of_the_city_are_seen_by_the_county_and_not_its_to_remove(town: Town) -> None:
    head, checker = named("科长"), named("审查0")
    page = text(head.get("/desk/experts/"))
    assert "专家0" in page and "由上级管理" in page
    city = Expert.objects.order_by("pk")[0]
    refused = head.post(f"/desk/experts/{city.pk}/end/", {"why": "试"})
    assert refused.status_code == 422 and "由上级列入" in text(refused)
    assert "/desk/experts/new/" not in text(checker.get("/desk/experts/"))
    assert checker.get("/desk/experts/new/").status_code == 403


def test_who_is_drawn_and_has_not_scored_stays(town: Town) -> None:
    w = begin(town, 0, date(2016, 3, 10))
    _draw(w)
    seat = queries.seats(w.case.record)[0]
    assert seat
    boss = actor_of(user("市里科长", "section_head", place=seat.expert.place))
    refused = actions.remove_expert(seat.expert, boss, "调离")
    assert refused and w.case.number in str(refused)
