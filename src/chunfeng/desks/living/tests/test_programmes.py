"""Departments' own programmes: pack data, checked at load, each on a page that its clause leads to (T-2.2.*)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.places.models import Place
from chunfeng.base.policy.pack import PackFaults, load, packs_folder
from chunfeng.base.policy.values import pack
from chunfeng.desks.open import sources
from chunfeng.desks.open.tests.conftest import empty_store  # noqa: F401  # a fixture
from chunfeng.plans.training.catalogue import demo
from chunfeng.plans.training.planning import demo as planning

pytestmark = pytest.mark.django_db


def text(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_five_programmes_of_nine_kinds_of_which_one_is_a_stipend() -> None:
    found = pack().special_programmes.values()
    assert {p.clause for p in found} == {f"T-2.2.{n}" for n in range(1, 6)}
    assert [p.clause for p in found].count("T-2.2.3") == 4
    assert [p.code for p in found if p.stipend] == ["rain_dew_vocational"]
    assert all(p.agency in pack().clauses[p.clause].lead for p in found)


def test_every_clause_leads_to_its_programmes() -> None:
    for programme in pack().special_programmes.values():
        assert f'href="/programmes/{programme.code}/"' in text(f"/policy/{programme.clause}/")
        assert f'href="/policy/{programme.clause}/"' in text(f"/programmes/{programme.code}/")
    assert Client().get("/programmes/none/").status_code == 404


def test_a_page_tells_conditions_agency_fund_and_its_own_target() -> None:
    page = text("/programmes/rewarm_high_skill/")
    for said in ("市住房城乡建设局", "住建专项资金", "建筑行业农民工", "培训到技师", "培训高技能人才", "100"):
        assert said in page
    assert "2,000" not in page and "办班培训" in page
    stipend = text("/programmes/rain_dew_vocational/")
    assert "发放补助，不办班" in stipend and "4 类合计" in stipend and "800" in stipend
    client = Client()
    client.cookies["django_language"] = "en"
    english = client.get("/programmes/disabled/").content.decode()
    assert "nothing is charged to trainees" in english and "Disabled Persons Federation" in english


def test_plan_and_standards_stand_on_it_once_they_hold() -> None:
    before = text("/programmes/domestic/")
    assert "今年的计划还没有下达" in before and "还没有生效的补贴标准" in before
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    county = Place.objects.create(code="990101", name="东县", kind="county", parent=city, path="990000/990101/")
    today = timezone.localdate()
    demo.standards(pair(city), pair(county), today)
    planning.plan(pair(city), today)
    sources.look()
    page = text("/programmes/domestic/")
    # Of the county by its own fund alone; the same trade by the employment fund is another programme's.
    assert "1,200.00" in page and "商务专项资金" in page and "1,000.00" not in page
    assert page.count("东县") == 2 and page.count("1,200<") == 2


def pair(place: Place) -> demo.Pair:
    actors = []
    for role in ("section_checker", "leader"):
        user, _new = User.objects.get_or_create(
            username=f"{role}{place.code}", defaults={"name": role, "password": "!"}
        )
        Assignment.objects.get_or_create(user=user, role=role, place=place, valid_from_on=date(2010, 1, 1))
        actors.append(actor_of(user))
    return demo.Pair(place, *actors)


def test_a_row_that_names_what_is_not_there_stops_the_pack(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(packs_folder() / "taian_2014_33", folder)
    table = folder / "special_programmes.csv"
    told = table.read_text("utf-8")
    table.write_text(
        told.replace("T-2.2.1,STB,SCIENCE,spark,returned_to_farming,0", "T-9,STB,GOLD,startup,gone,2"), "utf-8"
    )
    with pytest.raises(PackFaults) as refused:
        load(folder)
    said = str(refused.value)
    for part in (
        "没有 clause T-9",
        "没有 fund GOLD",
        "startup 不含培训种类 SPARK",
        "没有 gone",
        "stipend 只能是 0 或 1",
    ):
        assert part in said
