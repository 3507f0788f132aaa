"""The engine on the procedure of a parameter's change, which every installation has, and on clocks over holidays."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import User
from chunfeng.base.audit.models import Event
from chunfeng.base.governance.actions import propose
from chunfeng.base.places.models import Place
from chunfeng.base.policy import values
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.workflow import clocks, draws
from chunfeng.base.workflow.engine import Refused, Taken, offers, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import astray

pytestmark = pytest.mark.django_db
CODE = "training.class_size_max"
DAY = datetime(2016, 3, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def city() -> Place:
    return Place.objects.create(code="990000", name="春城", kind="city", path="990000/")


def somebody(name: str, place: Place | None, *permissions: str) -> Actor:
    user = User.objects.create_user(name, name=name)
    grant = Grant("test", frozenset(permissions), "place" if place else "all", place_path=place.path if place else "")
    return Actor(user.pk, name, (grant,))


PROPOSE = ("parameter_change.read", "parameter_change.propose")
DECIDE = ("parameter_change.read", "parameter_change.decide")


def proposed(city: Place, actor: Actor, value: int = 45, day: date = date(2016, 5, 1)) -> Case:
    case = propose(
        actor, code=CODE, area="", valid_from_on=day, value=value, reference="〔2016〕1号", place=city, at=DAY
    )
    assert isinstance(case, Case), case
    return case


def test_a_value_is_decided_by_another_and_holds_from_its_day(city: Place) -> None:
    one, two = somebody("one", city, *PROPOSE), somebody("two", city, *DECIDE)
    case = proposed(city, one)
    assert case.number == "CS2016-000001"
    assert case.due_on == date(2016, 3, 8)
    done = take(case, "enact", actor=two, seen=1, answers={"note": "同意"}, at=DAY)
    assert isinstance(done, Taken)
    assert case.state == "enacted" and case.closed_at and case.due_on is None
    assert values.value(CODE, date(2016, 4, 30)) == 50
    assert values.value(CODE, date(2016, 5, 1)) == 45
    assert ParameterValue.objects.get().decided_in == case.number


def test_the_same_hand_is_refused_with_every_reason_at_once(city: Place) -> None:
    both = somebody("both", city, *PROPOSE, *DECIDE)
    case = proposed(city, both)
    refused = take(case, "refuse", actor=both, seen=1, at=DAY)
    assert isinstance(refused, Refused)
    assert [str(r) for r in refused.reasons] == ["“提出”与“不予变更”不能是同一人", "请填写说明"]
    assert case.state == "proposed"
    assert Event.objects.filter(object_id=case.number).count() == 1


def test_a_refusal_speaks_the_language_of_its_reader(city: Place) -> None:
    both = somebody("both", city, *PROPOSE, *DECIDE)
    case = proposed(city, both)
    with override("en"):
        refused = take(case, "refuse", actor=both, seen=1, at=DAY)
        stale = take(case, "enact", actor=both, seen=7, at=DAY)
        wrong = propose(
            both, code=CODE, area="", valid_from_on=date(2016, 5, 1), value=9_999, reference="", place=city, at=DAY
        )
    assert not re.search("[\u4e00-\u9fff]", f"{refused} {stale} {wrong}")
    assert "must not be done by the same person" in str(refused) and "both acted on it" in str(stale)
    assert isinstance(wrong, Refused) and "#reference" in [r.link for r in wrong.reasons]


def test_two_substitutes_of_one_person_are_one_hand(city: Place) -> None:
    absent = somebody("absent", city)
    one, two = somebody("one", city, *PROPOSE), somebody("two", city, *DECIDE)
    one, two = (replace(a, grants=(replace(a.grants[0], on_behalf_of=absent.user),)) for a in (one, two))
    case = proposed(city, one)
    assert isinstance(take(case, "enact", actor=two, seen=1, at=DAY), Refused)
    assert Event.objects.get(object_id=case.number, kind="open").on_behalf_of == absent.user


def test_without_the_right_nothing_is_offered_and_nothing_taken(city: Place) -> None:
    one, reader = somebody("one", city, *PROPOSE), somebody("reader", city, "parameter_change.read")
    case = proposed(city, one)
    assert offers(case, reader) == []
    refused = take(case, "enact", actor=reader, seen=1, at=DAY)
    assert isinstance(refused, Refused) and str(refused) == "没有核准变更的权限"


def test_a_stale_page_is_refused_and_told_who_was_first(city: Place) -> None:
    one, two, three = (
        somebody("one", city, *PROPOSE),
        somebody("two", city, *DECIDE),
        somebody("three", city, *DECIDE),
    )
    case = proposed(city, one)
    assert isinstance(take(case, "enact", actor=two, seen=1, at=DAY), Taken)
    refused = take(Case.objects.get(pk=case.pk), "refuse", actor=three, seen=1, answers={"note": "否"}, at=DAY)
    assert isinstance(refused, Refused) and "two" in str(refused) and "已核准" in str(refused)


def test_the_same_request_twice_is_one_act(city: Place) -> None:
    one, two = somebody("one", city, *PROPOSE), somebody("two", city, *DECIDE)
    case = proposed(city, one)
    first = take(case, "enact", actor=two, seen=1, request_key="k", at=DAY)
    again = take(case, "enact", actor=two, seen=1, request_key="k", at=DAY)
    assert isinstance(first, Taken) and isinstance(again, Taken) and first.event.pk == again.event.pk
    assert ParameterValue.objects.count() == 1
    other = take(case, "enact", actor=one, seen=1, request_key="k", at=DAY)
    assert isinstance(other, Refused)


def test_another_county_does_not_see_it(city: Place) -> None:
    county = Place.objects.create(code="990001", name="东县", kind="county", parent=city, path="990000/990001/")
    other = Place.objects.create(code="990002", name="西县", kind="county", parent=city, path="990000/990002/")
    east, west, whole = somebody("e", county, *PROPOSE), somebody("w", other, *PROPOSE), somebody("c", None, *PROPOSE)
    case = proposed(county, east)
    assert list(Case.objects.visible_to(east)) == [case] == list(Case.objects.visible_to(whole))
    assert not Case.objects.visible_to(west).exists()
    assert not Case.objects.visible_to(Actor.the_public()).exists()
    assert isinstance(take(case, "withdraw", actor=west, seen=1, answers={"note": "x"}, at=DAY), Refused)


def test_a_change_that_was_overtaken_is_refused_with_the_value_of_now(city: Place) -> None:
    one, two = somebody("one", city, *PROPOSE), somebody("two", city, *DECIDE)
    case = proposed(city, one)
    ParameterValue.objects.create(code=CODE, valid_from_on=date(2016, 1, 1), value=48, reference="x", decided_in="CS")
    refused = take(case, "enact", actor=two, seen=1, at=DAY)
    assert isinstance(refused, Refused) and "48" in str(refused)


@pytest.mark.parametrize(
    ("start", "unit", "days", "last"),
    [
        # The vectors of the field's calendar: the Spring Festival of 2015 with its worked Sunday.
        (date(2015, 1, 5), "workdays", 60, date(2015, 4, 2)),
        (date(2015, 2, 13), "workdays", 5, date(2015, 2, 26)),
        # Natural days run through holidays and do not end on one.
        (date(2016, 9, 24), "days", 7, date(2016, 10, 8)),
    ],
)
def test_terms_over_holidays(start: date, unit: str, days: int, last: date) -> None:
    assert clocks.due(start, unit, days) == (last, False)


def test_a_year_without_an_ordered_calendar_is_provisional() -> None:
    _, provisional = clocks.due(date(2039, 12, 1), "workdays", 30)
    assert provisional


def test_a_draw_can_be_repeated_by_anyone() -> None:
    pool = [f"E{n}" for n in range(20)]
    assert draws.draw("seed", pool, 3) == draws.draw("seed", reversed(pool), 3)
    assert draws.draw("seed", pool, 3) != draws.draw("other", pool, 3)
    assert draws.pool_hash(pool) == draws.pool_hash(reversed(pool))


def test_a_substitute_is_the_same_hand_as_whoever_is_on_leave(city: Place) -> None:
    one, two = somebody("one", city, *PROPOSE, *DECIDE), somebody("two", city)
    deputy = replace(one.grants[0], on_behalf_of=one.user)
    substitute = Actor(two.user, two.name, (deputy,))
    case = proposed(city, one)
    told = take(case, "enact", actor=substitute, seen=1, answers={"note": "同意"}, at=DAY)
    assert isinstance(told, Refused) and "同一人" in str(told.reasons[0])
    third = somebody("three", city, *DECIDE)
    assert isinstance(take(case, "enact", actor=third, seen=1, answers={"note": "同意"}, at=DAY), Taken)
    by_substitute = proposed(city, substitute, 40, date(2016, 6, 1))
    told = take(by_substitute, "enact", actor=one, seen=1, answers={"note": "同意"}, at=DAY)
    assert isinstance(told, Refused) and "同一人" in str(told.reasons[0])
    assert isinstance(take(by_substitute, "enact", actor=third, seen=1, answers={"note": "同意"}, at=DAY), Taken)


def test_a_state_changed_past_the_engine_is_found(city: Place) -> None:
    one, two = somebody("one", city, *PROPOSE), somebody("two", city, *DECIDE)
    case = proposed(city, one)
    take(case, "enact", actor=two, seen=1, answers={"note": "同意"}, at=DAY)
    assert not astray()
    Case.objects.filter(pk=case.pk).update(state="proposed")
    assert list(astray()) == [case]
