"""Every test of an application at its exact bound: what passes, what does not, what the sentence says (domain: class rules)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import one_moment
from chunfeng.plans.training.catalogue.models import StandardsList, SubsidyStandard
from chunfeng.plans.training.classes import actions
from chunfeng.plans.training.classes.demo import NotTaken, Opening
from chunfeng.plans.training.classes.models import ClassSession, TrainingClass
from chunfeng.plans.training.classes.queries import checks
from chunfeng.plans.training.classes.queries.eligibility import Ground, Someone, doubts, upper_limit
from chunfeng.plans.training.classes.queries.reading import read
from chunfeng.plans.training.classes.tests.conftest import APPLIED, OPENS, School, people, person
from chunfeng.plans.training.planning.models import PlanLine, YearPlan
from chunfeng.plans.training.providers.models import Room, Teacher

pytestmark = pytest.mark.django_db


def said(opening: Opening, on: date = APPLIED) -> dict[str, str]:
    """Code of a test → what it says, of those that say something."""
    opening.case.refresh_from_db()
    opening.case.moment = timezone.make_aware(datetime.combine(on, time(9)))
    return {r.check.code: "；".join(r.said) for r in checks.results(read(opening.case)) if r.said}


def sessions(opening: Opening, **given: Any) -> Any:
    return opening.fresh().sessions.filter(**given)


def test_an_honest_class_passes_all_that_stops(school: School) -> None:
    assert not said(school.opening())


@pytest.mark.parametrize(("least", "passes"), [(80, True), (81, False), (None, True)])
def test_the_hours_of_the_standard_by_which_it_is_paid(school: School, least: int | None, passes: bool) -> None:
    """The city's standard; that of another trade or another fund binds nobody."""
    opening = school.opening()
    klass, city = opening.fresh(), opening.case.place
    paid = StandardsList.objects.create(
        case=opening.case,
        state="issued",
        place=city,
        document="文件",
        valid_from_on=date(2016, 1, 1),
        issued_on=date(2015, 12, 1),
    )
    for trade, fund, hours in (
        (klass.trade, klass.fund, least), ("钳工", klass.fund, 900), (klass.trade, "POVERTY", 900),
    ):  # fmt: skip
        SubsidyStandard.objects.create(
            list=paid, place=city, trade=trade, level=klass.level, programme=klass.programme, fund=fund, amount_fen=80_000,
            min_hours=hours, valid_from_on=date(2016, 1, 1), in_force=True,
        )  # fmt: skip
    assert ("total_hours" not in said(opening)) is passes


@pytest.mark.parametrize(("days", "passes"), [(7, True), (6, False), (0, False)])
def test_seven_days_before_the_opening(school: School, days: int, passes: bool) -> None:
    found = said(school.opening(), OPENS - timedelta(days=days))
    assert ("lead_time" not in found) is passes
    if not passes:
        assert f"只提前 {days} 天，应提前 7 天" in found["lead_time"]


def test_what_would_have_begun_already(school: School) -> None:
    opening = school.submitted()
    assert "not_begun" not in said(opening, OPENS)
    found = said(opening, OPENS + timedelta(days=1))
    # The days before the opening are counted to the day of handing in.
    assert "已经过去" in found["not_begun"] and "lead_time" not in found


@pytest.mark.parametrize(("hours", "passes"), [(4, True), (5, False)])
def test_eight_lesson_hours_a_day(school: School, hours: int, passes: bool) -> None:
    opening = school.opening()
    sessions(opening, held_on=OPENS, kind="theory").update(hours=hours, from_time=time(7), to_time=time(12))
    found = said(opening)
    assert ("day_hours" not in found) is passes
    if not passes:
        assert f"{OPENS} 排了 9 课时，一天最多 8 课时：移走 1 课时" in found["day_hours"]


