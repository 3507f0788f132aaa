"""Open lists: whole, dated, a file and an address each; entries expire by themselves; anybody may object."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.desks.open import plain
from chunfeng.desks.open.lists import address
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.tests.conftest import TODAY, Day
from chunfeng.engines.display.page import Chip, Money
from chunfeng.plans.training.providers.demo import Clockwork, Town, begin, designate, publish
from chunfeng.plans.training.providers.models import Admission, BlacklistEntry, Listing, Objection

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_each_list_is_whole_with_date_source_file_and_address(client: Client, providers: Town) -> None:
    for found in PUBLISHED.lists:
        page = text(client, address(found))
        assert "更新" in page and "来源：" in page and f"/lists/{found.code}.csv" in page and found.clause in page
        # One without rows says why instead of drawing a table.
        if found.made(TODAY).rows:
            assert page.count("<tr") == len(found.made(TODAY).rows) + 1, found.code
        rows = list(csv.reader(io.StringIO(text(client, f"/lists/{found.code}.csv"))))
        assert len(rows) == len(found.made(TODAY).rows) + 1
        assert len({row[0] for row in rows}) == len(rows), "keys are unique"
    assert Listing.objects.count() > 2


def test_a_list_asks_as_much_for_many_as_for_one(town: Town, day: Day) -> None:
    day.set(TODAY)
    counts = []
    for n in range(2):
        designate(begin(town, n, TODAY - timedelta(days=60)))
        day.set(TODAY)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(PUBLISHED.list("providers").made(TODAY).rows) == n + 1
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


def test_the_file_runs_nothing_in_a_spreadsheet() -> None:
    made = plain.file(("a",), [("=1+1",), ("＋2",), (-5,), (Money(-1250),), ("@x",), (Chip("ok", "-好"),)], "x.csv")
    cells = [row[0] for row in csv.reader(io.StringIO(made.body.decode("utf-8-sig")))]
    assert cells == ["a", "'=1+1", "'＋2", "-5", "-12.5", "'@x", "'-好"]


def test_public_notice_ends_by_itself(client: Client, walk: Clockwork, day: Day) -> None:
    publish(walk)
    last = walk.case.record.publicity_to_on
    address = f"/lists/providers-on-notice/{walk.case.number}/"
    day.set(last)
    assert "第0职业培训学校" in text(client, address) and "提出异议" in text(client, address)
    assert "第0职业培训学校" in text(client, "/lists/providers-on-notice/")
    assert "第0职业培训学校" in text(client, "/")
    day.set(last + timedelta(days=1))
    gone = text(client, address)
    assert "第0职业培训学校" not in gone and "内容已撤下" in gone and "提出异议" not in gone
    assert "第0职业培训学校" not in text(client, "/lists/providers-on-notice/")
    assert "第0职业培训学校" not in text(client, "/")


def test_the_blacklist_forgets(client: Client, providers: Town, day: Day) -> None:
    entry = BlacklistEntry.objects.select_related("org", "supervision__case").get()
    address = f"/lists/provider-blacklist/{entry.supervision.case.number}/"
    assert entry.org.name in text(client, address)
    day.set(entry.to_on + timedelta(days=1))
    assert entry.org.name not in text(client, address)
    assert "期满已移出" in text(client, address)
    assert entry.org.name not in text(client, "/lists/provider-blacklist/")


class TestObjection:
    @pytest.fixture
    def address(self, walk: Clockwork, day: Day) -> str:
        publish(walk)
        day.set(walk.case.record.publicity_from_on)
        return f"/lists/providers-on-notice/{walk.case.number}/object/"

    def test_is_taken_with_a_number(self, client: Client, address: str) -> None:
        page = client.get(address)
        assert page.status_code == 200 and "no-store" in page["Cache-Control"]
        sent = client.post(address, {"ground": "untrue", "text": "设备是借来的", "contact": "13800000000"})
        assert sent.status_code == 200
        objection = Objection.objects.get()
        assert objection.number in sent.content.decode() and objection.due_on.isoformat() in sent.content.decode()
        assert "13800000000" not in sent.content.decode()
        assert "设备是借来的" not in "".join(Event.objects.values_list("facts", flat=True))

    def test_tells_all_that_is_missing_and_keeps_what_was_typed(self, client: Client, address: str) -> None:
        sent = client.post(address, {"contact": "打窗口电话"})
        page = sent.content.decode()
        assert (
            sent.status_code == 422
            and "请选择异议的理由" in page
            and "请写明异议的内容" in page
            and "打窗口电话" in page
        )
        assert not Objection.objects.exists()

    def test_needs_a_token_of_the_page(self, address: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(address, {"ground": "untrue", "text": "x"}).status_code == 403

    def test_ends_with_the_notice(self, client: Client, address: str, walk: Clockwork, day: Day) -> None:
        day.set(walk.case.record.publicity_to_on + timedelta(days=1))
        assert "公示期已过" in client.get(address).content.decode()
        assert client.post(address, {"ground": "untrue", "text": "晚了"}).status_code == 409
        assert not Objection.objects.exists()

    def test_is_limited_by_the_hour(self, client: Client, address: str) -> None:
        answers = [client.post(address, {"ground": "untrue", "text": str(n)}).status_code for n in range(11)]
        assert answers == [200] * 10 + [429]
        assert Objection.objects.count() == 10

    def test_is_not_for_lists_without_a_notice(self, client: Client, address: str) -> None:
        assert client.get("/lists/providers/x/object/").status_code == 404
        assert client.get("/lists/providers-on-notice/RD2016-999999/object/").status_code == 404


def test_only_cases_on_notice_have_a_page(client: Client, providers: Town) -> None:
    for case in Case.objects.filter(process="training.provider_admission"):
        published = Admission.objects.get(case=case).publicity_from_on is not None
        shown = client.get(f"/lists/providers-on-notice/{case.number}/").status_code
        assert (shown == 200) is published, case.state
