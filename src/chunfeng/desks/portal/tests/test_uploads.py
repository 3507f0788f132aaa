"""A provider's clerk hands in lists: upload, errors, mending in place and by a file, commit, seen in the application."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from chunfeng.base.access.models import User
from chunfeng.base.audit.models import Event
from chunfeng.base.policy.values import calendar
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.uploads.models import Upload
from chunfeng.base.uploads.tests.lists import workbook
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers import demo
from chunfeng.plans.training.providers.demo import Clockwork, Town
from chunfeng.plans.training.providers.models import Room, Teacher, TradeApplied
from chunfeng.plans.training.providers.tests.conftest import build

pytestmark = pytest.mark.django_db
ROOMS = ("所在场地", "教室名称", "用途", "容纳人数", "面积（平方米）")


@pytest.fixture
def town() -> Town:
    return build()


@pytest.fixture
def walk(town: Town) -> Clockwork:
    return demo.begin(town, 0, calendar().next_workday(timezone.localdate() - timedelta(days=10)))


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of our own making are read in this process; the limited one has its own test."""
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def body(response: Any) -> str:
    return response.content.decode()


def send(client: Client, code: str, content: bytes, target: str, name: str = "名单.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"/portal/uploads/new/{code}/", {"file": file, "target": target})


def place_of(case: Case) -> str:
    return str(case.record.premises.first().name)


def ten_and_ten(case: Case) -> bytes:
    place = place_of(case)
    good = [[place, f"新{n}", "理论" if n % 2 else "实训", 30 + n, 50] for n in range(10)]
    bad = [
        ["没有的场地", "坏0", "理论", 30, 50],
        [place, "", "理论", 30, 50],
        [place, "坏2", "仓库", 30, 50],
        [place, "坏3", "", 30, 50],
        [place, "坏4", "理论", "三十", 50],
        [place, "坏5", "理论", 0, 50],
        [place, "坏6", "理论", 900, 50],
        [place, "坏7", "理论", 30, ""],
        [place, "新1", "理论", 30, 50],
        [place, "坏9", "理论", 30, 99999],
    ]
    return workbook(ROOMS, [["示例", "x", "x", "x", "x"], *good, *bad])


def test_rooms_from_upload_to_the_application(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    before = Room.objects.count()
    assert "报送教室清单" in body(clerk.get("/portal/uploads/"))
    sent = send(clerk, "rooms", ten_and_ten(case), case.number)
    assert sent.status_code == 302
    upload = Upload.objects.get()
    assert (upload.state, upload.rows_read, upload.rows_accepted, upload.rows_returned) == ("staged", 20, 10, 10)
    page = body(clerk.get(sent["Location"]))
    for said in (
        "申请里没有这个场地",
        "没有教室名称",
        "不在字典里",
        "没有用途",
        "数字读不出来",
        "不在 1 到 500 之间",
        "与第4行是同一条",
    ):
        assert said in page
    # Nothing is a record yet.
    assert Room.objects.count() == before

    boxes = dict.fromkeys(re.findall(r'name="(\d+\.\w+)"', page), "")
    assert len(boxes) == 10
    right = {"premises": place_of(case), "room": "改好", "use": "理论", "capacity": "40", "square_metres": "60"}
    given = {key: right[key.partition(".")[2]] + (key if key.endswith(".room") else "") for key in boxes}
    wrong_still = next(key for key in given if key.endswith("capacity"))
    given[wrong_still] = "很多"
    again = clerk.post(f"{sent['Location']}mend/", given)
    assert again.status_code == 422
    assert "数字读不出来" in body(again)
    upload.refresh_from_db()
    assert (upload.rows_accepted, upload.rows_returned) == (19, 1)
    assert clerk.post(f"{sent['Location']}mend/", {wrong_still: "45"}).status_code == 302
    assert clerk.post(f"{sent['Location']}confirm/", {"returned": "0"}).status_code == 302
    upload.refresh_from_db()
    assert (upload.state, upload.rows_made, upload.rows_already) == ("committed", 20, 0)
    assert Room.objects.count() == before + 20
    assert not upload.rows.exists()
    # Seen in the application, and in the log.
    filled = body(clerk.get(f"/portal/cases/{case.number}/fill/rooms/"))
    assert "新3" in filled and "改好" in filled
    kinds = set(Event.objects.order_by("id").values_list("kind", flat=True))
    assert {"upload.receive", "upload.stage", "upload.mend", "upload.confirm", "upload.commit"} <= kinds


def test_all_that_is_wrong_with_a_row_is_said_at_once(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    rows = [[place_of(case), "新0", "仓库", "很多", 50], [place_of(case), "新1", "理论", 30, 50]]
    url = send(clerk, "rooms", workbook(ROOMS, rows), case.number)["Location"]
    (row,) = Upload.objects.get().rows.all()
    assert {column for column, _wrong, _mend in row.told} == {"use", "capacity"}
    # And still after one of the two is mended.
    key = f"{row.pk}.capacity"
    assert clerk.post(f"{url}mend/", {key: "无数"}).status_code == 422
    row.refresh_from_db()
    assert {column for column, _wrong, _mend in row.told} == {"use", "capacity"}


def test_the_same_file_again_is_told_with_a_link(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    content = ten_and_ten(case)
    first = send(clerk, "rooms", content, case.number)
    second = send(clerk, "rooms", content, case.number, "换个名字.xlsx")
    assert first["Location"] == second["Location"]
    assert "这个文件已收过" in body(clerk.get(second["Location"]))
    assert Upload.objects.count() == 1


def test_bad_rows_go_out_and_come_back_as_a_file(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    url = send(clerk, "rooms", ten_and_ten(case), case.number)["Location"]
    out = clerk.get(f"{url}returned.xlsx")
    assert out.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(out.content)).get_sheet_by_index(0).to_python()
    header, lines = [str(cell) for cell in rows[0]], rows[1:]
    assert len(lines) == 10
    at = {name: header.index(name) for name in ("所在场地", "教室名称", "用途", "容纳人数", "面积平方米")}
    for n, line in enumerate(lines[:9]):
        line[at["所在场地"]] = place_of(case)
        line[at["教室名称"]] = f"另{n}"
        line[at["用途"]], line[at["容纳人数"]], line[at["面积平方米"]] = "实训", "20", "30"
    back = clerk.post(f"{url}merge/", {"file": SimpleUploadedFile("更正.xlsx", workbook(header, lines))})
    assert back.status_code == 302
    upload = Upload.objects.get()
    assert (upload.rows_accepted, upload.rows_returned) == (19, 1)
    # The last row is given up knowingly: whoever saw another number of returned rows is asked again.
    assert clerk.post(f"{url}confirm/", {"give_up": "1", "returned": "10"}).status_code == 422
    assert clerk.post(f"{url}confirm/", {"give_up": "1", "returned": "1"}).status_code == 302
    upload.refresh_from_db()
    assert (upload.state, upload.rows_made, upload.rows_given_up) == ("committed", 19, 1)


def test_confirming_with_returned_rows_needs_giving_them_up(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    url = send(clerk, "rooms", ten_and_ten(case), case.number)["Location"]
    refused = clerk.post(f"{url}confirm/", {"returned": "10"})
    assert refused.status_code == 422
    assert "还有 10 行没有改好" in body(refused)


def test_rows_on_record_already_come_back(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    place = place_of(case)
    good = [[place, f"新{n}", "理论", 30, 50] for n in range(3)]
    url = send(clerk, "rooms", workbook(ROOMS, good), case.number)["Location"]
    clerk.post(f"{url}confirm/", {"returned": "0"})
    # Other bytes, the same rows.
    again = send(clerk, "rooms", workbook(ROOMS, good, title="教室清单"), case.number)["Location"]
    assert body(clerk.get(again)).count("申请里已有这间教室") >= 3
    assert Upload.objects.first().rows_accepted == 0  # type: ignore[union-attr]


def test_a_submitted_application_takes_nothing_and_the_rows_wait(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    url = send(clerk, "rooms", workbook(ROOMS, [[place_of(case), "新", "理论", 30, 50]]), case.number)["Location"]
    before = Room.objects.count()
    demo._submit(walk)
    refused = clerk.post(f"{url}confirm/", {"returned": "0"})
    assert refused.status_code == 422
    assert "不能修改" in body(refused)
    assert Upload.objects.get().state == "staged"
    assert Room.objects.count() == before


def test_teachers_and_trades(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    teachers = workbook(
        ("教师姓名", "任教工种", "任教等级", "证书编号", "教师资格证发证日期", "教师资格证有效期至", "聘用形式"),
        [
            *[[f"王建{n}".replace("0", "国") if n == 0 else "王建军", "电焊工", "三级", f"ZS{n:04d}", "2015.3.1", "", "专职"] for n in range(10)],
            ["", "电焊工", "三级", "ZS1000", "2015-03-01", "", "专职"],
            ["王建军", "造火箭工", "三级", "ZS1001", "2015-03-01", "", "专职"],
            ["王建军", "电焊工", "十级", "ZS1002", "2015-03-01", "", "专职"],
            ["王建军", "电焊工", "三级", "", "2015-03-01", "", "专职"],
            ["王建军", "电焊工", "三级", "ZS0001", "2015-03-01", "", "专职"],
            ["王建军", "电焊工", "三级", "ZS1005", "2015-02-30", "", "专职"],
            ["王建军", "电焊工", "三级", "ZS1006", "2015-03-01", "2014-03-01", "专职"],
            ["王建军", "电焊工", "三级", "ZS1007", "2015-03-01", "", "临时"],
            ["王建军", "", "三级", "ZS1008", "2015-03-01", "", "专职"],
            ["王建军", "电焊工", "三级", "ZS1009", "", "", "专职"],
        ],
    )  # fmt: skip
    before = Teacher.objects.count()
    url = send(clerk, "teachers", teachers, case.number)["Location"]
    upload = Upload.objects.get()
    assert (upload.rows_read, upload.rows_accepted, upload.rows_returned) == (20, 10, 10)
    assert clerk.post(f"{url}confirm/", {"give_up": "1", "returned": "10"}).status_code == 302
    assert Teacher.objects.count() == before + 10
    assert set(Teacher.objects.order_by("-id")[:10].values_list("trade", flat=True)) == {"焊工"}
    had = TradeApplied.objects.count()
    trades = workbook(
        ("工种", "等级", "实训设备"),
        [["钢筋工", "四级", "台架"], ["钢筋工", "四级", "又一遍"], ["飞行员", "四级", "飞机"]],
    )
    url = send(clerk, "trades", trades, case.number)["Location"]
    clerk.post(f"{url}confirm/", {"give_up": "1", "returned": "2"})
    assert TradeApplied.objects.count() == had + 1


def test_other_organisations_see_nothing(walk: Clockwork) -> None:
    case, clerk, other = walk.case, signed_in("经办0"), signed_in("经办1")
    url = send(clerk, "rooms", ten_and_ten(case), case.number)["Location"]
    assert other.get(url).status_code == 404
    assert other.get(f"{url}returned.xlsx").status_code == 404
    for act in ("mend", "merge", "confirm", "abandon"):
        assert other.post(f"{url}{act}/", {"returned": "10"}).status_code == 404
    assert send(other, "rooms", ten_and_ten(case), case.number).status_code == 404
    assert signed_in("专家0").get("/portal/uploads/new/rooms/").status_code == 404


def test_a_file_that_is_no_list_says_so(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    url = send(clerk, "rooms", workbook(("天气", "心情"), [["晴", "好"]]), case.number)["Location"]
    page = body(clerk.get(url))
    assert "没有找到教室清单的表头" in page and "所在场地" in page
    refused = send(clerk, "rooms", b"MZ\x90", case.number, "x.exe")
    assert refused.status_code == 422
    # What was refused does not stand in the way of the same bytes.
    assert Upload.objects.get().state == "refused"


def test_two_lists_side_by_side_are_told_how_to_stand(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    rows = [[place_of(case), f"新{n}", "理论", 30, 50] for n in range(4)]
    beside = [[*row, "", *other] for row, other in zip(rows[:2], rows[2:], strict=True)]
    url = send(clerk, "rooms", workbook((*ROOMS, "", *ROOMS), beside), case.number)["Location"]
    assert "上下接起来" in body(clerk.get(url))


def test_too_large_a_file_is_told_the_limit(walk: Clockwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chunfeng.base.uploads.actions.LARGEST", 1 << 20)
    sent = send(signed_in("经办0"), "rooms", b"x" * ((1 << 20) + 1), walk.case.number)
    assert sent.status_code == 413
    assert "1 兆" in body(sent)
    assert not Upload.objects.exists()


def test_templates_hold_an_example_that_is_not_read(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    for code in ("rooms", "teachers", "trades", "roster"):
        got = clerk.get(f"/portal/uploads/templates/{code}.xlsx")
        assert got.status_code == 200
        rows = CalamineWorkbook.from_filelike(io.BytesIO(got.content)).get_sheet_by_index(0).to_python()
        assert rows[1][0] == "示例（不读入）"
    url = send(clerk, "rooms", clerk.get("/portal/uploads/templates/rooms.xlsx").content, case.number)["Location"]
    assert "表头下面没有数据" in body(clerk.get(url))


def test_what_goes_out_is_never_a_formula(walk: Clockwork) -> None:
    case, clerk = walk.case, signed_in("经办0")
    evil = '=HYPERLINK("http://example.test","点")'
    url = send(
        clerk, "rooms", workbook(ROOMS, [[evil, "@SUM(1)", "+cmd|'/c calc'!A0", "-1", "=1+1"]] * 2), case.number
    )["Location"]
    assert Upload.objects.get().rows_returned == 2, Upload.objects.get().said
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{url}returned.xlsx").content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    page = body(clerk.get(url))
    assert '<a href="http://example.test' not in page


def test_an_abandoned_upload_leaves_nothing_and_may_come_again(walk: Clockwork) -> None:
    from chunfeng.base.uploads import store

    case, clerk = walk.case, signed_in("经办0")
    content = ten_and_ten(case)
    url = send(clerk, "rooms", content, case.number)["Location"]
    upload = Upload.objects.get()
    assert clerk.post(f"{url}abandon/").status_code == 302
    assert not upload.rows.exists()
    upload.refresh_from_db()
    assert (upload.rows_read, upload.rows_given_up) == (20, 20)
    assert not (store.folder() / upload.path).exists() or upload.state == "abandoned"
    assert send(clerk, "rooms", content, case.number)["Location"] != url