@pytest.mark.parametrize(("hours", "passes"), [(5, True), (6, False)])
def test_ten_on_a_day_of_practice_outdoors(school: School, hours: int, passes: bool) -> None:
    opening = school.opening()
    sessions(opening, held_on=OPENS, kind="practice").update(
        room=None, site="北关桥工地", hours=hours, from_time=time(12, 30), to_time=time(17)
    )
    sessions(opening, held_on=OPENS, kind="guidance").update(from_time=time(17), to_time=time(17, 45))
    assert ("day_hours" not in said(opening)) is passes


@pytest.mark.parametrize(("minutes", "passes"), [(180, True), (179, False)])
def test_a_lesson_hour_is_forty_five_minutes(school: School, minutes: int, passes: bool) -> None:
    opening = school.opening()
    sessions(opening, held_on=OPENS, kind="theory").update(to_time=time((510 + minutes) // 60, (510 + minutes) % 60))
    assert ("minutes" not in said(opening)) is passes


def test_two_lessons_of_one_class_at_a_time(school: School) -> None:
    opening = school.opening()
    sessions(opening, held_on=OPENS, kind="guidance").update(from_time=time(15, 45))
    assert "one_at_a_time" not in said(opening)
    sessions(opening, held_on=OPENS, kind="guidance").update(from_time=time(15, 44))
    assert "时间重叠" in said(opening)["one_at_a_time"]


def split(opening: Opening, first: int, second: int) -> None:
    """The practice of every afternoon in two groups at once, in two rooms with two teachers."""
    klass = opening.fresh()
    room = Room.objects.get(premises__admission=klass.agreement.admission_id, name="101")
    other = klass.agreement.admission.teachers.order_by("pk")[1]
    for s in klass.sessions.filter(kind="practice"):
        s.group, s.expected = "甲", first
        s.save()
        s.pk, s.group, s.expected, s.room, s.teacher = None, "乙", second, room, other
        s.save(force_insert=True)


def test_a_class_in_two_groups_is_counted_once(school: School) -> None:
    opening = school.opening()
    split(opening, 12, 12)
    assert not said(opening)
    sessions(opening, group="乙").update(expected=11)
    assert "各组合计 23 人，名册上有 24 人" in said(opening)["groups"]


@pytest.mark.parametrize(("theory", "passes"), [(51, True), (52, False)])
def test_forty_percent_of_practice_without_the_guidance(school: School, theory: int, passes: bool) -> None:
    """34 hours of practice are 40 % of 85."""
    opening = school.opening()
    first = sessions(opening, kind="theory").order_by("held_on")[0]
    sessions(opening, pk=first.pk).update(hours=4 + theory - 40)
    found = said(opening)
    assert ("practice_share" not in found) is passes
    if not passes:
        assert "实操至少 35 课时" in found["practice_share"]
        klass = opening.fresh()
        klass.programme = "STARTUP"
        klass.save()
        assert "practice_share" not in said(opening)


def test_all_six_topics(school: School) -> None:
    opening = school.opening()
    sessions(opening, topic="fire").update(topic="safety")
    assert said(opening)["guidance"] == "引导性培训缺 消防安全：每项至少排 1 课时"


@pytest.mark.parametrize(("capacity", "passes"), [(24, True), (23, False)])
def test_a_room_takes_the_roster(school: School, capacity: int, passes: bool) -> None:
    opening = school.opening()
    Room.objects.filter(name="实训一").update(capacity=capacity)
    found = said(opening)
    assert ("room_size" not in found) is passes
    if not passes:
        assert "主校区 实训一，容纳 23 人，名册 24 人" in found["room_size"] and "等 10 次课" in found["room_size"]
        split(opening, 12, 12)
        assert "room_size" not in said(opening)
        sessions(opening, group="甲").update(room=None, site="工地", group="", expected=None)
        sessions(opening, group="乙").delete()
        assert "room_size" not in said(opening)


@pytest.mark.parametrize(
    ("last", "passes"), [(OPENS + timedelta(days=9), True), (OPENS + timedelta(days=8), False), (None, True)]
)
def test_a_certificate_holds_on_every_day_of_teaching(school: School, last: date | None, passes: bool) -> None:
    opening = school.opening()
    Teacher.objects.filter(admission=school.agreements[0].admission).update(certificate_to_on=last)
    found = said(opening)
    assert ("teacher_certified" not in found) is passes
    if not passes:
        assert f"的证书 {last} 到期" in found["teacher_certified"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"trade": "电工"}, "不是本班工种"),
        ({"level": 6}, "低于本班等级"),
        ({"level": 5}, ""),
        ({"level": 1}, ""),
        ({"certificate_from_on": OPENS}, ""),
        ({"certificate_from_on": OPENS + timedelta(days=1)}, "才生效"),
    ],
)
def test_a_certificate_for_the_trade_and_level(school: School, changed: dict[str, Any], why: str) -> None:
    opening = school.opening()
    Teacher.objects.filter(admission=school.agreements[0].admission).update(**changed)
    found = said(opening).get("teacher_certified", "")
    assert why in found and bool(found) == bool(why)


