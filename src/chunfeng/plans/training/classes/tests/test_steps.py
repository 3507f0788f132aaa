"""Every step of the declaration: without its right, in a wrong state, by the same hand, on a stale page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import User
from chunfeng.base.workflow.declarations import Step
from chunfeng.base.workflow.engine import Refused, refusals, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.processes import OPENING
from chunfeng.plans.training.classes.tests.conftest import APPLIED, School

pytestmark = pytest.mark.django_db


def said(case: Case, step: Step, state: str, actor: Actor) -> str:
    """Refusals of a step as if the case were in a state; without its guards: they are tested where they matter."""
    case.state = state
    return "；".join(map(str, refusals(case, replace(step, needs=()), actor)))


def test_without_its_right_no_step_is_taken(school: School) -> None:
    case = school.opening().case
    user = User.objects.create(username="nobody", name="无岗")
    rights = frozenset(step.may for step in OPENING.steps)
    for step in OPENING.steps:
        far = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "place", place_path="370900/370921/"),))
        other = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "org", org=(case.org_id or 0) + 1),))
        lacking = Actor(user.pk, user.name, (Grant("x", rights - {step.may}, "all"),))
        for actor in (lacking, far, other, Actor.the_public()):
            wanted = "由系统到期办理" if step.by_system else "没有"
            assert wanted in said(case, step, step.sources[0], actor), step.code


def test_from_every_other_state_the_step_is_refused(school: School) -> None:
    case = school.opening().case
    user = User.objects.create(username="all", name="全权")
    human = Actor(user.pk, user.name, (Grant("x", frozenset(step.may for step in OPENING.steps), "all"),))
    for step in OPENING.steps:
        actor = Actor.the_system() if step.by_system else human
        for state in OPENING.states:
            assert ("的事项不能" in said(case, step, state.code, actor)) is (state.code not in step.sources), step.code


def test_a_page_that_is_stale_is_refused(school: School) -> None:
    opening = school.submitted()
    stale = take(opening.case, "check", actor=school.checker, seen=opening.case.version - 1)
    assert isinstance(stale, Refused) and "已办理" in str(stale)
    opening.case.refresh_from_db()
    assert opening.case.state == "submitted" and opening.fresh().submitted_on == APPLIED
