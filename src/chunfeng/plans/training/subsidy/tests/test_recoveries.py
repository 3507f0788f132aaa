"""Money that comes back: in parts, capital first, with interest from the day it arrived (T-3.4.b)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.engine import Refused, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.engines.ledger.balances import by_role
from chunfeng.engines.ledger.checking import faults
from chunfeng.plans.training.subsidy import queries
from chunfeng.plans.training.subsidy.demo import Walk, _at
from chunfeng.plans.training.subsidy.tests.conftest import Money

pytestmark = pytest.mark.django_db(transaction=True)


def paid(money: Money) -> Case:
    claiming = money.approved()
    money.sent().answered(money.treasury, money.later)
    return claiming.case


def asked(money: Money, claim: Case, **changed: Any) -> Case | Refused:
    given = {"claim": claim.number, "certificate": "", "ground": "false_person", "why": "签到由他人代签"} | changed
    return begin(PROCESSES[queries.RECOVERY], money.office.checker, money.place, given)


def test_one_person_pays_back_in_two_parts_with_interest(money: Money) -> None:
    claim = paid(money)
    line = claim.record.lines.select_related("certificate").order_by("pk").first()
    assert line
    case = asked(money, claim, certificate=line.certificate.number)
    assert isinstance(case, Case)
    walk, day = Walk(case), money.later + timedelta(days=360)
    walk.go("tell", money.office.checker, money.later, note="书面告知")
    due = (day + timedelta(days=60)).isoformat()
    walk.go("decide", money.office.leader, day, instalments="2", due_on=due, note="查实")
    # 600 yuan at 0.35 % for a year of 360 days.
    assert (walk.fresh().amount_fen, walk.fresh().interest_fen) == (60_000, 210)

    def receive(amount: str, document: str) -> Any:
        answers = {"amount": amount, "received_on": day.isoformat(), "document": document, "note": ""}
        walk.case.refresh_from_db()
        return take(
            walk.case, "receive", actor=money.treasury.clerk, seen=walk.case.version, answers=answers, at=_at(day)
        )

    refused = receive("602.11", "回单1")
    assert isinstance(refused, Refused) and "还应退回 602.10 元" in str(refused)
    assert not isinstance(receive("300", "回单1"), Refused)
    again = receive("300", "回单1")
    assert isinstance(again, Refused) and "已经登记过" in str(again)
    stuck = take(walk.case, "finish", actor=money.office.checker, seen=walk.case.version, answers={})
    assert isinstance(stuck, Refused) and "还有 302.10 元" in str(stuck)
    assert not isinstance(receive("302.10", "回单2"), Refused)
    walk.go("finish", money.office.checker, day, note="")
    line.refresh_from_db()
    assert line.state == "recovered"
    held = by_role(money.pool)
    assert held["payee"] == 23 * 60_000 and held["available"] == 10_000_000 - 23 * 60_000 + 210
    assert not list(faults())
    (report,) = queries.report(money.office.leader, 2016)
    assert report.adds_up


def test_nobody_decides_what_he_proposed_and_nothing_is_taken_back_twice(money: Money) -> None:
    claim = paid(money)
    case = asked(money, claim)
    assert isinstance(case, Case) and case.record.amount_fen == 24 * 60_000
    again = asked(money, claim)
    assert isinstance(again, Refused) and "还没有追回的人" in str(again)
    Walk(case).go("tell", money.office.checker, money.later, note="书面告知")
    both = Actor(money.office.checker.user, "甲", (*money.office.checker.grants, *money.office.leader.grants))
    case.refresh_from_db()
    answers = {"instalments": "1", "due_on": date(2016, 12, 1).isoformat(), "note": "查实"}
    refused = take(case, "decide", actor=both, seen=case.version, answers=answers)
    assert isinstance(refused, Refused) and "不能是同一人" in str(refused)