def test_guidance_needs_no_certificate_of_the_trade(school: School) -> None:
    opening = school.opening()
    other = school.agreements[1].admission.teachers.order_by("pk")[0]
    sessions(opening, kind="guidance").update(teacher=other)
    assert "teacher_certified" not in said(opening)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"trade": "电工"}, "不在认定的工种等级内"),
        ({"level": 4}, "不在认定的工种等级内"),
        ({}, ""),
    ],
)
def test_trade_and_level_are_admitted(school: School, changed: dict[str, Any], why: str) -> None:
    opening = school.opening()
    TrainingClass.objects.update(**changed)
    found = said(opening).get("scope", "")
    assert why in found and bool(found) == bool(why)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to_on": OPENS}, ""),
        ({"to_on": OPENS - timedelta(days=1)}, "不在定点协议期内"),
        ({"suspended_from_on": OPENS - timedelta(days=9), "suspended_to_on": OPENS - timedelta(days=1)}, ""),
        ({"suspended_from_on": OPENS, "suspended_to_on": OPENS}, "暂停培训期内"),
    ],
)
def test_the_agreement_holds_on_the_opening_day(school: School, changed: dict[str, Any], why: str) -> None:
    opening = school.opening()
    agreement = school.agreements[0]
    type(agreement).objects.filter(pk=agreement.pk).update(**changed)
    found = said(opening).get("scope", "")
    assert why in found and bool(found) == bool(why)


def test_a_licence_that_ends_before_the_opening(school: School) -> None:
    opening = school.opening()
    admission = school.agreements[0].admission
    type(admission).objects.filter(pk=admission.pk).update(licence_to_on=OPENS)
    assert "scope" not in said(opening)
    type(admission).objects.filter(pk=admission.pk).update(licence_to_on=OPENS - timedelta(days=1))
    assert "办学许可证" in said(opening)["scope"]


def test_a_statutory_holiday_is_shown_unless_it_was_declared(school: School) -> None:
    opening = school.opening()
    # 1 October 2016; the days before and after it are plain rest days.
    sessions(opening, held_on=OPENS).update(held_on=date(2016, 10, 1))
    assert "2016-10-01是法定节假日" in said(opening)["holidays"]
    TrainingClass.objects.update(holidays_because="学员在外务工，只有假期在家")
    assert "holidays" not in said(opening)


def test_weekends_are_free_to_use(school: School) -> None:
    opening = school.opening()
    assert {s.held_on.weekday() for s in sessions(opening)} >= {5, 6}
    assert "holidays" not in said(opening)


@pytest.mark.parametrize(
    ("count", "changed", "code"),
    [
        (20, {}, ""), (19, {}, "too_few"), (50, {}, ""), (51, {}, "too_many"),
        (30, {"programme": "STARTUP"}, ""), (31, {"programme": "STARTUP"}, "too_many"),
        (5, {"programme": "DISABLED"}, ""), (4, {"programme": "DISABLED"}, "too_few"),
        (5, {"remote_village": True}, ""), (5, {"level": 2}, ""), (5, {"level": 3}, "too_few"),
    ],
)  # fmt: skip
def test_the_size_of_a_class(school: School, count: int, changed: dict[str, Any], code: str) -> None:
    opening = school.opening(who=people(count))
    TrainingClass.objects.update(**changed)
    found = said(opening)
    assert {c for c in ("too_few", "too_many") if c in found} == ({code} if code else set())
    assert next(c for c in checks.CHECKS if c.code == "too_few").level == "warn"


