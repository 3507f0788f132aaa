"""Complaints by telephone and window, leads of the grid, and the look at who told — in the browser of the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.models import Complaint

from .conftest import City, done

pytestmark = pytest.mark.django_db
GIVEN = {
    "channel": "phone", "topic": "wages", "employer": "宏基建筑", "site": "滨河家园", "place": "370911100", "said": "三个月没发",
    "since": "2026-08-01", "still": "yes", "amount": "9,600.00", "persons": "3", "elsewhere": "no", "reach": "own",
    "name": "赵建国", "phone": "138 0000 1402", "request_key": "k-1",
}  # fmt: skip


def as_(city: City, name: str) -> Client:
    return signed_in(city.users.get(name) or city.users[f"{name}@370911"])


def test_a_phone_clerk_takes_a_complaint_and_reads_the_receipt_aloud(city: City) -> None:
    client = as_(city, "clerk")
    assert client.get("/desk/complaints/new/").status_code == 200
    answer = client.post("/desk/complaints/new/", GIVEN)
    complaint = Complaint.objects.get()
    assert complaint.number in answer.content.decode() and complaint.code.clear() in answer.content.decode()
    assert (complaint.channel, complaint.kind, complaint.amount_fen) == ("phone", "complaint", 960000)
    assert complaint.received_by == city.users["clerk@370911"]
    # A town only reports: the county has the matter.
    assert complaint.inspection.case.place == city.daiyue
    # The clerk, who does not read matters, gets no link to one.
    assert "/desk/cases/" + complaint.inspection.case.number not in answer.content.decode()
    assert 'href="/desk/#complaints"' in answer.content.decode()
    desk = client.get("/desk/").content.decode().partition('id="complaints"')[2]
    assert complaint.number in desk and "待受理" in desk and "赵建国" not in desk
    assert "本岗位看不到案卷" in client.post("/desk/search/", {"q": complaint.number}).content.decode()
    assert "我登记的" not in as_(city, "chen").get("/desk/").content.decode()


def test_a_form_sent_twice_opens_one_matter(city: City) -> None:
    client = as_(city, "clerk")
    client.post("/desk/complaints/new/", GIVEN)
    assert client.post("/desk/complaints/new/", GIVEN).status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"channel": "special"}, "请选一项"),  # opened of one's own motion only by inspectors
        ({"employer": ""}, "请写明单位或工头怎么称呼"),
        ({"place": "370921"}, "请选本岗位管辖的地方"),
        ({"code": "91350100M000100Y4Z"}, "统一社会信用代码"),
        ({"code": "91350100M000100Y43"}, "没有登记过这个单位"),
        ({"since": "2099-01-01"}, "不能晚于今天"),
        ({"still": "no"}, "请填写日期"),
        ({"still": "no", "until": "2026-07-31"}, "不能早于开始日期"),
        ({"amount": "-1"}, "请填写金额"),
        ({"persons": "0"}, "请填写人数"),
        ({"phone": "1380000"}, "手机是11位数字"),
        ({"reach": "secret", "name": ""}, "请填写姓名"),
    ],
)
def test_a_wrong_box_comes_back_with_its_sentence(city: City, changed: dict[str, str], said: str) -> None:
    answer = as_(city, "clerk").post("/desk/complaints/new/", {**GIVEN, **changed})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert "三个月没发" in answer.content.decode()
    assert not Case.objects.exists()


def test_an_inspector_opens_a_matter_of_own_motion(city: City) -> None:
    answer = as_(city, "chen").post("/desk/complaints/new/", {**GIVEN, "channel": "special", "reach": "anonymous"})
    complaint = Complaint.objects.get()
    assert complaint.kind == "lead" and complaint.name is None
    assert "/desk/cases/" + complaint.inspection.case.number in answer.content.decode()


def test_a_grid_assistant_reports_from_the_own_cell_alone(city: City) -> None:
    client = as_(city, "grid")
    given = {
        "topic": "wages",
        "employer": "宏基",
        "site": "工地东门",
        "place": city.grid.code,
        "said": "工人聚集讨薪",
        "persons": "12",
    }
    assert client.post("/desk/leads/new/", {**given, "place": "370911"}).status_code == 422
    answer = client.post("/desk/leads/new/", given)
    assert answer.status_code == 200
    complaint = Complaint.objects.get()
    taken = answer.content.decode()
    assert complaint.number in taken and "投诉人" not in taken and complaint.code.clear() not in taken
    listed = client.get("/desk/").content.decode()
    assert "我上报的" in listed and complaint.number in listed and "待受理" in listed
    assert "工人聚集讨薪" not in listed
    assert "我上报的" not in as_(city, "chen").get("/desk/").content.decode()
    assert (complaint.kind, complaint.channel) == ("lead", "patrol")
    assert complaint.inspection.grid == city.grid and complaint.inspection.case.place == city.daiyue
    assert client.get("/desk/complaints/new/").status_code == 403
    assert client.get(f"/desk/cases/{complaint.inspection.case.number}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("chen", "/desk/complaints/new/", 200), ("clerk", "/desk/complaints/new/", 200), ("head", "/desk/complaints/new/", 403),
        ("grid", "/desk/leads/new/", 200), ("chen", "/desk/leads/new/", 403), ("chen", "/desk/complaints/sent/", 200),
        ("clerk", "/desk/complaints/sent/", 403),
    ],
)  # fmt: skip
def test_who_may_open_which_page(city: City, who: str, address: str, status: int) -> None:
    assert as_(city, who).get(address).status_code == status
    assert Client().get(address).status_code == 302


def look(client: Client, complaint: Complaint, reason: str = "") -> Any:
    return client.post(f"/desk/complaints/{complaint.number}/", {"reason": reason})


def test_the_look_at_a_teller_needs_a_reason_and_leaves_a_line(city: City) -> None:
    complaint = city.told().complaint
    client = as_(city, "chen")
    assert "赵建国" not in client.get(f"/desk/complaints/{complaint.number}/").content.decode()
    assert look(client, complaint).status_code == 422
    assert "赵建国" in look(client, complaint, "约见投诉人").content.decode()
    assert Event.objects.get(kind="show").note == "约见投诉人"


def test_for_others_there_is_no_such_page(city: City) -> None:
    secret = city.told(secret=True, kind="report").complaint
    assert look(as_(city, "chen"), secret, "想知道").status_code == 404
    assert look(as_(city, "head@370921"), secret, "想知道").status_code == 404
    assert look(as_(city, "clerk"), secret, "想知道").status_code == 403
    assert look(as_(city, "head"), secret, "核实").status_code == 200
    assert not Event.objects.filter(kind="show").exclude(actor_name="head").exists()


def test_the_old_place_reads_where_a_matter_went_and_not_the_matter(city: City) -> None:
    case = city.case("2026-11-23")
    done(case, "transfer", city.who("head"), "2026-11-24", place="370921", note="工地在宁阳")
    client = as_(city, "chen")
    page = client.get("/desk/complaints/sent/").content.decode()
    assert case.number in page and "宁阳县" in page
    assert client.get(f"/desk/cases/{case.number}/").status_code == 404
    assert case.number not in as_(city, "chen@370921").get("/desk/complaints/sent/").content.decode()


def test_a_photo_of_a_secret_teller_opens_for_those_who_may_know(city: City) -> None:
    import io

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.documents.actions import store
    from chunfeng.base.documents.models import Attachment
    from chunfeng.base.documents.tests import samples

    open_, secret = city.told().complaint, city.told(secret=True, kind="report").complaint
    for complaint, who, status in (
        (open_, "chen", 200),
        (secret, "chen", 404),
        (secret, "head", 200),
        (open_, "head@370921", 404),
    ):
        kept = store(
            io.BytesIO(samples.jpg()),
            name="a.jpg",
            object_kind="complaint",
            object_uid=complaint.number,
            by=Actor.the_public(),
        )
        assert isinstance(kept, Attachment)
        answer = as_(city, who).get(f"/files/{kept.uid}/")
        assert answer.status_code == status, who
        if status == 200:
            assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
