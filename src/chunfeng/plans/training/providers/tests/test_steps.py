"""Every step of the three declarations: without its right, in a wrong state, by the same hand, on a stale page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.engine import Refused, refusals, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers.demo import Clockwork
from chunfeng.plans.training.providers.processes import ADMISSION, PROCESSES

STEPS = [(process, step) for process in PROCESSES for step in process.steps]


def all_powerful(name: str) -> Actor:
    """Holds every permission there is: what is still refused is refused by the step alone."""
    user = User.objects.create(username=name, name=name)
    rights = frozenset(step.may for _process, step in STEPS)
    return Actor(user.pk, user.name, (Grant("x", rights, "all"),))


def said(case: Case, process: Process, step: Step, state: str, actor: Actor) -> str:
    """Refusals of a step as if the case were in a state; without its guards: they are tested where they matter."""
    case.process, case.state = process.code, state
    return "；".join(map(str, refusals(case, replace(step, needs=()), actor)))


def test_without_its_right_no_step_is_taken(walk: Clockwork) -> None:
    user = User.objects.create(username="nobody", name="无岗")
    rights = frozenset(s.may for _process, s in STEPS)
    for process, step in STEPS:
        others = Actor(user.pk, user.name, (Grant("x", rights - {step.may}, "all"),))
        for actor in (Actor(user.pk, user.name), others, Actor.the_public()):
            wanted = "由系统到期办理" if step.by_system else "没有"
            assert wanted in said(walk.case, process, step, step.sources[0], actor), (process.code, step.code)


def test_another_place_or_organisation_has_no_right(walk: Clockwork) -> None:
    for process, step in STEPS:
        if step.by_system:
            continue
        may = frozenset({step.may})
        far = Actor(None, "外县", (Grant("x", may, "place", place_path="370900/370921/"),))
        other = Actor(None, "外单位", (Grant("x", may, "org", org=(walk.case.org_id or 0) + 1),))
        for actor in (far, other):
            assert "没有" in said(walk.case, process, step, step.sources[0], actor), (process.code, step.code)


def test_from_every_other_state_the_step_is_refused(walk: Clockwork) -> None:
    human = all_powerful("全权")
    for process, step in STEPS:
        actor = Actor.the_system() if step.by_system else human
        for state in process.states:
            refused = said(walk.case, process, step, state.code, actor)
            assert ("不能" in refused) == (state.code not in step.sources), (
                process.code,
                step.code,
                state.code,
                refused,
            )


def test_the_same_hand_is_refused_and_another_is_not(walk: Clockwork) -> None:
    checked = 0
    one, two = all_powerful("同一人"), all_powerful("另一人")
    for process, step in STEPS:
        for other in step.not_by:
            Event.objects.all().delete()
            record("open" if other == "open" else "step", one, "case", walk.case.number, step=other)
            assert "不能是同一人" in said(walk.case, process, step, step.sources[0], one), (step.code, other)
            assert "不能是同一人" not in said(walk.case, process, step, step.sources[0], two), (step.code, other)
            checked += 1
    assert checked >= 18


def test_a_stale_page_is_refused_for_every_step(walk: Clockwork) -> None:
    seen = walk.case.version
    walk.go("submit", walk.clerk, undertaking=True)
    for step in ADMISSION.steps:
        result = take(walk.case, step.code, actor=walk.clerk, seen=seen, at=walk.at)
        assert isinstance(result, Refused) and "请看过最新情况再办" in str(result), step.code


def test_the_same_request_twice_is_one_act(walk: Clockwork) -> None:
    first = take(
        walk.case, "submit", actor=walk.clerk, seen=1, answers={"undertaking": "on"}, request_key="k", at=walk.at
    )
    again = take(
        walk.case, "submit", actor=walk.clerk, seen=1, answers={"undertaking": "on"}, request_key="k", at=walk.at
    )
    assert not isinstance(first, Refused) and not isinstance(again, Refused) and first.event == again.event


def test_acceptance_counts_working_days_over_the_qingming_holiday(walk: Clockwork) -> None:
    """Handed in on Thursday 2016-03-31: 04-04 is Qingming, so the fifth working day is 04-08."""
    walk.day = date(2016, 3, 31)
    walk.go("submit", walk.clerk, undertaking=True)
    assert walk.case.due_on == date(2016, 4, 8)


def test_a_return_stops_acceptance_and_what_was_left_goes_on(walk: Clockwork) -> None:
    walk.go("submit", walk.clerk, undertaking=True)  # Thu 03-10, due 03-17
    walk.later(2).go("return_", walk.town.staff.counter, reasons=["scope"], note="补")  # Mon 03-14: three days left
    assert walk.case.due_clock == "complete"
    walk.day = date(2016, 3, 31)
    walk.go("submit", walk.clerk, undertaking=True)
    assert walk.case.due_clock == "accept" and walk.case.due_on == date(2016, 4, 6)  # 04-01, 04-05, 04-06


def test_expert_review_and_publicity_are_not_counted_in_the_decision(walk: Clockwork) -> None:
    from chunfeng.plans.training.providers import demo

    demo._end_publicity(walk)
    clock = walk.case.clocks.get(code="decide")
    assert clock.running and clock.due_on > walk.day + timedelta(days=7)
