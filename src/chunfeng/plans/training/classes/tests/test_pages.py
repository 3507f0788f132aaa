"""What provider and office see: the tests before handing in, the calendar by day, rooms by days, the masked roster; and the
application filled in at the portal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.people.models import Person
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import List
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.classes.demo import Opening, calendar_file, lessons
from chunfeng.plans.training.classes.models import RosterEntry, TrainingClass
from chunfeng.plans.training.classes.pages import PANELS
from chunfeng.plans.training.classes.pages.dossier import DOSSIER
from chunfeng.plans.training.classes.tests.conftest import OPENS, School, people, person
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.models import Room, Teacher
from chunfeng.plans.training.providers.tests.conftest import build

pytestmark = pytest.mark.django_db


def panel(opening: Opening, school: School, anchor: str) -> Any:
    opening.case.refresh_from_db()
    found = PANELS[opening.case.process](opening.case, school.checker)
    return next((p.body[0] for p in found if p.anchor == anchor), None)


def cells(table: List) -> list[dict[str, Any]]:
    return [dict(row.cells) for row in table.shown]


def test_the_calendar_by_day_and_the_rooms_by_days(school: School) -> None:
    opening = school.submitted()
    calendar = panel(opening, school, "calendar")
    assert [g.title for g in calendar.groups][:2] == ["2016-05-16", "2016-05-17"] and len(calendar.groups) == 10
    first = dict(calendar.groups[0].rows[0].cells)
    assert (first["clock"], first["hours"], first["where"]) == ("08:30-11:30", 4, "主校区 101")
    assert calendar.totals.cells["hours"] == 80
    grid = cells(panel(opening, school, "rooms"))
    assert grid[0]["room"] == "主校区 101" and grid[0]["2016-05-16"] == "08:30-11:30 15:50-16:35"
    assert len(grid) == 2


def test_the_roster_is_masked_and_says_why_somebody_cannot_be_on_it(school: School) -> None:
    opening = school.opening()
    Person.objects.filter(pk=opening.fresh().entries.all()[0].person_id).update(born_on=date(1950, 1, 1))
    rows = cells(panel(opening, school, "roster"))
    assert rows[0]["name"] == "王*军" and "********" in rows[0]["number"]
    assert rows[0]["result"].text == "不符合" and "已到年龄上限" in rows[0]["note"] and rows[1]["result"] == "符合"


def test_an_approved_class_is_not_judged_by_what_comes_after_it(school: School) -> None:
    opening = school.approved()
    assert panel(opening, school, "checks") is None
    assert "result" not in cells(panel(opening, school, "roster"))[0]


def test_the_party_sees_what_the_office_sees_of_the_tests(school: School) -> None:
    opening = school.opening()
    Room.objects.filter(name="实训一").update(capacity=10)
    table = panel(opening, school, "checks")
    assert cells(table)[-1]["result"] == "通过"
    row = next(row for row in cells(table) if row["title"] == "教室容量")
    assert row["result"].tone == "bad" and "容纳 10 人" in row["said"]
    opening.case.refresh_from_db()
    assert [p.anchor for p in DOSSIER.tests(opening.case)] == ["checks"]


# ---- at the portal, today


@pytest.fixture
def now() -> School:
    """A provider that was admitted some months before today."""
    town = build()
    start = timezone.localdate() - timedelta(days=150)
    return School(town, [providers.designate(providers.begin(town, 0, start))])


def desk(actor: Any) -> Client:
    return signed_in(User.objects.get(pk=actor.user))


def test_an_application_is_filled_in_at_the_portal_and_decided_at_the_desk(now: School) -> None:
    portal = desk(now.clerk)
    assert "/portal/begin/training.class/" in portal.get("/portal/").content.decode()
    assert portal.post("/portal/begin/training.class/").status_code == 302
    case = Case.objects.get(process="training.class")
    at = f"/portal/cases/{case.number}/"
    teacher, room = Teacher.objects.order_by("pk")[0], Room.objects.order_by("pk")[0]
    barred = portal.get(f"{at}fill/calendar/")
    assert barred.status_code == 422 and "先完成：填写班级信息" in barred.content.decode()
    general = {
        "class_no": "焊工第1期", "programme": "EMPLOYMENT_SKILL", "trade": "电焊工", "level": "5", "fund": "EMPLOYMENT",
        "head_teacher": str(teacher.pk),
    }  # fmt: skip
    assert portal.post(f"{at}fill/general/", general).status_code == 302
    first = timezone.localdate() + timedelta(days=20)
    lesson = {
        "held_on": first.isoformat(), "from_time": "08:30", "to_time": "11:30", "hours": "4", "kind": "theory",
        "teacher": str(teacher.pk), "room": str(room.pk),
    }  # fmt: skip
    wrong = portal.post(f"{at}fill/calendar/new/", {**lesson, "to_time": "8.30"})
    assert wrong.status_code == 422 and "时间请写成 08:30" in wrong.content.decode()
    outdoors = portal.post(f"{at}fill/calendar/new/", {**lesson, "room": "", "site": "工地"})
    assert outdoors.status_code == 422 and "只有实操课可以在户外" in outdoors.content.decode()
    assert portal.post(f"{at}fill/calendar/new/", lesson).status_code == 302
    listed = portal.get(f"{at}fill/calendar/").content.decode()
    assert "08:30-11:30" in listed and "/portal/uploads/new/class_calendar/" in listed
    name, number, phone = person(1)
    entry = {"category": "new_rural_labour", "name": name, "number": number, "phone": phone}
    assert portal.post(f"{at}fill/roster/new/", entry).status_code == 302
    plan = {"insurance": "意外险", "safety_plan": "灭火器"}
    assert portal.post(f"{at}fill/commitments/", plan).status_code == 302
    assert "核对并提交" in portal.get(at).content.decode()
    shown = portal.get(f"{at}check/").content.decode()
    assert "自动核对" in shown and "实操至少 2 课时" in shown and "少于班额下限 20 人" in shown
    refused = portal.post(f"{at}check/", {"seen": "1", "undertaking": "1", "request_key": "one"})
    assert refused.status_code == 422 and "项核对没有通过" in refused.content.decode()
    opening = Opening(case, now.clerk)
    opening.calendar(lessons(first))
    assert portal.post(f"{at}check/", {"seen": "1", "undertaking": "1", "request_key": "two"}).status_code == 302
    case.refresh_from_db()
    assert case.state == "submitted" and "课程" not in case.title
    # Others may be begun while it is decided.
    assert "/portal/begin/training.class/" in portal.get("/portal/").content.decode()
    office = desk(now.checker).get(f"/desk/cases/{case.number}/").content.decode()
    assert "自动核对" in office and "教室和日期" in office and number not in office


def test_the_calendar_as_a_list_takes_the_place_of_the_one_before(school: School) -> None:
    opening = school.opening()
    assert opening.fresh().sessions.count() == 26
    opening.calendar(lessons(OPENS + timedelta(days=1), 3))
    klass = opening.fresh()
    assert klass.sessions.count() == 9 and klass.starts_on == OPENS + timedelta(days=1)


def test_a_list_that_names_what_is_not_there_comes_back_by_cell(school: School, tmp_path: Any) -> None:
    opening, receiver = school.opening(), RECEIVERS["class_calendar"]
    rows = [
        "授课日期,开始时间,结束时间,课时,课型,引导内容,教师,教室,户外实训地点,组别,组别人数",
        "2016-05-16,08:30,11:30,4,理论,,周国强,101,,,",
        "2016-05-17,08:30,11:30,4,理论,,李不在,101,,,",
        "2016-05-18,08:30,11:30,4,理论,,周国强,999,,,",
        "2016-05-19,08:30,11:30,4,引导性培训,游泳,周国强,101,,,",
        "2016-05-20,11:30,08:30,4,理论,,周国强,101,,,",
        "2016-05-21,08:30,11:30,4,引导性培训,,周国强,101,,,",
        "2016-05-22,08:30,11:30,4,理论,,周国强,,工地,,",
        "2016-05-23,08:30,11:30,4,实操,,周国强,101,工地,,",
        "2016-05-24,08:30,11:30,4,实操,,周国强,实训一,,甲,",
        "2016-05-25,08:30,11:30,30,理论,,周国强,101,,,",
    ]
    (tmp_path / "c.csv").write_text("\n".join(rows), "utf-8-sig")
    read = RECEIVERS.reader.whole(tmp_path / "c.csv", receiver.feed, tmp_path)
    assert not isinstance(read, Refusal), read
    assert not read.returned
    target = receiver.target(opening.clerk, opening.case.number)
    assert target
    assert [(at, f.column) for at, f in receiver.check(target, read.accepted)] == [
        (1, "teacher"), (2, "room"), (3, "topic"), (4, "to_time"), (5, "topic"), (6, "site"), (7, "room"), (8, "expected"),
        (9, "hours"),
    ]  # fmt: skip


def test_rows_of_people_who_cannot_be_in_the_class_come_back(school: School, tmp_path: Any) -> None:
    school.opening(who=[])
    receiver = RECEIVERS["roster"]
    rows = ["姓名,身份证号,手机号,班期,人员类别"]
    for n, (born, group) in enumerate(
        (
            (date(1985, 6, 1), "农村新成长劳动力"),
            (date(1950, 6, 1), "农村新成长劳动力"),
            (date(1985, 6, 1), "企业在岗农民工"),
        )
    ):
        name, number, phone = person(n + 1, born)
        rows.append(f"{name},{number},{phone},焊工第1期,{group}")
    rows.append(",".join((*person(9, date(1950, 6, 1)), "没有申请的班", "农村新成长劳动力")))
    (tmp_path / "r.csv").write_text("\n".join(rows), "utf-8-sig")
    read = RECEIVERS.reader.whole(tmp_path / "r.csv", receiver.feed, tmp_path)
    assert not isinstance(read, Refusal), read
    found = [(at, f.column, f.wrong) for at, f in receiver.check(receiver.targets(school.clerk)[0], read.accepted)]
    assert [(at, column) for at, column, _wrong in found] == [(1, "number"), (2, "category")]
    assert "已到年龄上限" in found[0][2] and "不是就业技能培训的对象" in found[1][2]


def test_the_demo_file_is_a_calendar(school: School) -> None:
    klass = school.opening().fresh()
    assert calendar_file(lessons(OPENS), klass).decode().count("引导性培训") == 6
    assert TrainingClass.objects.count() == 1 and RosterEntry.objects.count() == len(people(24))
