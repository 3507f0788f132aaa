"""What office, provider and public see of visits and calls, and when."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case, IssuedPaper
from chunfeng.plans.training.attendance.models import MakeUp, Mark, Sheet
from chunfeng.plans.training.attendance.queries import MAKE_UP
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import CallBack, FieldRecord, Visit
from chunfeng.plans.training.visits.pages import cards, looking
from chunfeng.plans.training.visits.pages.concern import seen
from chunfeng.plans.training.visits.queries.cards import cards_in_force, counts_until
from chunfeng.plans.training.visits.queries.looking import Point, points_of, quarter, taught
from chunfeng.plans.training.visits.tests.conftest import DAY, DOCUMENT, Scene, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the visit, for pages that ask what day it is."""
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat("2016-05-17T09:30:00+08:00"))


def client(actor: Actor) -> Client:
    return signed_in(User.objects.get(pk=actor.user))


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def test_the_sheet_is_filled_in_without_script(scene: Scene) -> None:
    visit = scene.drawn()
    one, two = scene.inspectors(visit)
    browser, url = client(one), f"/desk/visits/{visit.case.number}/field/"
    page = text(browser.get(url))
    assert "王*军" in page and "王建军" not in page and 'value="24"' in page and "周国强" in page
    assert f'href="{url}"' in text(browser.get(f"/desk/cases/{visit.case.number}/"))
    given = scene.found(visit, 22) | {"uid": str(uuid.uuid4()), "photos": []}
    wrong = browser.post(url, given)
    assert wrong.status_code == 422 and "请上传现场照片" in text(wrong) and not FieldRecord.objects.exists()
    told = browser.post(url, given | {"position": "月球"}, headers={"X-Requested-With": "sheet"})
    assert told.status_code == 422 and ["photos", "请上传现场照片"] in told.json()["wrong"]
    # What stands in the file already is sent as its uid; here it is somebody else's.
    assert actions.receive(visit.case, one, scene.found(visit, 22) | {"uid": given["uid"]}, at=at())
    again = browser.post(url, given, headers={"X-Requested-With": "sheet"})
    assert again.status_code == 200 and again.json() == {"to": f"/desk/cases/{visit.case.number}/"}
    late = text(client(two).get(url))
    assert "并列保存" in late


def test_who_was_not_drawn_reads_why(scene: Scene) -> None:
    visit = scene.drawn()
    drawn = {a.user for a in scene.inspectors(visit)}
    other = next(a for a in (*scene.school.town.staff.checkers, scene.third) if a.user not in drawn)
    page = text(client(other).get(f"/desk/visits/{visit.case.number}/field/"))
    assert "只有抽中的检查人员" in page and "<textarea" not in page
    assert client(scene.head).get(f"/desk/visits/{visit.case.number}/field/").status_code == 403


def test_the_provider_sees_the_record_and_objects_at_the_portal(scene: Scene) -> None:
    visit = scene.drawn()
    browser = client(scene.school.clerk)
    assert visit.case.number not in text(browser.get("/portal/"))
    assert browser.get(f"/portal/cases/{visit.case.number}/").status_code == 404
    visit = scene.signed(visit, 20)
    scene.go(visit.case, "hear", scene.head, at(hour=11))
    home = text(browser.get("/portal/"))
    assert "对我单位班级的检查" in home and "拟发牌" in home and "待我陈述意见" in home
    page = text(browser.get(f"/portal/cases/{visit.case.number}/"))
    assert "到场 20 / 应到 24" in page and "王*军" not in page
    step = f"/portal/cases/{visit.case.number}/steps/state_case/"
    visit.case.refresh_from_db()
    sent = browser.post(step, {"seen": visit.case.version, "statement": "有人请假。", "request_key": "k1"})
    assert sent.status_code == 302 and Visit.objects.get().statement == "有人请假。"
    paper = IssuedPaper.objects.get(case=visit.case)
    assert paper.kind == "training.class_visit_record"
    sheet = browser.get(f"/desk/cases/{visit.case.number}/papers/{paper.event_id}/{paper.kind}.pdf")
    assert sheet.status_code == 200 and sheet["Content-Type"] == "application/pdf"


def test_states_speak_to_the_provider_in_words_of_its_own(scene: Scene) -> None:
    visit = scene.signed(scene.drawn(), 24)
    visit.case.refresh_from_db()
    assert seen(visit.case)[:2] == ("info", "已检查")


def test_the_class_shows_its_visits_to_the_office_alone(scene: Scene) -> None:
    visit = scene.drawn()
    url = f"/desk/cases/{scene.opening.case.number}/"
    page = text(client(scene.head).get(url))
    assert visit.case.number in page and "安排检查" in page and "电话回访" not in page
    assert "电话回访" in text(client(scene.third).get(url))
    assert visit.case.number not in text(client(scene.school.clerk).get(f"/portal/cases/{scene.opening.case.number}/"))


def test_who_signed_in_and_was_missing_is_said(scene: Scene) -> None:
    visit = scene.signed(scene.drawn(), 22)
    url = f"/desk/cases/{visit.case.number}/"
    assert "有考勤记录" not in text(client(scene.head).get(url))
    absent = FieldRecord.objects.get().heads.filter(here=False)[0].entry
    sheet = Sheet.objects.create(
        training_class=visit.training_class, held_on=DAY, slot=1, because="断电", document=DOCUMENT, persons=24,
        entered_by_id=scene.school.clerk.user,
    )  # fmt: skip
    # Who reads a class and may take no sheet back sees the sheet all the same.
    assert "断电" in text(client(scene.head).get(f"/desk/cases/{scene.opening.case.number}/"))
    sheet.delete()
    # Whose mark came in after the visitors had left.
    Mark.objects.create(entry=absent, held_on=DAY, slot=1, first_at=at(hour=11), last_at=at(hour=11))
    assert "其中 1 人这半天有考勤记录" in text(client(scene.head).get(url))


