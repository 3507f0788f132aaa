"""Every step of the declarations: without its right, in a wrong state, on a stale page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import User
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.engine import Refused, begin, refusals, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.subsidy.queries import BATCH, CLAIM, RECOVERY
from chunfeng.plans.training.subsidy.tests.conftest import Money

pytestmark = pytest.mark.django_db


def _recovery(money: Money) -> Case:
    claiming = money.approved()
    money.sent().answered(money.treasury, money.later)
    given = {"claim": claiming.case.number, "certificate": "", "ground": "repeated", "why": "重复享受"}
    found = begin(PROCESSES[RECOVERY], money.office.checker, money.place, given)
    assert isinstance(found, Case)
    return found


def _batch(money: Money) -> Case:
    money.approved()
    case: Case = money.drawn().case
    return case


def _claim(money: Money) -> Case:
    return money.submitted().case


CASES: dict[str, Callable[[Money], Case]] = {CLAIM: _claim, BATCH: _batch, RECOVERY: _recovery}


def said(case: Case, step: Step, state: str, actor: Actor) -> str:
    """Refusals of a step as if the case were in a state; without its guards: they are tested where they matter."""
    case.state = state
    return "；".join(map(str, refusals(case, replace(step, needs=()), actor)))


@pytest.mark.parametrize("code", CASES)
def test_a_step_asks_for_its_right_and_its_state(money: Money, code: str) -> None:
    case, process = CASES[code](money), PROCESSES[code]
    user = User.objects.create(username="nobody", name="无岗")
    rights = frozenset(step.may for step in process.steps)
    human = Actor(user.pk, user.name, (Grant("x", rights, "all"),))
    for step in process.steps:
        far = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "place", place_path="370900/370921/"),))
        other = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "org", org=(case.org_id or 0) + 1),))
        lacking = Actor(user.pk, user.name, (Grant("x", rights - {step.may}, "all"),))
        for actor in (lacking, far, other, Actor.the_public()):
            wanted = "由系统到期办理" if step.by_system else "没有"
            assert wanted in said(case, step, step.sources[0], actor), step.code
        allowed = Actor.the_system() if step.by_system else human
        for state in process.states:
            assert ("的事项不能" in said(case, step, state.code, allowed)) is (state.code not in step.sources), (
                step.code
            )


def test_a_page_that_is_stale_is_refused(money: Money) -> None:
    case = money.submitted().case
    stale = take(case, "accept", actor=money.office.counter, seen=case.version - 1)
    assert isinstance(stale, Refused) and "请看过最新情况再办" in str(stale)


def _hands(process: Process) -> dict[str, tuple[str, ...]]:
    return {step.code: step.not_by for step in process.steps if step.not_by}


def test_no_two_signatures_of_one_sum_are_of_one_hand() -> None:
    """Whoever did an earlier one cannot do a later one, whatever posts a person holds."""
    assert _hands(PROCESSES[CLAIM])["approve"] == ("open", "submit", "accept", "review", "check")
    assert _hands(PROCESSES[BATCH]) == {"sign": ("open",), "issue": ("open", "sign")}
    assert set(_hands(PROCESSES[RECOVERY])["decide"]) == {"open", "tell", "hear"}
