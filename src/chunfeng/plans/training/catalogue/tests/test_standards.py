"""What a training is worth: one standard of a fund for each trade and level, dated, set by two hands (T-3.3.c)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.places.models import Place
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.uploads.declarations import RECEIVERS, Read
from chunfeng.base.workflow.engine import Refused, Taken, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.catalogue import queries
from chunfeng.plans.training.catalogue.facts import STANDARDS as FACTS
from chunfeng.plans.training.catalogue.models import SubsidyStandard
from chunfeng.plans.training.catalogue.queries import STANDARDS, differences, standard_on

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY, JUNE = date(2016, 1, 1), date(2016, 6, 1)
WELDER = {"trade": "焊工", "level": 5, "fund": "EMPLOYMENT", "amount_fen": 100_000}


@dataclass
class Office:
    place: Place
    checker: Actor
    leader: Actor
    desk: Client

    def begun(self, first: date = JANUARY) -> Case:
        case = begin(
            PROCESSES[STANDARDS], self.checker, self.place, {"document": "文〔2016〕1号", "valid_from_on": str(first)}
        )
        assert isinstance(case, Case), case
        return case

    def took(self, case: Case, code: str, actor: Actor, **answers: Any) -> Taken | Refused:
        case = Case.objects.get(pk=case.pk)
        return take(case, code, actor=actor, seen=case.version, answers=answers)

    def drafted(self, first: date, *rows: Mapping[str, Any]) -> Case:
        case = self.begun(first)
        for row in rows:
            SubsidyStandard.objects.create(list=case.record, place=self.place, **{"valid_from_on": first, **row})
        return case

    def issued(self, first: date, *rows: Mapping[str, Any]) -> Taken | Refused:
        case = self.drafted(first, *rows)
        sent = self.took(case, "submit", self.checker)
        return sent if isinstance(sent, Refused) else self.took(case, "issue", self.leader)


def office(place: Place) -> Office:
    users = {}
    for role in ("section_checker", "leader"):
        users[role] = User.objects.create(username=f"{role}{place.code}", name=role, password="!")
        Assignment.objects.create(user=users[role], role=role, place=place, valid_from_on=date(2010, 1, 1))
    checker, leader = users.values()
    return Office(place, actor_of(checker), actor_of(leader), signed_in(checker))


@pytest.fixture
def city() -> Office:
    return office(Place.objects.create(code="990000", name="春城", kind="city", path="990000/"))


@pytest.fixture
def county(city: Office) -> Office:
    path = "990000/990101/"
    return office(Place.objects.create(code="990101", name="东县", kind="county", parent=city.place, path=path))


def amount(place: Place, day: date = JUNE, level: int = 5, trade: str = "焊工") -> int | None:
    found = standard_on(trade, level, "EMPLOYMENT_SKILL", place, day)
    return found and found.amount_fen


def test_a_new_standard_ends_the_old_one_the_day_before(city: Office) -> None:
    assert isinstance(city.issued(JANUARY, WELDER), Taken)
    assert isinstance(city.issued(JUNE, {**WELDER, "amount_fen": 120_000}), Taken)
    assert amount(city.place, JANUARY - timedelta(days=1)) is None
    assert amount(city.place, JUNE - timedelta(days=1)) == 100_000
    assert amount(city.place, JUNE) == 120_000
    old = SubsidyStandard.objects.get(amount_fen=100_000)
    assert old.in_force and old.valid_to_on == date(2016, 5, 31)


def test_a_draft_holds_for_nobody(city: Office) -> None:
    city.drafted(JANUARY, WELDER)
    assert amount(city.place) is None


def test_a_standard_that_was_paid_by_is_not_rewritten(city: Office) -> None:
    city.issued(JUNE, WELDER)
    for first in (JUNE, JANUARY):
        case = city.drafted(first, {**WELDER, "amount_fen": 1})
        refused = city.took(case, "submit", city.checker)
        assert isinstance(refused, Refused) and "焊工 五级（初级）自 2016-06-01 起已在执行" in str(refused)
        city.took(case, "drop", city.checker, note="重来")


def test_one_that_has_not_begun_is_taken_back(city: Office) -> None:
    ahead = timezone.localdate() + timedelta(days=30)
    city.issued(JANUARY, WELDER)
    city.issued(ahead, {**WELDER, "amount_fen": 110_000})
    assert isinstance(city.issued(ahead, {**WELDER, "amount_fen": 120_000}), Taken)
    assert amount(city.place, ahead) == 120_000
    assert amount(city.place, ahead - timedelta(days=1)) == 100_000
    assert not SubsidyStandard.objects.get(amount_fen=110_000).in_force


def test_the_database_alone_keeps_one_standard_a_day(city: Office) -> None:
    city.issued(JANUARY, WELDER)
    second = city.drafted(JUNE, WELDER)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.record.rows.update(in_force=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubsidyStandard.objects.create(list=second.record, place=city.place, valid_from_on=JUNE, **WELDER)


def test_the_countys_own_standard_goes_before_the_citys_and_the_narrower_before_the_wider(
    city: Office, county: Office
) -> None:
    for_all = {"trade": "", "level": 0, "fund": "EMPLOYMENT", "amount_fen": 50_000}
    city.issued(JANUARY, WELDER, for_all)
    assert amount(county.place) == 100_000
    assert amount(county.place, level=4) == 50_000
    county.issued(JANUARY, {**WELDER, "amount_fen": 90_000})
    assert amount(county.place) == 90_000
    assert amount(city.place) == 100_000
    assert standard_on("焊工", 5, "", county.place, JUNE, fund="POVERTY") is None


def test_departments_that_differ_are_listed_and_nothing_is_blocked(city: Office, county: Office) -> None:
    city.issued(JANUARY, WELDER, {**WELDER, "fund": "POVERTY"})
    assert not differences(queries.on(JUNE))
    assert isinstance(county.issued(JANUARY, {**WELDER, "fund": "POVERTY", "amount_fen": 80_000}), Taken)
    (found,) = differences(queries.on(JUNE))
    assert found.place == county.place
    assert {row.amount_fen for row in found.rows} == {80_000, 100_000}
    page = county.desk.get("/desk/standards/").content.decode()
    assert "800.00" in page and "扶贫资金" in page and "元元" not in re.sub(r"<[^>]+>", "", page)


def test_from_the_day_the_area_sets_departments_must_agree(city: Office, county: Office) -> None:
    ParameterValue.objects.create(
        code=queries.UNIFIED, area=county.place.code, valid_from_on=JUNE, value=1, reference="文", decided_in="CS1"
    )
    city.issued(JANUARY, WELDER)
    other = {**WELDER, "fund": "POVERTY", "amount_fen": 80_000}
    assert isinstance(city.issued(JUNE, other), Taken), "the city has set no day"
    refused = county.issued(JUNE, other)
    assert isinstance(refused, Refused) and "必须统一：焊工 五级（初级）" in str(refused)
    case = Case.objects.get(process=STANDARDS, state="drafting")
    assert "不一致的标准不能生效" in county.desk.get(f"/desk/cases/{case.number}/").content.decode()
    county.took(case, "drop", county.checker, note="重来")
    same = {"trade": "焊工", "level": 5, "amount_fen": 80_000}
    assert isinstance(county.issued(JUNE, {**same, "fund": "POVERTY"}, {**same, "fund": "EMPLOYMENT"}), Taken)


def test_two_hands_and_one_list_of_a_place_at_a_time(city: Office) -> None:
    case = city.drafted(JANUARY, WELDER)
    again = begin(PROCESSES[STANDARDS], city.checker, city.place, {"document": "又一份", "valid_from_on": "2016-01-01"})
    assert isinstance(again, Refused) and "先办完它" in str(again)
    city.took(case, "submit", city.checker)
    both = Actor(city.checker.user, "甲", (*city.checker.grants, *city.leader.grants))
    refused = city.took(case, "issue", both)
    assert isinstance(refused, Refused) and "不能是同一人" in str(refused)


def test_an_empty_list_goes_nowhere(city: Office) -> None:
    refused = city.took(city.begun(), "submit", city.checker)
    assert isinstance(refused, Refused) and "还没有上传名单" in str(refused)


def test_it_is_filled_in_by_a_list_of_which_the_last_counts(city: Office, tmp_path: Path) -> None:
    case, receiver = city.begun(), RECEIVERS["standards"]
    target = receiver.target(city.checker, case.number)
    assert target
    read = handed_in(
        tmp_path,
        "工种,等级,培训类型,资金来源,补贴标准,最低课时,失效日期",
        "电焊工,初级,,就业资金,1000,360,",
        ",4,岗位技能提升,失业保险基金,1500,,2016-12-31",
    )
    assert not list(receiver.check(target, read.accepted))
    for _again in range(2):
        with transaction.atomic():
            assert receiver.commit(target, read.accepted, city.checker, 0) == (2, 0)
    rows = [
        (r.trade, r.level, r.programme, r.fund, r.amount_fen, r.min_hours, r.valid_to_on)
        for r in case.record.rows.order_by("pk")
    ]
    assert rows == [
        ("焊工", 5, "", "EMPLOYMENT", 100_000, 360, None),
        ("", 4, "POST_UPGRADE", "UNEMPLOYMENT", 150_000, None, date(2016, 12, 31)),
    ]
    city.took(case, "submit", city.checker)
    with transaction.atomic():
        assert isinstance(receiver.commit(target, read.accepted, city.checker, 0), Refusal)


def test_lines_that_say_nothing_or_end_before_they_begin_come_back(city: Office, tmp_path: Path) -> None:
    case, receiver = city.begun(), RECEIVERS["standards"]
    target = receiver.target(city.checker, case.number)
    assert target
    read = handed_in(
        tmp_path, "工种,等级,资金来源,补贴标准,失效日期", ",,就业资金,1000,", "焊工,五级,就业资金,1000,2015-12-31"
    )
    found = [(at, fault.column) for at, fault in receiver.check(target, read.accepted)]
    assert found == [(0, "trade"), (1, "valid_to_on")]
    assert receiver.cells["fund"]("彩票公益金") and not receiver.cells["fund"]("EMPLOYMENT")
    assert receiver.cells["amount_fen"](0) and not receiver.cells["amount_fen"](1)


def test_what_holds_is_open_to_everybody(city: Office) -> None:
    city.issued(JANUARY, WELDER)
    page = Client().get("/lists/standards/").content.decode()
    assert "焊工" in page and "1,000.00" in page and "就业专项资金" in page


def test_rules_read_what_is_in_force_the_citys_rows_without_an_area(city: Office, county: Office) -> None:
    city.issued(JANUARY, {**WELDER, "level": 0})
    county.issued(JANUARY, {**WELDER, "trade": "", "programme": "POST_UPGRADE"})
    county.drafted(JUNE, WELDER)
    assert FACTS.records
    with connection.cursor() as asked:
        asked.execute(f"select trade, level, programme, area from ({FACTS.records.sql}) as s order by _id")
        assert asked.fetchall() == [("焊工", None, None, None), (None, 5, "POST_UPGRADE", "990101")]


def handed_in(folder: Path, *rows: str) -> Read:
    (folder / "standards.csv").write_text("\n".join(rows), "utf-8-sig")
    read = RECEIVERS.reader.whole(folder / "standards.csv", RECEIVERS["standards"].feed, folder)
    assert not isinstance(read, Refusal), read
    assert not read.returned, read.returned
    return read
