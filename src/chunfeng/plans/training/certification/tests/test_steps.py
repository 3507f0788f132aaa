"""Every step of the declarations: without its right, and in a wrong state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import User
from chunfeng.base.access.roles import ROLES
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.engine import refusals
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification.processes import PROCESSES

pytestmark = pytest.mark.django_db


def case_of(process: Process) -> Case:
    city = Place.objects.create(code="370900", name="市", kind="city", path="370900/")
    county = Place.objects.create(code="370911", name="县", kind="county", parent=city, path="370900/370911/")
    org = Org.objects.create(name="甲", kind="provider", place=county)
    return Case.objects.create(
        number="XX2016-000001", process=process.code, state=process.first.code, title="甲", place=county, place_path=county.path,
        org=org,
    )  # fmt: skip


def said(case: Case, step: Step, state: str, actor: Actor) -> str:
    case.state = state
    return "；".join(map(str, refusals(case, replace(step, needs=()), actor)))


@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: p.code)
def test_without_its_right_no_step_is_taken(process: Process) -> None:
    case = case_of(process)
    user = User.objects.create(username="nobody", name="无岗")
    rights = frozenset(step.may for step in process.steps)
    for step in process.steps:
        far = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "place", place_path="370900/370921/"),))
        other = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "org", org=(case.org_id or 0) + 1),))
        lacking = Actor(user.pk, user.name, (Grant("x", rights - {step.may}, "all"),))
        for actor in (lacking, far, other, Actor.the_public()):
            wanted = "由系统到期办理" if step.by_system else "没有"
            assert wanted in said(case, step, step.sources[0], actor), step.code


@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: p.code)
def test_from_every_other_state_the_step_is_refused(process: Process) -> None:
    case = case_of(process)
    user = User.objects.create(username="all", name="全权")
    human = Actor(user.pk, user.name, (Grant("x", frozenset(step.may for step in process.steps), "all"),))
    for step in process.steps:
        actor = Actor.the_system() if step.by_system else human
        for state in process.states:
            assert ("的事项不能" in said(case, step, state.code, actor)) is (state.code not in step.sources), step.code


def test_no_post_both_trains_and_examines_or_signs_what_it_proposed() -> None:
    for role in ROLES:
        held = role.permissions
        assert not {"examination.mark", "examination.release"} <= held, role.code
        assert not (
            {"completion.submit", "completion.check", "completion.confirm"} & held and "examination.mark" in held
        ), role.code
        assert not {"certificate.propose", "certificate.decide"} <= held, role.code
