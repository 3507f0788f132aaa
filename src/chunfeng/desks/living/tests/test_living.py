"""The living document: all clauses, what carries each out, grey where nothing does, the notice's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client

from chunfeng.base.policy.attached import Passage, folder_for, store
from chunfeng.base.policy.coverage import coverage
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.registry import PROCESSES, citing
from chunfeng.desks.living.clauses import carried
from chunfeng.desks.open import sources
from chunfeng.desks.open.kinds import KINDS
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.tests.conftest import empty_store  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
STYLES = Path(__file__).parents[2] / "ui" / "static" / "ui"


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_every_clause_has_its_anchor_and_its_page(client: Client) -> None:
    page = text(client, "/policy/")
    anchors = re.findall(r'<article class="clause[^"]*" id="([^"]+)"', page)
    assert anchors == list(pack().clauses) and len(anchors) == 179
    for clause in ("G-1", "T-3.2.a", "R-3.2.a", "S-1.1"):
        assert f'href="/policy/{clause}/"' in page
        assert f'href="/policy/#{clause}"' in text(client, f"/policy/{clause}/")


def test_grey_is_what_nothing_covers(client: Client) -> None:
    told = coverage(pack(), [*PUBLISHED.declared(), *citing()])
    grey = set(re.findall(r'<article class="clause gap" id="([^"]+)"', text(client, "/policy/")))
    assert grey == {gap["clause"] for gap in told["uncovered"]}
    assert told["covered"] > 20 and not grey & {"T-3.2.a", "T-1.1"} and "T-1.4" in grey
    assert f"已覆盖{told['covered']}条" in text(client, "/policy/")


def test_a_procedure_that_goes_leaves_its_clause_grey(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert carried()["T-3.2.a"].covered
    left = {code: p for code, p in PROCESSES._all.items() if p.clause != "T-3.2.a" and "T-3.2.a" not in p.more_clauses}
    monkeypatch.setattr(PROCESSES, "_all", left)
    assert carried()["T-3.2.a"].needs == "process"


def test_the_margin_tells_procedure_rules_and_dated_parameters(client: Client) -> None:
    page = text(client, "/policy/training/")
    clause = page[page.index('id="T-3.2.a"') : page.index('id="T-3.2.b"')]
    assert "/guides/training.provider_admission/" in clause
    assert "参数" in clause and "/policy/T-3.2.a/#parameters" in clause
    assert "条规则" in page


def test_parts_and_agencies_are_plain_links(client: Client) -> None:
    loaded = pack()
    for plan in ("general", "training", "rights", "services"):
        shown = re.findall(r'<article class="clause[^"]*" id="([^"]+)"', text(client, f"/policy/{plan}/"))
        assert shown == [c.id for c in loaded.clauses.values() if c.plan == plan]
    shown = re.findall(r'<article class="clause[^"]*" id="([^"]+)"', text(client, "/policy/?agency=FIN"))
    assert shown == [c.id for c in loaded.clauses.values() if "FIN" in (*c.lead, *c.partners)]
    assert text(client, "/policy/?agency=NOBODY") == text(client, "/policy/")


def test_a_clause_tells_every_value_a_parameter_ever_had(client: Client) -> None:
    parameter = pack().parameters["training.provider_accept_days"]
    ParameterValue.objects.create(
        code=parameter.code, area="", valid_from_on=date(2016, 1, 1), value=3, reference="局办公会纪要", decided_in="CS2016-000001"
    )  # fmt: skip
    page = text(client, f"/policy/{parameter.clause}/")
    assert "局办公会纪要" in page and "CS2016-000001" in page and parameter.values[0].valid_from_on.isoformat() in page


def test_rules_stand_with_their_sentences(client: Client) -> None:
    rule = next(rule for rule in PUBLISHED.rules() if rule.clause in pack().clauses)
    page = text(client, f"/policy/{rule.clause}/")
    assert rule.title in page and rule.code in page and 'id="rules"' in page


@pytest.fixture
def attached_notice() -> Iterator[None]:
    folder = folder_for(pack(), Path(settings.HOME))
    words = "每年培训农民工80090人以上。"
    passage = Passage("T-1.1", ("一、总体目标",), words, ((7, 12, "T-1.1/trained_total"),), line=3)
    file = store(folder, pack(), [passage], {})
    yield
    file.unlink()


def test_the_notice_s_own_words_stand_under_the_summary(client: Client, attached_notice: None) -> None:
    sources.look()
    linked = '每年培训农民工<a href="/policy/T-1.1/#targets">80090</a>人以上。'
    assert linked in text(client, "/policy/training/")
    assert linked in text(client, "/policy/T-1.1/")


def test_attaching_changes_the_page(client: Client) -> None:
    before = text(client, "/policy/training/")
    folder = folder_for(pack(), Path(settings.HOME))
    file = store(folder, pack(), [Passage("T-1.1", (), "原文一句。")], {})
    try:
        assert sources.look()
        assert "原文一句。" not in before and "原文一句。" in text(client, "/policy/training/")
    finally:
        file.unlink()


def test_pages_fit_into_sixty_kilobytes_with_their_style_sheets(client: Client) -> None:
    styles = sum(len(brotli.compress(p.read_bytes())) for p in STYLES.glob("*.css"))
    for kind in KINDS:
        if kind.speaks != "page":
            continue
        for names, _n in zip(kind.every(), range(3), strict=False):
            address = kind.address.format(**names)
            shown = client.get(address, headers={"accept-encoding": "br"})
            assert len(shown.content) + styles <= 60_000, address
            assert not re.findall(rb'(?:src|href)="(?:https?:)?//', brotli.decompress(shown.content)), "a third party"


def test_a_note_is_told_in_the_language_of_the_reader(client: Client) -> None:
    assert "内部办理期限短于法定期限" in client.get("/policy/R-3.2.a/").content.decode()
    client.cookies["django_language"] = "en"
    assert "Internal time limits shorter than statutory" in client.get("/policy/R-3.2.a/").content.decode()


def test_a_parameter_that_ended_has_no_standard_rather_than_an_unreported_one(client: Client) -> None:
    client.cookies["django_language"] = "en"
    table = client.get("/policy/R-3.2.a/").content.decode().partition("parameter-rights-inspection_hearing_days")[2]
    row = re.sub(r"<[^>]+>", " ", table.partition("2021-07-15")[2].partition("</tr>")[0])
    assert "No standard" in row and "Not reported" not in row