def test_a_room_and_a_teacher_are_taken_by_what_was_approved(school: School) -> None:
    school.approved()
    other = school.opening("焊工第2期", who=people(24, 100))
    found = said(other)
    assert "已由“焊工第1期”使用" in found["room_taken"] and "同时有另一次课" in found["teacher_taken"]


@pytest.mark.parametrize(("shift", "passes"), [(0, True), (-1, False)])
def test_what_ends_at_half_past_eleven_does_not_meet_what_begins_then(school: School, shift: int, passes: bool) -> None:
    """Lessons of the approved class end at 11:30, 15:45 or 16:30, and 16:35."""
    school.approved()
    other = school.opening("焊工第2期", who=people(24, 100))
    sessions(other).exclude(kind="theory").delete()
    first = datetime.combine(OPENS, time(11, 30)) + timedelta(minutes=shift)
    sessions(other).update(from_time=first.time(), to_time=time(13, 30))
    assert ("room_taken" not in said(other)) is passes
    assert ("teacher_taken" not in said(other)) is passes


def test_a_teacher_of_two_providers_is_one_by_the_certificate(school: School) -> None:
    school.approved()
    other = school.opening("砌筑工第1期", who=people(24, 100), nth=1)
    assert "teacher_taken" not in said(other)
    shared = school.agreements[0].admission.teachers.order_by("pk")[0].certificate_number
    teacher = school.agreements[1].admission.teachers.order_by("pk")[0]
    Teacher.objects.filter(pk=teacher.pk).update(certificate_number=shared)
    assert "teacher_taken" in said(other)


def test_the_year_s_plan_is_shown_and_stops_nobody(school: School) -> None:
    place = school.agreements[0].place
    case = school.opening().case
    plan = YearPlan.objects.create(
        case=school.agreements[1].admission.case, state="issued", place=place.parent, year=2016, issued_on=date(2016, 1, 4),
        in_force=True,
    )  # fmt: skip
    line = PlanLine.objects.create(list=plan, item="employment_skill_hrss", place=place, persons=24)
    assert "quota" not in said(Opening(case, school.clerk))
    line.persons = 23
    line.save()
    assert "计划 23 人，连同本班已安排 24 人" in said(Opening(case, school.clerk))["quota"]
    Opening(case, school.clerk).go("submit", school.clerk, APPLIED, undertaking=True)


def test_the_longest_class_where_a_city_says_so(school: School) -> None:
    opening = school.opening()
    ParameterValue.objects.create(
        code="training.class_days_max", valid_from_on=date(2016, 1, 1), value=10, reference="x", decided_in="x"
    )
    assert "length" not in said(opening)
    ParameterValue.objects.create(
        code="training.class_days_max", valid_from_on=date(2016, 1, 2), value=9, reference="x", decided_in="y"
    )
    assert "排了 10 天" in said(opening)["length"]


# ---- who is on the roster


def entry_of(opening: Opening, number: str) -> str:
    """What is said of the one with this number."""
    opening.case.refresh_from_db()
    reading = read(opening.case)
    found = next(e for e in reading.entries if e.person.number.clear() == number)
    return "；".join(d.said for d in reading.doubts.get(found.pk, ()))


