"""The employers of a place, handed in at the staff desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.uploads.models import Upload
from chunfeng.base.uploads.tests.lists import workbook
from chunfeng.kernel import credit_code

pytestmark = pytest.mark.django_db
HEADER = ("单位名称", "统一社会信用代码", "法定代表人", "联系电话", "地址")


def code(n: int) -> str:
    """The code with the check characters of both standards, found by trying them."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for nine in "0123456789X":
        for last in signs:
            tried = f"91370911{n:08d}{nine}{last}"
            if isinstance(credit_code.read(tried), credit_code.CreditCode):
                return tried
    raise AssertionError(n)


def clerk(name: str, place: Place) -> Client:
    user = User.objects.create(username=name, name=name, password="!")
    Assignment.objects.create(user=user, role="counter_clerk", place=place, valid_from_on=date(2010, 1, 1))
    return signed_in(user)


@pytest.fixture
def places() -> tuple[Place, Place]:
    city = Place.objects.create(code="370900", name="某市", kind="city", path="370900/")
    return (
        Place.objects.create(code="370911", name="甲县", kind="county", parent=city, path="370900/370911/"),
        Place.objects.create(code="370921", name="乙县", kind="county", parent=city, path="370900/370921/"),
    )


def send(client: Client, content: bytes, place: Place) -> Any:
    sent = {"file": SimpleUploadedFile("企业名单.xlsx", content), "target": f"place:{place.code}"}
    return client.post("/desk/uploads/new/employers/", sent)


def test_ten_good_and_ten_bad_employers(places: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    here, there = places
    known = Org.objects.create(name="老企业有限公司", kind="employer", credit_code=code(0), place=here)
    good = [[f"第{n}建筑有限公司", code(n), "李卫东", "0538-6600000", "某路1号"] for n in range(10)]
    bad = [
        ["", code(20), "", "", ""],
        ["无代码有限公司", "", "", "", ""],
        ["错代码有限公司", code(22)[:-1] + ("0" if code(22)[-1] != "0" else "1"), "", "", ""],
        ["短代码有限公司", code(23)[:17], "", "", ""],
        ["又一遍有限公司", code(3), "", "", ""],
        ["电话错有限公司", code(25), "", "12", ""],
        ["长名" * 101, code(26), "", "", ""],
        ["旧号有限公司", "370900228012345", "", "", ""],
        ["负责人错有限公司", code(28), "12345", "", ""],
        ["电话又错有限公司", code(29), "", "138001", ""],
    ]
    desk = clerk("窗口", here)
    url = send(desk, workbook(HEADER, good + bad), here)["Location"]
    upload = Upload.objects.get()
    assert (upload.rows_read, upload.rows_accepted, upload.rows_returned) == (20, 10, 10), upload.said
    assert clerk("外县窗口", there).get(url).status_code == 404
    assert desk.post(f"{url}confirm/", {"give_up": "1", "returned": "10"}).status_code == 302
    upload.refresh_from_db()
    assert (upload.state, upload.rows_made, upload.rows_already) == ("committed", 9, 1)
    known.refresh_from_db()
    # Who is on file stays as it is.
    assert known.name == "老企业有限公司"
    assert Org.objects.filter(kind="employer", place=here).count() == 10
    assert "已入库 9 行" in desk.get(url).content.decode()


def test_a_row_tells_all_at_once_and_its_sender_sees_the_slip(
    places: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    here, _there = places
    desk, colleague = clerk("窗口", here), clerk("同事", here)
    rows = [["电话错有限公司", code(1)[:17], "", "13800x01", ""], ["某" * 201, code(2)[:17], "", "13800001402", ""]]
    url = send(desk, workbook(HEADER, rows), here)["Location"]
    first, second = Upload.objects.get().rows.all()
    assert {fault.column for fault in first.told} == {"phone", "code"}
    assert {fault.column for fault in second.told} == {"employer", "code"}
    page = desk.get(url).content.decode()
    assert '<mark class="wrong">13800x01</mark>' in page and 'value="13800x01"' in page
    assert "13800x01" not in colleague.get(url).content.decode()
    # Mended in part, the row still tells the rest.
    assert desk.post(f"{url}mend/", {f"{first.pk}.phone": "12"}).status_code == 422
    first.refresh_from_db()
    assert {fault.column for fault in first.told} == {"phone", "code"}


def test_another_place_is_no_target(places: tuple[Place, Place]) -> None:
    here, there = places
    assert send(clerk("窗口", here), workbook(HEADER, []), there).status_code == 404
