"""事项指南, verification, downloads and statements."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import pack, value
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.open import sources
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.statements import _classes, _uses
from chunfeng.engines.display.publication import IssuedPaper

pytestmark = pytest.mark.django_db

ORDER = [
    "基本信息",
    "申请条件",
    "申报材料",
    "办理流程",
    "办理时限",
    "收费标准",
    "设定依据",
    "办理地点与时间",
    "常见问题",
    "咨询与投诉",
]


@pytest.mark.parametrize("code", [process.code for process in PROCESSES])
def test_every_procedure_has_its_guide_in_the_usual_order(client: Client, code: str) -> None:
    process = PROCESSES[code]
    page = client.get(f"/guides/{code}/").content.decode()
    assert [title for title in re.findall(r"<h2>([^<]+)</h2>", page) if title in ORDER] == ORDER
    for step in process.steps:
        assert str(step.label) in page
    for clock in process.clocks:
        assert f"{value(clock.term, timezone.localdate()):,}" in page and str(clock.title) in page
    drawing = client.get(f"/guides/{code}/flow.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert ElementTree.fromstring(drawing.content).tag.endswith("svg")


def test_a_decided_term_changes_the_guide(client: Client) -> None:
    address = "/guides/training.provider_admission/"
    assert re.search(r"受理</th><td[^>]*><span class=\"nb\">5", client.get(address).content.decode())
    ParameterValue.objects.create(
        code="training.provider_accept_days", area="", valid_from_on=date(2016, 1, 1), value=3, reference="纪要", decided_in="CS2016-000001"
    )  # fmt: skip
    from chunfeng.base.access.actor import Actor
    from chunfeng.base.audit.record import record

    record("step", Actor.the_system(), "case", "CS2016-000001", step="enact")
    sources.look()
    assert re.search(r"受理</th><td[^>]*><span class=\"nb\">3", client.get(address).content.decode())


class TestVerification:
    def test_an_unknown_code_is_said_to_be_unknown(self, client: Client) -> None:
        assert client.get("/verify/5D2A-88F1/").status_code == 404
        assert "没有核验码是" in client.get("/verify/5D2A-88F1/").content.decode()

    def test_a_code_is_looked_up_without_standing_in_a_log(self, client: Client) -> None:
        assert client.get("/verify/", {"code": " 5d2a-88f1 "})["Location"] == "/verify/5D2A-88F1/"
        assert client.get("/verify/", {"code": "<script>"}).status_code == 404

    def test_tells_number_house_day_and_digest(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        paper = IssuedPaper("某人社监令字〔2016〕第17号", "限期改正指令书", "某局", date(2016, 11, 16), "ab" * 32)
        monkeypatch.setattr(PUBLISHED, "issued", {"5D2A-88F1": paper}.get)
        page = client.get("/verify/5d2a-88f1/")
        assert page.status_code == 200 and "no-store" in page["Cache-Control"]
        read = re.sub("<[^>]+>", "", page.content.decode())
        for told in (paper.number, paper.issuer, "2016-11-16", paper.digest, "有效"):
            assert told in read

    def test_guessing_is_limited(self, client: Client) -> None:
        answers = [client.get(f"/verify/{n}/").status_code for n in range(61)]
        assert answers == [404] * 60 + [429]


def rows(client: Client, path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(path).content.decode("utf-8-sig"))))


def test_downloads_are_whole_and_explained(client: Client) -> None:
    loaded = pack()
    assert len(rows(client, "/data/clauses.csv")) == len(loaded.clauses) + 1 == 180
    assert len(rows(client, "/data/targets.csv")) == len(loaded.targets) + 1
    assert len(rows(client, "/data/divisions.csv")) == len(loaded.divisions) + 1
    assert len(rows(client, "/data/parameters.csv")) == sum(len(p.values) for p in loaded.parameters.values()) + 1
    explained = {(row[0], row[1]) for row in rows(client, "/data/dictionary.csv")}
    for name in ("clauses", "targets", "parameters", "agencies", "divisions"):
        for column in rows(client, f"/data/{name}.csv")[0]:
            assert (name, column) in explained


def test_parameters_cost_one_query(client: Client, django_assert_num_queries) -> None:
    sources.look()
    with django_assert_num_queries(1):
        client.get("/data/parameters.csv")


def test_every_use_of_personal_data_is_named_in_words(client: Client) -> None:
    assert {app for app, n in _classes().items() if n["personal"] or n["sensitive"]} == set(_uses())


def test_the_privacy_statement_counts_the_declared_columns(client: Client) -> None:
    page = client.get("/privacy/").content.decode()
    assert "实名登记" in page and "投诉举报" in page and "/my/data/" in page


def test_machines_are_told_what_is_open(client: Client) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in robots and "sitemap.xml" in robots
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = [e.text for e in tree.iter() if e.tag.endswith("loc")]
    assert len(found) > 179 and all(address.count("//") == 1 for address in found if address)