@pytest.mark.parametrize(
    ("born", "man", "why"),
    [
        (date(2000, 5, 16), True, ""), (date(2000, 5, 17), True, "才满 16 周岁"),
        (date(1956, 5, 17), True, ""), (date(1956, 5, 16), True, "已到年龄上限"),
        (date(1961, 5, 17), False, ""), (date(1961, 5, 16), False, "已到年龄上限"),
    ],
)  # fmt: skip
def test_ages_on_the_opening_day(school: School, born: date, man: bool, why: str) -> None:
    opening = school.opening(who=people(20))
    who = person(300, date(1985, 1, 1), man)
    given = {"category": "new_rural_labour", "name": who[0], "number": person(300, born, man)[1], "phone": ""}
    found = actions.add_person(opening.case, opening.clerk, given)
    assert (why in str(found[0])) if why else not found


def test_school_leavers_are_sixteen_by_the_end_of_the_course(school: School) -> None:
    klass = school.opening().fresh()
    klass.programme = "RESERVE_SKILL"
    for born, stops in ((date(2000, 5, 25), False), (date(2000, 5, 26), True)):
        who = Someone(None, born, "M", "未继续升学的应届初高中毕业生")
        assert bool(doubts(who, Ground.of(klass, "", []))) is stops


@pytest.mark.parametrize(
    ("born", "sex", "day", "limit"),
    [
        (date(1964, 12, 31), "M", date(2024, 12, 30), date(2024, 12, 31)),
        (date(1965, 1, 1), "M", date(2025, 1, 1), date(2025, 2, 1)),
        (date(1965, 5, 1), "M", date(2025, 1, 1), date(2025, 7, 1)),
        (date(1980, 1, 1), "M", date(2025, 1, 1), date(2043, 1, 1)),
        (date(1970, 1, 1), "F", date(2025, 1, 1), date(2025, 2, 1)),
    ],
)
def test_the_raised_pension_age(born: date, sex: str, day: date, limit: date) -> None:
    assert upper_limit(born, sex, day) == limit


def test_the_same_trade_and_level_once_a_subsidy_once_a_year_and_one_class_at_a_time(school: School) -> None:
    school.approved()
    with pytest.raises(NotTaken, match="同一工种同一等级已参加过"):
        school.opening("焊工第2期", who=people(1))
    with pytest.raises(NotTaken, match="2016 年已参加"):
        school.opening("砌筑工第1期", who=people(1), nth=1, first=OPENS + timedelta(days=30))
    with pytest.raises(NotTaken, match="的课冲突"):
        school.opening("砌筑工第2期", who=people(1), nth=1)
    # In the next year another trade may be learnt.
    following = school.opening("砌筑工第3期", who=people(20), nth=1, first=date(2017, 5, 15), on=date(2017, 4, 20))
    assert "people_excluded" not in said(following, date(2017, 4, 20))


def test_who_was_enrolled_elsewhere_after_the_upload_is_found_on_the_page(school: School) -> None:
    one, two = school.submitted(), school.opening("砌筑工第1期", nth=1)
    one.go("check", school.checker, APPLIED).go("approve", school.head, APPLIED)
    found = said(two)["people_excluded"]
    assert "王*军" in found and "王建军" not in found and "第0职业培训学校" not in found
    number = people(1)[0][1]
    assert "的课冲突" in entry_of(two, number)


def test_a_cancelled_class_counts_for_nothing(school: School) -> None:
    one = school.approved()
    one.go("cancel", school.head, APPLIED, reason="own_wish", note="停办")
    assert "people_excluded" not in said(school.opening("砌筑工第1期", nth=1))


def test_the_number_of_queries_follows_neither_people_nor_sessions(school: School) -> None:
    made = []
    school.approved(who=people(3))
    few = school.opening("砌筑工第1期", who=people(5, 100), nth=1, first=OPENS + timedelta(days=60))
    many = school.opening("砌筑工第2期", who=people(50, 200), nth=1, first=OPENS + timedelta(days=90))
    ClassSession.objects.filter(training_class=few.fresh(), held_on__gt=OPENS + timedelta(days=61)).delete()
    for opening in (few, many, few, many):
        with one_moment(), CaptureQueriesContext(connection) as queries:
            said(opening)
        made.append(len(queries))
    assert made[2] == made[3] <= 18
