"""A class is visited with a phone where there is no network: T-3.2.d."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.plans.training.classes.demo import Office
from chunfeng.plans.training.classes.tests.conftest import people
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.actions import add_expert
from chunfeng.plans.training.visits import demo as visits
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import FieldRecord, Visit

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]

OPENS = date(2016, 5, 16)
DAY = OPENS + timedelta(days=1)
EXPERTS = ("demo-expert", "demo-expert-2", "demo-expert-3", "demo-expert-4", "demo-expert-5", "demo-expert-6")
POINTS = [
    "授课内容与授课安排一致", "授课教师到场且为备案教师", "实训材料和工位满足教学需要", "安全防护和消防符合要求", "学员保险在有效期内",
    "签到当场进行、与到场人员相符",
]  # fmt: skip


def a_class_that_is_taught(city: Any) -> Visit:
    """A designated school, its class, and the visit that was drawn to it for the second day."""
    a, document = city.actors, "00000000-0000-0000-0000-000000000001"
    for username in EXPERTS:
        add_expert(city.user(username), city.city, "职业教育", Actor.the_system(), from_on=date(2015, 12, 1))
    staff = providers.Staff(
        a["demo-counter"], (a["demo-checker"], a["demo-checker-2"]), a["demo-head"], a["demo-leader"],
        {a[name].user: a[name] for name in EXPERTS},
    )  # fmt: skip
    school = (city.school, a["demo-provider"])
    town = providers.Town(city.county, (city.school,), {city.school.pk: school[1]}, staff, lambda case, title: document)
    providers.designate(providers.begin(town, 0, date(2016, 3, 10)))
    goers = (a["demo-checker"], a["demo-checker-2"], a["demo-visitor"])
    office = Office(a["demo-checker"], a["demo-head"])
    team = visits.Team(office, {goer.user: goer for goer in goers}, lambda case, title: document)
    visits.taught(team, school, "焊工第1期", OPENS, people(24))
    found: Visit = visits.drawn(team, city.county, DAY).record.visits.get()
    return found


def test_visit_without_a_network(story: Any, city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    story.at(f"{DAY} 09:10")
    visit = a_class_that_is_taught(city)
    sheet = f"/desk/visits/{visit.case.number}/field/"
    one, two = (
        story.person(User.objects.get(pk=seat.user_id).username, 360).come_in() for seat in queries.visitors(visit)
    )
    for phone in (one, two):
        phone.open("/desk/visits/").follow(re.compile("在手机上填写"))
        phone.see("本页已存到手机")
        phone.context.set_offline(True)
        # From the phone, not from the server.
        phone.tab.reload()
        phone.see("现在没有网络", "点名到场的学员")
    fill(story, one, 22)
    one.shot("现场记录-没有网络")
    submit(one, "记录存在手机里")
    assert not FieldRecord.objects.exists()
    # Put into the pocket, and out again.
    one.tab.reload()
    one.see("记录存在手机里")
    assert one.tab.get_by_label("到场人数").input_value() == "22"
    assert one.tab.get_by_label("现场照片").evaluate("box => box.files.length") == 1
    one.context.set_offline(False)
    one.tab.reload()
    one.see("待签字")
    one.shot("有网络后自动上报")
    fill(story, two, 19)
    two.context.set_offline(False)
    submit(two, "并列的记录")
    two.shot("同行人的记录并列")
    mine, other = FieldRecord.objects.order_by("pk")
    assert (mine.counts, mine.present, mine.signed_in) == (True, 22, 22)
    assert (other.counts, other.present, other.visit_id) == (False, 19, visit.pk)
    assert mine.heads.filter(here=True).count() == 22 and len(mine.photos) == 1
    # What was received is not kept: the page is fresh, and nothing waits.
    one.open(sheet).see("本页已存到手机")
    assert one.tab.get_by_label("到场人数").input_value() == ""
    story.complaints[:] = [said for said in story.complaints if "net::ERR_" not in said]


def fill(story: Any, phone: Any, present: int) -> None:
    names = phone.tab.get_by_role("group", name="点名到场的学员").get_by_role("checkbox")
    for n in range(present):
        names.nth(n).check()
    phone.fill({
        "已出示证件，说明来意": True, "正在上的课": f"{DAY} 08:30-11:30 主校区 101", "到场人数": str(present),
        "签到人数": str(present), "符合要求的": POINTS, "定位（纬度,经度）": "36.190000,117.120000",
        "现场照片": [story.photo("现场")], "班主任": "已签字",
    })  # fmt: skip


def submit(phone: Any, said: str) -> None:
    phone.tab.get_by_role("button", name="提交现场记录").click()
    phone.see(said)
