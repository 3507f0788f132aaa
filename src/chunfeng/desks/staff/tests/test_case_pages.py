"""Case pages of real cases: an id stands once, the words to work on lie beside each paper, a decision has its own term."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from time import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.documents.actions import sweep
from chunfeng.base.documents.models import Attachment, StoredFile
from chunfeng.base.documents.queries import attached_to
from chunfeng.base.documents.tests.samples import pdf
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import List, Missing
from chunfeng.plans.rights.inspection.models import EvidenceItem
from chunfeng.plans.rights.inspection.pages import PANELS
from chunfeng.plans.rights.inspection.tests import conftest as inspection
from chunfeng.plans.rights.inspection.tests.conftest import City, Walk
from chunfeng.plans.rights.inspection.tests.test_walks import to_reviewing
from chunfeng.plans.training.providers import demo
from chunfeng.plans.training.providers.demo import Clockwork
from chunfeng.plans.training.providers.tests import conftest as providers

pytestmark = pytest.mark.django_db
city, matter = inspection.city, inspection.walk
town, walk = providers.town, providers.walk


def page(number: str, username: str) -> str:
    client = signed_in(User.objects.get(username=username))
    return str(client.get(f"/desk/cases/{number}/").content.decode())


def twice(html: str) -> list[str]:
    return [name for name, times in Counter(re.findall(r'\sid="([^"]*)"', html)).items() if times > 1]


def decided(city: City, matter: Walk) -> Case:
    case = to_reviewing(city, matter("investigated"))
    inspection.decide(case, city, "2015-01-28")
    return case


def terms(case: Case, city: City) -> list[object]:
    acts = next(p.body[0] for p in PANELS[case.process](case, city.who("chen")) if p.anchor == "acts")
    assert isinstance(acts, List)
    return [row.cells["due"] for row in acts.rows]


def test_an_id_stands_once_on_the_page_of_an_inspection(city: City, matter: Walk) -> None:
    case = inspection.serve(decided(city, matter), city, "decision", "2015-01-29")
    html = page(case.number, "chen@370911")
    for panel in ("tellers", "evidence", "money", "acts", "service", "inspectors", "timeline", "terms"):
        assert f'id="{panel}"' in html
    assert not twice(html)


def test_the_law_of_a_notice_stands_in_its_box_when_it_is_drawn_up_again(city: City, matter: Walk) -> None:
    case = to_reviewing(city, matter("investigated"))
    inspection.done(case, "return_", city.who("lawyer"), "2015-01-28", note="金额算错")
    law = case.record.decisions.get().law
    alone = signed_in(User.objects.get(username="chen@370911"))
    for html in (
        page(case.number, "chen@370911"),
        alone.get(f"/desk/cases/{case.number}/steps/notice_treatment/").content.decode(),
    ):
        assert law and f'value="{law}"' in html and 'value="9600' not in html, "what may be wrong is asked anew"


def stored() -> tuple[int, int]:
    return Attachment.objects.count(), StoredFile.objects.count()


def test_a_step_that_cannot_be_taken_stores_no_files(city: City, matter: Walk) -> None:
    case = matter("investigating")
    chen, head = (signed_in(User.objects.get(username=f"{name}@370911")) for name in ("chen", "head"))
    before, url = stored(), f"/desk/cases/{case.number}/steps/collect/"

    def sent(client: Client, **more: object) -> HttpResponse:
        paper = SimpleUploadedFile("考勤.pdf", pdf(), "application/pdf")
        given = {"seen": case.version, "said": "考勤表", "request_key": "k", "files": paper} | more
        return client.post(url, given)  # type: ignore[return-value]

    for seen in (case.version - 1, case.version + 1, ""):
        answer = sent(chen, seen=seen).content.decode()
        assert "请看过最新情况再办" in answer and "考勤表" in answer and "最多 0 个" not in answer
    assert sent(head).status_code == 422 and stored() == before
    # Another answer is wrong: the file stays with the form and need not be chosen again.
    back = re.search(r'name="files" value="([^"]+)"', sent(chen, said="").content.decode())
    assert back and stored() == (before[0] + 1, before[1] + 1)
    # Until an act takes it, it is the sender's alone: nobody of the same case reads it or hands it in as his own.
    beside = signed_in(User.objects.get(username="wang@370911"))
    assert chen.get(f"/files/{back[1]}/").status_code == 200 and beside.get(f"/files/{back[1]}/").status_code == 404
    assert sent(beside, said="", files=back[1]).content.decode().count('name="files" value=') == 0
    assert sent(chen, files=back[1]).status_code == 302
    assert beside.get(f"/files/{back[1]}/").status_code == 200
    assert EvidenceItem.objects.get(kind="document").files == [back[1]]
    assert sent(chen).status_code == 302 and stored() == (before[0] + 1, before[1] + 1), "sent twice is one act"


def test_files_of_a_form_that_nobody_sends_again_go_after_a_day(city: City, matter: Walk) -> None:
    case = matter("investigating")
    chen = signed_in(User.objects.get(username="chen@370911"))
    before, url = stored(), f"/desk/cases/{case.number}/steps/collect/"

    def sent(said: str) -> int:
        given = {"seen": case.version, "said": said, "files": SimpleUploadedFile("考勤.pdf", pdf(), "application/pdf")}
        return chen.post(url, given).status_code

    assert (sent(""), sent("考勤表")) == (422, 302) and stored()[0] == before[0] + 2
    sweep()
    assert stored()[0] == before[0] + 2, "the form may still come back"
    sweep(now=time() + 90_000)
    assert [str(a.uid) for a in attached_to("case", case.number)] == EvidenceItem.objects.get(kind="document").files


def test_an_id_stands_once_on_the_pages_of_an_admission(walk: Clockwork) -> None:
    demo._score_all(walk)
    clerk = User.objects.get(pk=walk.clerk.user)
    html = page(walk.case.number, "审查0")
    assert 'id="scores"' in html and 'id="teachers"' in html and not twice(html)
    client = Client()
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    own = str(client.get(f"/portal/cases/{walk.case.number}/").content.decode())
    assert 'id="teachers"' in own and not twice(own)
    assert 'data-l="结果"' not in own, "no column for what nobody has decided"


def test_an_id_stands_once_on_the_list_of_guides(db: None) -> None:
    assert not twice(str(Client().get("/guides/").content.decode()))


def test_the_draft_in_words_lies_beside_each_paper(city: City, matter: Walk) -> None:
    html = page(matter("ordered").number, "chen@370911")
    papers = re.findall(r'href="(/desk/cases/[^"]+)\.pdf"', html)
    assert papers and papers == re.findall(r'href="(/desk/cases/[^"]+)\.docx"', html)


def test_a_decision_shows_the_term_that_counts_for_it_now(city: City, matter: Walk) -> None:
    case = to_reviewing(city, matter("investigated"))
    notice = case.record.decisions.get()
    assert terms(case, city) == [notice.defence_until_on]
    inspection.decide(case, city, "2015-01-28")
    case = inspection.serve(Case.objects.get(pk=case.pk), city, "decision", "2015-01-29")
    perform = case.clocks.get(code="perform").due_on
    assert perform > date(2015, 1, 29) and terms(Case.objects.get(pk=case.pk), city) == [perform]


def test_a_decision_that_was_sent_back_has_no_term(city: City, matter: Walk) -> None:
    case = to_reviewing(city, matter("investigated"))
    inspection.done(case, "return_", city.who("lawyer"), "2015-01-28", note="事实不清")
    (due,) = terms(Case.objects.get(pk=case.pk), city)
    assert due is Missing.NOT_APPLICABLE


def test_to_look_who_told_keeps_the_list_that_the_case_was_opened_from(city: City, matter: Walk) -> None:
    number, chen = matter("investigating").number, signed_in(User.objects.get(username="chen@370911"))
    for kept in ("", "?process=rights.inspection_case&list=cases"):
        html = chen.get(f"/desk/cases/{number}/{kept}").content.decode()
        led = re.search(r'href="/desk/complaints/TS[^/"]+/([^"]*)"', html)
        assert led and led[1].replace("&amp;", "&") == kept
