"""The open site tells of a major violation what the law wants told, and forgets it when its time is over."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client

from chunfeng.base.workflow.models import Case
from chunfeng.desks.open.tests.conftest import Day, day, empty_store  # noqa: F401
from chunfeng.plans.rights.inspection.tests.conftest import City, Walk, city, done, walk  # noqa: F401
from chunfeng.plans.rights.inspection.tests.test_publication import decided, shown  # noqa: F401

pytestmark = pytest.mark.django_db
EMPLOYER = "泰安宏基建筑有限公司"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_published_decision_stands_with_its_file_until_its_last_day(
    client: Client,
    city: City,  # noqa: F811
    decided: Case,  # noqa: F811
    day: Day,  # noqa: F811
) -> None:
    matter = shown(city, decided)
    complaint = decided.record.complaints.get()
    last = matter.record.until_on
    entry = f"/lists/violations/{matter.number}/"
    day.set(date(2015, 2, 3))
    page, file = text(client, "/decisions/"), text(client, "/lists/violations.csv")
    for where in (page, file, text(client, entry)):
        assert EMPLOYER in where and "拖欠工资9600元" in where
        assert complaint.number not in where and complaint.name.clear() not in where
    assert "/lists/violations.csv" in page and entry in page and "R-2.1.h" in page
    (row,) = csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))
    assert (row["条目"], row["决定文书"], row["公开至"]) == (matter.number, matter.record.basis, last.isoformat())
    day.set(last)
    assert EMPLOYER in text(client, entry)
    day.set(last + timedelta(days=1))
    for path in ("/decisions/", "/lists/violations.csv", entry):
        assert EMPLOYER not in text(client, path)
    assert "内容已撤下" in text(client, entry)


def test_what_is_only_proposed_has_no_page(client: Client, city: City, decided: Case, day: Day) -> None:  # noqa: F811
    day.set(date(2015, 2, 3))
    done(
        decided, "propose_publication", city.who("chen"), "2015-02-02", kind="arrears", acted_to_on="2015-01-20", facts="事实",
        handling="处理",
    )  # fmt: skip
    matter = decided.record.publications.get().case
    assert client.get(f"/lists/violations/{matter.number}/").status_code == 404
