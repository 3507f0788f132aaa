"""Figures at the desk: what adds up to what, who sees which county, and that nobody is named to whom he does not belong."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.engines.display.publication import FigureHeads, FigureRow, FrozenMonth, OpenFigure

pytestmark = pytest.mark.django_db
CODE, SHARE = "training.trained_total", "training.pass_rate"
HOME = "/desk/figures/"


@pytest.fixture
def city() -> Place:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    for code, name in (("990001", "东县"), ("990002", "西县")):
        Place.objects.create(code=code, name=name, kind="county", parent=city, path=f"990000/{code}/")
    return city


def login(role: str, place: Place) -> Client:
    user = User.objects.create_user(f"{role}{place}", name=f"{role}某")
    Assignment.objects.create(user=user, role=role, place=place, valid_from_on=date(2015, 1, 1))
    return signed_in(user)


@pytest.fixture
def counted(city: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Org:
    """Two classes of the east county with three trainees, one of whom was in both; one of the west with one."""
    org = Org.objects.create(name="甲校", kind="provider", place=Place.objects.get(code="990001"))
    people = [Person.objects.create(name=name, number=number, number_kind="resident_id") for name, number in (
        ("王建军", "370911198506010016"), ("李小兰", "370911198506010032"), ("张大山", "370911198506010059"),
    )]  # fmt: skip
    one, two, far = (f"{org.uid.hex}|第{n}期" for n in (1, 2, 3))
    rows = [
        ("e1", "990001", one, people[0], 1), ("e2", "990001", one, people[1], 0), ("e3", "990001001", two, people[0], 1),
        ("e4", "990002", far, people[2], 1),
    ]  # fmt: skip
    listed = ", ".join(f"('{e}', '{a}', 'HRSS', '2016-10', '{k}', '{p.uid.hex}', {v})" for e, a, k, p, v in rows)
    for code in (CODE, SHARE):
        duckdb.execute(
            f"copy (select * from (values {listed}) as t(subject, area, agency, period, class, person, value)) "
            f"to '{tmp_path / code}.parquet' (format parquet)"
        )
    given: dict[str, Any] = {
        "asks": "班结束时仍在名册上的人", "clause": "T-1.1", "unit": "person", "persons": True, "home": False, "file": "x.sql",
        "snapshot": "abc123" * 8, "as_of": date(2016, 11, 23), "target": "trained_total",
    }  # fmt: skip
    trained = OpenFigure(
        CODE, "各类培训人数", "Persons trained", **given,
        rows=(FigureRow("990001", "2016-10", 2, None, None), FigureRow("990001001", "2016-10", 1, None, None),
              FigureRow("990002", "2016-10", 1, None, None)),
        heads=(FigureHeads("2016", "", "", 3),), frozen=(FrozenMonth("2016-10", date(2016, 11, 1), "d" * 64, 3, 0, 0),),
    )  # fmt: skip
    share = {**given, "clause": "T-2.1.Q1", "unit": "percent", "target": "pass_rate"}
    passed = OpenFigure(
        SHARE, "培训合格率", "Pass rate", **share,
        rows=(FigureRow("990001", "2016-10", None, 2, 3), FigureRow("990002", "2016-10", None, 1, 1)),
    )  # fmt: skip
    monkeypatch.setattr(PUBLISHED, "figures", lambda: (trained, passed))
    monkeypatch.setattr(PUBLISHED, "figure_rows", lambda code: tmp_path / f"{code}.parquet")
    return org


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_number_opens_into_classes_and_they_into_persons(city: Place, counted: Org) -> None:
    client = login("section_checker", Place.objects.get(code="990001"))
    assert "3人次" in text(client, HOME), "of the own county"
    months = client.get(f"{HOME}{CODE}/").content.decode()
    assert f'href="{HOME}{CODE}/2016-10/990001/"' in months and "西县" not in months
    classes = text(client, f"{HOME}{CODE}/2016-10/990001/")
    assert "合计 3人次" in classes and "第1期" in classes and "第2期" in classes and "第3期" not in classes
    assert "王" not in classes
    persons = text(client, f"{HOME}{CODE}/2016-10/990001/?class={counted.uid.hex}%7C第1期")
    assert "王" in persons and "王建军" not in persons and "370911198506010016" not in persons


def test_a_share_tells_who_counts_above_the_line(city: Place, counted: Org) -> None:
    client = login("section_checker", Place.objects.get(code="990001"))
    assert "2 / 3（66%）" in text(client, f"{HOME}{SHARE}/2016-10/990001/")
    persons = text(client, f"{HOME}{SHARE}/2016-10/990001/?class={counted.uid.hex}%7C第1期")
    assert "计入分子" in persons and " 是 " in persons and " 否 " in persons


def test_another_county_and_what_is_nowhere_are_not_there(city: Place, counted: Org) -> None:
    client = login("section_checker", Place.objects.get(code="990001"))
    for there in ("2016-10/990002", "2016-10/none", "2016-13x/990001", "x/990001"):
        assert client.get(f"{HOME}{CODE}/{there}/").status_code == 404, there
    assert client.get(f"{HOME}training.nothing/").status_code == 404
    assert client.get(f"{HOME}{CODE}/2016-10/990001/?class=%7C'%22").status_code == 200


def test_the_city_sees_what_was_frozen_beside_what_is_told_now(city: Place, counted: Org) -> None:
    client = login("auditor", city)
    months = text(client, f"{HOME}{CODE}/")
    assert "2016-10 4人次 3人次 · 2016-11-01" in months and "东县" in months and "西县" in months


def test_pages_ask_the_database_no_more_for_more_classes(city: Place, counted: Org) -> None:
    client = login("section_checker", Place.objects.get(code="990001"))
    for address, most in ((HOME, 4), (f"{HOME}{CODE}/", 4), (f"{HOME}{CODE}/2016-10/990001/", 5),
                          (f"{HOME}{CODE}/2016-10/990001/?class={counted.uid.hex}%7C第1期", 6)):  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        assert len(made) <= most, (address, len(made))


def test_the_open_page_names_nobody(client: Client, counted: Org) -> None:
    page = client.get("/policy/T-1.1/").content.decode()
    assert "少于5人" in page and "王" not in page and counted.uid.hex not in page
