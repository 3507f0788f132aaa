"""What provider, office and trainee see and do: devices, cards, the code on the screen, sheets, the trainee's own word."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.documents.models import Attachment
from chunfeng.base.documents.tests.samples import jpg
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance.models import Answer, Mark, Punch, Sheet
from chunfeng.plans.training.attendance.queries.devices import caller
from chunfeng.plans.training.attendance.tests.conftest import Running
from chunfeng.plans.training.classes.models import ClassSession
from chunfeng.plans.training.classes.tests.conftest import OPENS

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(running: Running) -> Running:
    """The first lesson is today, all day long."""
    first = running.klass.sessions.order_by("held_on", "from_time")[0]
    ClassSession.objects.filter(pk=first.pk).update(
        held_on=timezone.localdate(), from_time="00:00", to_time="23:59", hours=4
    )
    # Admitted for long enough that the agreement holds on this day.
    agreement = running.klass.agreement
    type(agreement).objects.filter(pk=agreement.pk).update(to_on=timezone.localdate() + timedelta(days=90))
    return running


def desk(actor: Any) -> Client:
    return signed_in(User.objects.get(pk=actor.user))


def trainee(running: Running, nth: int) -> Client:
    """Logged in with the own phone."""
    from chunfeng.base.access import phone_codes

    person = running.entries[nth].person
    made: list[str] = []
    phone = person.phone
    assert phone
    token = phone_codes.begin(phone.clear(), lambda code, key: made.append(code))
    user = phone_codes.redeem(token, made[0])
    assert user
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_device_is_registered_at_the_portal_and_its_key_is_shown_once(today: Running) -> None:
    portal, office = desk(today.clerk), desk(today.school.checker)
    assert "考勤设备登记" in text(portal.get("/portal/"))
    assert portal.post("/portal/begin/training.punch_device/").status_code == 302
    case = Case.objects.filter(process="training.punch_device").latest("pk")
    at = f"/portal/cases/{case.number}/"
    premises = today.klass.agreement.admission.premises.order_by("pk")[0]
    assert portal.post(f"{at}fill/device/", {"serial": "K9", "premises": premises.pk}).status_code == 302
    case.refresh_from_db()
    assert portal.post(f"{at}check/", {"seen": case.version, "undertaking": "on"}).status_code == 302
    assert portal.get(f"/portal/devices/{case.number}/key/").status_code == 404, "not confirmed yet"
    page = text(office.get(f"/desk/cases/{case.number}/"))
    assert "K9" in page and "确认设备" in page and "/key/" not in page
    case.refresh_from_db()
    assert office.post(f"/desk/cases/{case.number}/steps/confirm/", {"seen": case.version}).status_code == 302
    assert f"/portal/devices/{case.number}/key/" in text(portal.get(at))
    shown = text(portal.post(f"/portal/devices/{case.number}/key/"))
    key = re.search(r"\d+\.[\w-]{43}", shown)
    assert key and caller(key[0])
    again = text(portal.get(f"/portal/devices/{case.number}/key/"))
    assert key[0] not in again and "旧密钥立即失效" in again
    assert Event.objects.filter(kind="device.key", object_id=case.number).count() == 1
    assert office.get(f"/portal/devices/{case.number}/key/").status_code == 403


def test_the_page_of_a_class_shows_who_was_there_to_party_and_office(running: Running) -> None:
    running.day(0, "08:21", "11:33", "13:25", "16:37")
    running.day(1, "08:21", "11:33")
    running.klass.case.refresh_from_db()
    number = running.klass.case.number
    for client, at in (
        (desk(running.clerk), "portal"),
        (desk(running.school.checker), "desk"),
        (desk(running.school.head), "desk"),
    ):
        page = text(client.get(f"/{at}/cases/{number}/"))
        assert "8/8" in page and "4/8" in page and "50%" in page and "不足" in page and "计划 80 课时" in page
        assert ("/code/" in page) is (at == "portal")


def test_cards_are_made_once_and_a_lost_one_is_replaced(today: Running) -> None:
    portal, at = desk(today.clerk), f"/portal/classes/{today.klass.case.number}/cards/"
    entry = today.entries[0]
    assert entry.badge.code in text(portal.get(at)) and "生成卡号" not in text(portal.get(at))
    assert portal.post(at, {"entry": entry.pk}).status_code == 302
    assert type(entry.badge).objects.get(entry=entry).code != entry.badge.code
    assert portal.post(at, {"entry": "x"}).status_code == 404
    assert desk(today.school.town.clerks[today.school.town.orgs[1].pk]).get(at).status_code == 404


def scanned(today: Running) -> str:
    page = desk(today.clerk).get(f"/portal/classes/{today.klass.case.number}/code/")
    assert 1 <= int(page["Refresh"]) <= 20 and "<svg" in text(page)
    from chunfeng.plans.training.attendance.queries import codes

    half = codes.running(today.klass, timezone.now())
    assert half
    return codes.token(today.klass.pk, half, timezone.now(), "370911")[0]


def test_a_trainee_signs_in_by_the_code_with_or_without_a_position(today: Running) -> None:
    token = scanned(today)
    client = trainee(today, 0)
    assert client.get(f"/my/scan/{token}/")["Location"] == "/my/here/"
    page = text(client.get("/my/here/"))
    assert "焊工第1期" in page and "可以不给" in page and "ui/here" in page
    assert "已签到" in text(client.post("/my/here/"))
    punch = Punch.objects.get()
    assert (punch.metres_off, punch.device, Mark.objects.get().entry_id) == (None, None, today.entries[0].pk)
    other = trainee(today, 1)
    other.get(f"/my/scan/{token}/")
    premises = today.klass.agreement.admission.premises.order_by("pk")[0]
    where = {
        "latitude": float(premises.latitude) + 0.01,
        "longitude": str(premises.longitude),
        "accuracy": "25.4",
        "position": "on",
    }
    other.post("/my/here/", where)
    punch = Punch.objects.latest("pk")
    assert punch.metres_off and 1000 < punch.metres_off < 1200 and punch.accuracy == 25
    page = text(desk(today.school.checker).get(f"/desk/cases/{today.klass.case.number}/"))
    assert "签到位置偏远" in page and "1 次" in page


def test_the_same_code_is_one_punch_and_an_old_or_made_up_one_none(today: Running) -> None:
    token, client = scanned(today), trainee(today, 0)
    for _again in range(2):
        client.get(f"/my/scan/{token}/")
        assert "已签到" in text(client.post("/my/here/"))
    assert Punch.objects.count() == 1
    assert "请先扫" in text(client.get("/my/here/"))
    for wrong in ("nothing", token[:-1], token.replace("-", "--"), "1-2-3-4-5", "-1-1-1-1", "é-1-1-1-1"):
        assert client.get(f"/my/scan/{wrong}/").status_code == 410
    head, _dash, rest = token.rpartition("-")
    assert client.get(f"/my/scan/{head}0-{rest}/").status_code == 410


def test_who_is_not_logged_in_keeps_the_code_until_he_is(today: Running, client: Client) -> None:
    assert client.get(f"/my/scan/{scanned(today)}/")["Location"] == "/my/here/"
    assert client.get("/my/here/")["Location"] == "/my/login/"
    assert client.session["scanned"][0] == today.klass.pk


def test_a_sheet_is_transcribed_with_its_photo_and_voided_by_either(today: Running) -> None:
    portal, office = desk(today.clerk), desk(today.school.checker)
    number, one = today.klass.case.number, today.entries[0].pk
    at = f"/portal/classes/{number}/sheets/"
    half = f"{timezone.localdate()}.1"

    before = Attachment.objects.count()

    def photo() -> SimpleUploadedFile:
        return SimpleUploadedFile("签到表.jpg", jpg(), "image/jpeg")

    told = portal.post(f"{at}new/", {"half": half, "because": "", "signed": [one], "photo": photo()})
    assert told.status_code == 422 and "理由" in text(told)
    told = portal.post(f"{at}new/", {"half": half, "because": "设备故障", "signed": [one]})
    assert told.status_code == 422 and "照片" in text(told)
    told = portal.post(
        f"{at}new/",
        {"half": half, "because": "设备故障", "signed": [one], "photo": SimpleUploadedFile("x.jpg", b"<html>")},
    )
    assert told.status_code == 422 and Attachment.objects.count() == before and not Sheet.objects.exists()
    assert (
        portal.post(
            f"{at}new/", {"half": half, "because": "设备故障", "signed": [one, "x"], "photo": photo()}
        ).status_code
        == 302
    )
    sheet = Sheet.objects.get()
    page = text(office.get(f"/desk/cases/{number}/"))
    assert (
        "设备故障" in page
        and f"/files/{sheet.document}/" in page
        and f"/desk/classes/{number}/sheets/{sheet.pk}/void/" in page
    )
    assert office.get(f"/files/{sheet.document}/").status_code == 200
    void = f"/desk/classes/{number}/sheets/{sheet.pk}/void/"
    assert office.get(void).status_code == 200 and office.post(void, {"because": ""}).status_code == 422
    assert desk(today.school.head).post(void, {"because": "x"}).status_code == 403
    assert office.post(void, {"because": "与点名不符"}).status_code == 302
    assert not Mark.objects.exists() and office.get(void).status_code == 404
    assert portal.get(f"{at}{sheet.pk}/void/").status_code == 404
    assert "已作废：与点名不符" in text(portal.get(f"/portal/cases/{number}/"))


def test_a_trainee_says_whether_it_is_true(today: Running) -> None:
    client, entry = trainee(today, 0), today.entries[0]
    at = f"/my/classes/{entry.pk}/"
    home = text(client.get("/my/"))
    assert at in home and "请回答" in home
    page = text(client.get(at))
    assert "您参加吗" in page and "主校区" not in page and "不收费" in page
    assert client.post(at, {}).status_code == 422
    assert client.post(at, {"takes_part": "no"}).status_code == 302
    assert not Answer.objects.get().takes_part and "没有参加" in text(client.get(at))
    for who in (today.clerk, today.school.checker):
        face = "portal" if who is today.clerk else "desk"
        page = text(desk(who).get(f"/{face}/cases/{today.klass.case.number}/"))
        assert "没有参加 1 人，没有回答 23 人" in page
    client.post(at, {"takes_part": "yes"})
    assert Answer.objects.get().takes_part and Event.objects.filter(kind="roster.answer").count() == 2
    assert client.get(f"/my/classes/{today.entries[1].pk}/").status_code == 404


def test_a_trainee_sees_the_own_attendance(running: Running) -> None:
    running.day(0, "08:21", "11:33")
    running.day(1, "08:21", "11:33", "13:25", "16:37")
    page = text(trainee(running, 0).get(f"/my/classes/{running.entries[0].pk}/"))
    copy = trainee(running, 0).post("/my/data/copy/").json()["培训"]
    assert [(c["培训班"][-5:], [m["打卡"][0][11:16] for m in c["考勤"]]) for c in copy] == [("焊工第1期", ["08:21"])]
    assert "已上 8 课时，您到了 4 课时，占 50%；结业要 80%" in page and str(OPENS) in page