def test_whose_absence_was_accepted_is_not_expected(scene: Scene) -> None:
    klass = scene.opening.fresh()
    morning, afternoon = klass.sessions.filter(held_on=DAY)[:2]
    entry = klass.entries.all()[0]
    case = Case.objects.create(number="BK2016-1", process=MAKE_UP, state="accepted", title="", place=scene.school.town.place,
                               place_path=scene.school.town.place.path)  # fmt: skip
    MakeUp.objects.create(
        case=case, state="accepted", training_class=klass, entry=entry, missed_on=DAY, slot=1, cause="sick", made_on=DAY,
        from_time="19:00", to_time="20:00", hours=1, teacher=morning.teacher, decided_on=DAY,
    )  # fmt: skip
    assert queries.expected_in(morning, klass) == 23 and queries.expected_in(afternoon, klass) == 24


def test_what_is_taught_and_visited(scene: Scene) -> None:
    scene.signed(scene.drawn(), 24)
    page = text(client(scene.head).get("/desk/visits/"))
    assert "焊工第1期" in page and "到场 24 / 应到 24" in page and "05-17" in page
    q = quarter(scene.head, DAY)
    assert (q.taught, q.visited, q.wanted) == (1, 1, 1)
    assert len(taught(scene.head, DAY, DAY)) == 3 and not taught(scene.school.clerk, DAY, DAY)
    assert [p.colour for p in points_of(scene.head, DAY)] == [""]
    chart = client(scene.head).get("/desk/visits/map.svg?day=2016-05-17")
    assert chart["Content-Type"] == "image/svg+xml" and "焊工第1期" in text(chart)
    assert client(scene.school.clerk).get("/desk/visits/").status_code == 403


def test_names_on_the_map_do_not_lie_on_one_another() -> None:
    points = [Point(f"<{n}>校", 36.2, 117.1, ("一班",), False, "") for n in range(3)]
    drawn = looking.svg(points, DAY)
    assert "&lt;1&gt;校" in drawn and "<1>" not in drawn
    lines = [part.split('y="')[1].split('"')[0] for part in drawn.split("<text ")[1:4]]
    assert len(set(lines)) == 3


def test_a_visit_for_a_reason_is_planned_on_the_page_of_its_class(scene: Scene) -> None:
    browser, url = client(scene.head), f"/desk/classes/{scene.opening.case.number}/visit/"
    assert "有投诉举报" in text(browser.get(url))
    assert browser.post(url, {"from_on": "2016-05-17"}).status_code == 422
    given = {"ground": "complaint", "from_on": "2016-05-17", "to_on": "2016-05-18", "note": "来电", "request_key": "k"}
    assert browser.post(url, given).status_code == 302
    assert Visit.objects.get().ground == "complaint"
    assert client(scene.third).get(url).status_code == 403


def test_a_call_shows_the_phone_by_right_and_the_answers_after_the_answer(scene: Scene) -> None:
    browser = client(scene.third)
    begun = browser.post(f"/desk/classes/{scene.opening.case.number}/callback/", {"request_key": "k"})
    assert begun.status_code == 302
    case = Case.objects.get(process=queries.CALLBACK)
    scene.go(case, "draw", scene.third, timezone.now())
    call = CallBack.objects.get().calls.order_by("pk")[0]
    url = f"/desk/calls/{call.pk}/"
    page = text(browser.get(url))
    assert "王*军" in page and "王建军" not in page and "138****" in page
    right = queries.right_answers(scene.opening.fresh())
    told = [right[code] for code in call.questions if right[code]]
    assert not any(answer in page for answer in told)
    shown = text(browser.post(url, {"phone": "1"}))
    assert "王建军" in shown and call.entry.person.phone.clear() in shown
    looks = Event.objects.filter(kind="person.reveal")
    assert {e.known["field"] for e in looks} == {"name", "phone"} and all(case.number in e.note for e in looks)
    said = {"outcome": "confirmed", **dict.fromkeys(call.questions, "不知道")}
    assert browser.post(url, said)["Location"].endswith("#judge")
    page = text(browser.get(url))
    assert all(answer in page for answer in told)
    assert browser.post(url, {"judging": "1"}).status_code == 422
    judged = {"judging": "1", **dict.fromkeys(call.questions, "wrong")}
    assert browser.post(url, judged)["Location"].endswith("#calls")
    assert client(scene.head).get(url).status_code == 403
    clerk = client(scene.school.clerk)
    assert clerk.get(url).status_code == 403


def test_cards_are_published_as_long_as_they_count(scene: Scene) -> None:
    visit = scene.signed(scene.drawn(), 19)
    scene.go(visit.case, "hear", scene.head, at(hour=11))
    scene.go(visit.case, "state_case", scene.school.clerk, at(hour=12), statement="有人请假。")
    scene.go(visit.case, "give_card", scene.head, at(hour=15), note="补课")
    [found] = cards_in_force(DAY)
    row = cards([found], DAY).rows[0]
    assert (row.cells["class"], row.cells["card"].text, counts_until(found)) == (
        "焊工第1期",
        "红牌",
        DAY + timedelta(days=364),
    )
    assert list(cards_in_force(DAY + timedelta(days=364))) and not cards_in_force(DAY + timedelta(days=365))
