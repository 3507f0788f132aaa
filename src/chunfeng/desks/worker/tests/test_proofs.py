"""Photos and recordings of a complaint: with it, later, too many, too late."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from chunfeng.base.documents.models import StoredFile
from chunfeng.base.documents.queries import attached_to
from chunfeng.base.documents.tests import samples
from chunfeng.desks.worker import pages, questions
from chunfeng.desks.worker.tests.test_worker import fresh_limits, handed_in, send, tell  # noqa: F401
from chunfeng.plans.rights.inspection import actions
from chunfeng.plans.rights.inspection.models import Complaint, Draft
from chunfeng.plans.rights.inspection.queries import may_open_file
from chunfeng.plans.rights.inspection.tests.conftest import City, Walk, city, done, walk  # noqa: F401

pytestmark = pytest.mark.django_db


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("赵建国的工资条.jpg", samples.jpg(), content_type="image/jpeg")


def test_a_photo_goes_with_the_complaint_and_keeps_no_name(client: Client, city: City) -> None:  # noqa: F811
    for code in ("topic", "employer", "happened", "amount"):
        send(client, code)
    send(client, "proof", files=photo())
    assert attached_to("draft", Draft.objects.get().pk).count() == 1
    assert "已经收到1个文件" in client.get("/w/complaint/proof/").content.decode()
    send(client, "contact")
    assert "1个" in client.get("/w/complaint/check/").content.decode()
    client.post("/w/complaint/check/")
    complaint = Complaint.objects.get()
    attachment = attached_to("complaint", complaint.number).get()
    assert complaint.files == [str(attachment.uid)]
    assert "赵" not in attachment.name.clear()
    client.get("/w/exit/")
    assert attached_to("complaint", complaint.number).exists()


def test_what_is_no_photo_is_told_and_not_kept(client: Client, city: City) -> None:  # noqa: F811
    for code in ("topic", "employer", "happened", "amount"):
        send(client, code)
    answer = send(client, "proof", files=SimpleUploadedFile("x.jpg", b"<html><script>alert(1)</script>"))
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not attached_to("draft", Draft.objects.get().pk).exists()


def test_no_more_than_nine_files(client: Client, city: City) -> None:  # noqa: F811
    for code in ("topic", "employer", "happened", "amount"):
        send(client, code)
    answer = send(client, "proof", files=[photo() for _ in range(10)])
    assert answer.status_code == 422 and "最多9个文件" in answer.content.decode()


def test_an_answer_that_comes_after_the_complaint_changes_nothing(client: Client, city: City) -> None:  # noqa: F811
    """Two windows share the draft: the one behind must neither bring the answers back nor leave files that nobody has."""
    for code in ("topic", "employer", "happened", "amount"):
        send(client, code)
    behind = Draft.objects.get()
    send(client, "proof")
    send(client, "contact")
    client.post("/w/complaint/check/")
    told = actions.answers_of(Draft.objects.get())
    request = RequestFactory().post("/w/complaint/proof/", {"files": photo()})
    asked = next(q for q in questions.QUESTIONS if q.code == "proof")
    answer = pages._answered(request, asked, behind)
    assert (answer.status_code, answer["Location"]) == (302, "/w/complaint/done/")
    assert actions.answers_of(Draft.objects.get()) == told and "receipt" in told
    assert not attached_to("draft", behind.pk).exists() and Complaint.objects.count() == 1


def test_the_exit_forgets_the_photos_too(client: Client, city: City) -> None:  # noqa: F811
    for code in ("topic", "employer", "happened", "amount"):
        send(client, code)
    send(client, "proof", files=photo())
    draft = Draft.objects.get().pk
    client.get("/w/exit/")
    assert not attached_to("draft", draft).exists()


def test_a_photo_that_is_not_taken_is_not_kept(client: Client, city: City) -> None:  # noqa: F811
    complaint, code = handed_in(client)
    stale = tell(client, complaint, code, "add_statement", files=photo(), seen="0")
    assert stale.status_code == 422 and "请看过最新情况再办" in stale.content.decode()
    no_photo = SimpleUploadedFile("x.jpg", b"<html><script>alert(1)</script>")
    assert tell(client, complaint, code, "add_statement", files=[photo(), no_photo]).status_code == 422
    assert not attached_to("complaint", complaint.number).exists() and not StoredFile.objects.exists()
    assert tell(client, complaint, code, "add_statement", files=photo()).status_code == 200
    assert attached_to("complaint", complaint.number).count() == 1


def test_a_photo_later_is_for_those_who_may_know_the_teller(client: Client, city: City) -> None:  # noqa: F811
    complaint, code = handed_in(client, contact={"reach": "secret"})
    assert tell(client, complaint, code, "add_statement", files=photo()).status_code == 200
    item = complaint.inspection.evidence.get()
    assert [str(a.uid) for a in attached_to("complaint", complaint.number)] == item.files
    assert may_open_file(complaint.number, city.who("head"))
    assert not may_open_file(complaint.number, city.who("chen"))
    assert not may_open_file(complaint.number, city.who("head@370921"))
