"""Cards, rectification, suspension, exit, blacklist, yearly evaluation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from chunfeng.base.policy.values import value
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.lateness import tick
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.providers import actions, demo, queries
from chunfeng.plans.training.providers.demo import Clockwork, Town
from chunfeng.plans.training.providers.models import Agreement, BlacklistEntry, Card, Evaluation, Supervision
from chunfeng.plans.training.providers.tests.test_admission import refused


@pytest.fixture
def held(walk: Clockwork) -> Agreement:
    return demo.designate(walk)


def give(walk: Clockwork, colour: str) -> Clockwork:
    s = demo.finding(walk)
    s.go(f"give_{colour}", s.town.staff.head, ground="attendance", note="补足课时")
    return s


def verify(s: Clockwork) -> None:
    s.later(2).go("report_rectified", s.clerk, rectified="已补课12课时")
    s.later(2).go("verify", s.town.staff.checkers[0], note="现场查看属实")


def test_a_yellow_card_is_rectified_and_verified(walk: Clockwork, held: Agreement) -> None:
    s = give(walk, "yellow")
    days = value("training.provider_rectify_days", s.day)
    assert s.case.due_clock == "rectify" and s.case.due_on is not None and days == 15
    verify(s)
    assert s.case.state == "verified" and s.case.closed_at
    assert queries.cards_in_year(held, s.day) == {"yellow": 1, "red": 0}


def test_who_found_it_does_not_give_the_card(walk: Clockwork, held: Agreement) -> None:
    s = demo.finding(walk)
    finder = s.town.staff.checkers[1]
    from chunfeng.base.access.actor import Actor, Grant

    both = Actor(finder.user, finder.name, (Grant("x", frozenset({"supervision.card"}), "all"),))
    assert "不能是同一人" in refused(s, "give_red", both, ground="attendance", note="x")


def test_a_finding_that_is_none_is_dismissed(walk: Clockwork, held: Agreement) -> None:
    s = demo.finding(walk)
    s.go("explain", s.clerk, statement="当天请假11人，假条附后")
    s.go("dismiss", s.town.staff.head, note="假条核实")
    assert s.case.state == "dismissed" and not Card.objects.exists()


@pytest.mark.parametrize(("colour", "limit"), [("yellow", 3), ("red", 2)])
def test_at_the_limit_of_cards_only_exit_is_left(walk: Clockwork, held: Agreement, colour: str, limit: int) -> None:
    assert value(f"training.provider_{colour}_cards", walk.day) == limit
    for _n in range(limit - 1):
        s = give(walk, colour)
        assert queries.card_limit_reached(held, s.day, "") == ""
        verify(s)
        walk.day = s.day
    s = give(walk, colour)
    assert queries.card_limit_reached(held, s.day, "") == colour
    s.later(2).go("report_rectified", s.clerk, rectified="已整改")
    assert "应当提出退出" in refused(s, "verify", s.town.staff.checkers[0], note="合格")
    s.go("propose_exit", s.town.staff.checkers[0], ground="cards", note="一年内达到规定张数")
    assert "应当提出退出" in refused(s, "drop_exit", s.town.staff.leader, note="再给机会")
    s.go("decide_exit", s.town.staff.leader, note="同意")
    held.refresh_from_db()
    assert held.ended_on == s.day and held.ended_for == "cards"


def test_cards_of_more_than_a_year_ago_do_not_count(walk: Clockwork, held: Agreement) -> None:
    s = give(walk, "red")
    given = Card.objects.get().given_on
    assert queries.cards_in_year(held, add_months(given, 12) - timedelta(days=1))["red"] == 1
    assert queries.cards_in_year(held, add_months(given, 12))["red"] == 0
    assert "没有达到规定张数" in refused(s, "propose_exit", s.town.staff.checkers[0], ground="cards", note="x")


def test_who_does_not_rectify_is_suspended_and_marked_on_the_list(walk: Clockwork, held: Agreement) -> None:
    s = give(walk, "yellow")
    s.later(16).go("suspend", s.town.staff.head, note="逾期")
    held.refresh_from_db()
    assert held.suspended_from_on == s.day and held.suspended_to_on is not None
    assert held.suspended_to_on >= s.day + timedelta(days=value("training.provider_suspend_days", s.day))
    assert list(queries.listed(s.day)), "still on the list"
    s.later(10).go("lift", s.town.staff.head, note="已整改")
    held.refresh_from_db()
    assert held.suspended_to_on == s.day and s.case.state == "lifted"


def test_late_rectification_is_told_once(walk: Clockwork, held: Agreement) -> None:
    s = give(walk, "yellow")
    assert s.case.due_on is not None
    at = timezone.make_aware(timezone.datetime(*s.case.due_on.timetuple()[:3], 10))
    assert tick(at)[1] == 0
    assert tick(at + timedelta(days=1))[1] == 1
    assert tick(at + timedelta(days=2))[1] == 0


def test_exit_is_proposed_by_one_and_decided_by_another(walk: Clockwork, held: Agreement) -> None:
    s = demo.finding(walk, "idle", "六个月没有开班")
    s.go("propose_exit", s.town.staff.checkers[0], ground="idle", note="没有开班")
    proposer = s.town.staff.checkers[0]
    from chunfeng.base.access.actor import Actor, Grant

    both = Actor(proposer.user, proposer.name, (Grant("x", frozenset({"supervision.decide"}), "all"),))
    assert "不能是同一人" in refused(s, "decide_exit", both, note="x")
    s.go("decide_exit", s.town.staff.leader, note="同意")
    day = s.day
    assert not queries.listed(day + timedelta(days=1)).exists()
    assert [a.pk for a in queries.exits(day)] == [held.pk]
    assert not queries.exits(add_months(day, 12)).exists(), "told for a year"


def test_the_leader_may_refuse_an_exit(walk: Clockwork, held: Agreement) -> None:
    s = demo.finding(walk, "idle", "六个月没有开班")
    s.go("propose_exit", s.town.staff.checkers[0], ground="idle", note="没有开班")
    s.go("drop_exit", s.town.staff.leader, note="校舍维修停课")
    assert s.case.state == "verifying" and s.case.record.exit_ground == ""


def test_the_blacklist_expires_by_its_day(walk: Clockwork, held: Agreement) -> None:
    s = demo.finding(walk, "fraud", "补造名册")
    s.go("propose_exit", s.town.staff.checkers[0], ground="fraud", note="补造")
    s.go("decide_blacklist", s.town.staff.leader, note="同意")
    entry = BlacklistEntry.objects.get()
    months = value("training.provider_blacklist_months", s.day)
    assert entry.to_on == add_months(s.day, months)
    assert list(queries.blacklist(entry.to_on)) == [entry]
    assert not queries.blacklist(entry.to_on + timedelta(days=1)).exists()


def test_no_finding_about_a_provider_that_has_left(walk: Clockwork, held: Agreement) -> None:
    s = demo.finding(walk, "idle", "x")
    s.go("propose_exit", s.town.staff.checkers[0], ground="idle", note="x")
    s.go("decide_exit", s.town.staff.leader, note="x")
    held.refresh_from_db()
    again = actions.supervise(
        held, walk.town.staff.checkers[1], source="complaint", ground="fees", found="收费", found_on=s.day, at=s.at
    )
    assert isinstance(again, Refused) and "终止" in str(again)


def test_a_finding_says_what_and_where_from(walk: Clockwork, held: Agreement) -> None:
    wrong = actions.supervise(
        held, walk.town.staff.checkers[1], source="rumour", ground="luck", found=" ", found_on=walk.day + timedelta(days=1),
        at=walk.at,
    )  # fmt: skip
    assert isinstance(wrong, Refused) and len(wrong.reasons) == 4
    assert isinstance(
        actions.supervise(
            held, walk.clerk, source="complaint", ground="fees", found="收费", found_on=walk.day, at=walk.at
        ),
        Refused,
    )
    assert not Supervision.objects.exists()


# Yearly evaluation


def rated(walk: Clockwork, result: str = "passed", passed: int = 95, employed: int = 86) -> Clockwork:
    held = Agreement.objects.first() or demo.designate(walk)
    year = held.from_on.year + Evaluation.objects.count()
    checker = walk.town.staff.checkers[0]
    walk.day = max(walk.day, date(year + 1, 1, 15))
    case = actions.evaluate(held, year, checker, at=walk.at)
    assert isinstance(case, Case), str(case)
    e = Clockwork(case, walk.town, walk.day, walk.clerk)
    e.go("rate", checker, trained=100, passed=passed, employed=employed, result=result)
    return e


def test_an_evaluation_is_rated_and_confirmed_by_two(walk: Clockwork, held: Agreement) -> None:
    e = rated(walk)
    e.go("confirm", e.town.staff.head)
    record = e.case.record
    assert (record.result, record.confirmed_on) == ("passed", e.day)
    again = actions.evaluate(held, record.year, walk.town.staff.checkers[0], at=e.at)
    assert isinstance(again, Refused)


@pytest.mark.parametrize(("passed", "employed", "ok"), [(90, 85, True), (89, 85, False), (90, 84, False)])
def test_rates_below_the_notice_cannot_pass(
    walk: Clockwork, held: Agreement, passed: int, employed: int, ok: bool
) -> None:
    if ok:
        assert rated(walk, "passed", passed, employed).case.state == "rated"
        return
    e = rated(walk, "failed", passed, employed)
    e.go("return_", e.town.staff.head, note="重评")
    answers = {"trained": 100, "passed": passed, "employed": employed, "result": "passed"}
    said = take(e.case, "rate", actor=e.town.staff.checkers[0], seen=e.case.version, answers=answers, at=e.at)
    assert isinstance(said, Refused) and "只能评为不合格" in str(said)


def test_more_passed_than_trained_is_refused(walk: Clockwork, held: Agreement) -> None:
    e = rated(walk)
    e.go("return_", e.town.staff.head, note="重评")
    answers = {"trained": 10, "passed": 11, "employed": 12, "result": "failed"}
    said = take(e.case, "rate", actor=e.town.staff.checkers[0], seen=e.case.version, answers=answers, at=e.at)
    assert isinstance(said, Refused) and len(said.reasons) == 2


def test_two_failed_years_in_a_row_are_a_ground_of_exit(walk: Clockwork, held: Agreement) -> None:
    e = rated(walk, "failed", 50, 50)
    e.go("confirm", e.town.staff.head)
    walk.day = e.day
    s = demo.finding(walk, "pass_rate", "合格率50%")
    checker = s.town.staff.checkers[0]
    assert "没有连续 2 年" in refused(s, "propose_exit", checker, ground="failed_evaluation", note="x")
    e = rated(walk, "failed", 50, 50)
    e.go("confirm", e.town.staff.head)
    assert queries.failed_years(held, e.day.year) == 2
    s.day = e.day
    s.go("propose_exit", checker, ground="failed_evaluation", note="连续两年不合格")


def test_a_year_is_evaluated_when_it_is_over(walk: Clockwork, held: Agreement, town: Town) -> None:
    checker = town.staff.checkers[0]
    at = walk.at
    for year in (walk.day.year, walk.day.year + 1, walk.day.year - 1):
        assert isinstance(actions.evaluate(held, year, checker, at=at), Refused)
