"""A trainee confirms the class on the phone, signs in by the code on the teacher's screen; the clerk transcribes a sheet; the county
sees it and does not accept it: T-3.2.d."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from chunfeng.base.access import phone_codes
from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.plans.training.attendance.models import Answer, Mark, Punch
from chunfeng.plans.training.attendance.queries import codes
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.classes.tests.conftest import OPENS, School, people
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.providers.tests.conftest import START, build

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def school(story: Any, monkeypatch: pytest.MonkeyPatch) -> School:
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)
    town = build()
    return School(town, [providers.designate(providers.begin(town, 0, START))])


def trainee(klass: TrainingClass, nth: int) -> str:
    """The account that the own phone opened."""
    person = klass.entries.select_related("person").order_by("pk")[nth].person
    made: list[str] = []
    assert person.phone
    token = phone_codes.begin(person.phone.clear(), lambda code, key: made.append(code))
    user = phone_codes.redeem(token, made[0])
    assert user
    return str(user.username)


def test_attendance_from_the_phone_to_the_desk(story: Any, school: School) -> None:
    klass = school.approved(who=people(24)).go("start", Actor.the_system(), OPENS).fresh()
    assert klass.case
    number = klass.case.number
    story.at(f"{OPENS} 08:22")
    clerk = story.person(User.objects.get(pk=school.clerk.user).username).come_in()
    clerk.follow(number).shot("机构-班级").follow("签到码").see("每 20 秒换一次").shot("机构-签到码")

    phone = story.person(trainee(klass, 0), 360).come_in()
    phone.open("/my/").follow(re.compile("焊工第1期")).shot("手机-请回答")
    phone.fill({"这个班登记了您，您参加吗？": "是，我参加这个班"}).press("回答").see("回答：参加")
    assert Answer.objects.get().takes_part

    half = codes.running(klass, codes.timezone.now())
    assert half
    token, _left = codes.token(klass.pk, half, codes.timezone.now(), klass.case.place.code)
    premises = klass.agreement.admission.premises.order_by("pk")[0]
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(
        {"latitude": float(premises.latitude), "longitude": float(premises.longitude), "accuracy": 20}
    )
    phone.open(f"/my/scan/{token}/").see("可以不给").fill({"同时给出位置": True}).see("已取得位置").shot("手机-签到")
    phone.press("签到").see("已签到").shot("手机-已签到")
    punch = Punch.objects.get()
    assert (punch.metres_off, punch.accuracy) == (0, 20)

    story.at(f"{OPENS + timedelta(days=1)} 18:10")
    clerk.come_in().follow(number).follow("补录纸质签到")
    second = klass.entries.select_related("person").order_by("pk")[1].person
    clerk.fill(
        {
            "课次": f"{OPENS} 上午 08:30-11:30", "用纸质签到的理由": "学员不用手机", "签到表的照片或扫描件": story.photo("签到表"),
            "签到的学员": f"{second.shown_name}　{second.shown_number}",
        }
    ).shot("机构-补录")  # fmt: skip
    clerk.press("补录").see("已补录纸质签到").shot("机构-考勤")
    assert Mark.objects.count() == 2

    checker = story.person(User.objects.get(pk=school.checker.user).username).come_in()
    checker.open(f"/desk/cases/{number}/").see("学员不用手机").shot("审查岗-考勤")
    checker.follow(re.compile("^不认可")).fill({"不认可的理由": "与现场点名不符"}).shot("审查岗-不认可").press(
        "不认可签到表"
    )
    checker.see("已作废：与现场点名不符")
    assert Mark.objects.count() == 1
