"""Every step of the two declarations: without its right, in a wrong state, on a stale page; and what stops each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import User
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.engine import Refused, refusals, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.models import MakeUp, Mark, Punch
from chunfeng.plans.training.attendance.processes import MAKING_UP, PROCESSES
from chunfeng.plans.training.attendance.queries import Hours, hours
from chunfeng.plans.training.attendance.tests.conftest import Running, at
from chunfeng.plans.training.classes.tests.conftest import OPENS
from chunfeng.plans.training.providers.models import Premises

pytestmark = pytest.mark.django_db


def said(case: Case, step: Step, state: str, actor: Actor) -> str:
    case.state = state
    return "；".join(map(str, refusals(case, replace(step, needs=()), actor)))


def opened(running: Running, process: Process) -> Case:
    begin: Any = actions.begin_make_up if process is MAKING_UP else actions.begin_device
    case = begin(running.school.org, running.school.org.place, running.clerk, at=at("18:00"))
    assert isinstance(case, Case)
    return case


@pytest.mark.parametrize("process", PROCESSES, ids=lambda p: p.code)
def test_without_its_right_or_from_another_state_no_step_is_taken(running: Running, process: Process) -> None:
    case = opened(running, process)
    user = User.objects.create(username="nobody", name="无岗")
    rights = frozenset(step.may for step in process.steps)
    everybody = Actor(user.pk, user.name, (Grant("x", rights, "all"),))
    for step in process.steps:
        far = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "place", place_path="370900/370921/"),))
        other = Actor(user.pk, user.name, (Grant("x", frozenset({step.may}), "org", org=(case.org_id or 0) + 1),))
        lacking = Actor(user.pk, user.name, (Grant("x", rights - {step.may}, "all"),))
        for actor in (lacking, far, other, Actor.the_public()):
            assert "没有" in said(case, step, step.sources[0], actor), step.code
        for state in process.states:
            assert ("的事项不能" in said(case, step, state.code, everybody)) is (state.code not in step.sources), (
                step.code
            )


def test_a_page_that_is_stale_is_refused(running: Running) -> None:
    case = running.device.case
    assert case
    case.refresh_from_db()
    stale = take(case, "end", actor=running.clerk, seen=case.version - 1, answers={"note": ""})
    assert isinstance(stale, Refused)


def test_one_device_is_registered_once_and_at_premises_of_the_agreement(running: Running) -> None:
    case = opened(running, PROCESSES[0])
    own = Premises.objects.filter(admission__agreement__org=running.school.org).order_by("pk")[0]
    other = Premises.objects.exclude(admission__agreement__org=running.school.org)[0]
    values = {"premises": str(own.pk), "serial": "KQ-0001", "model": "", "spot": ""}
    assert "已经登记" in str(actions.save_device(case, running.clerk, values)[0])
    assert "教学点" in str(actions.save_device(case, running.clerk, values | {"premises": str(other.pk)})[0])
    assert not actions.save_device(case, running.clerk, values | {"serial": "KQ-0002"})


def how(running: Running, nth: int, **more: Any) -> dict[str, Any]:
    teacher = running.klass.agreement.admission.teachers.order_by("pk")[0]
    return {
        "entry": str(running.entries[nth].pk), "half": f"{OPENS}.1", "cause": "sick", "made_on": OPENS + timedelta(days=2),
        "from_time": "18:30", "to_time": "21:30", "hours": 4, "teacher": str(teacher.pk),
    } | more  # fmt: skip


def go(running: Running, case: Case, step: str, actor: Actor, **answers: Any) -> None:
    case.refresh_from_db()
    done = take(case, step, actor=actor, seen=case.version, answers=answers, at=at("10:00", OPENS + timedelta(days=3)))
    assert not isinstance(done, Refused), done


def test_hours_missed_for_a_cause_count_once_they_are_accepted(running: Running) -> None:
    running.day(1, "08:21", "11:33")
    case = opened(running, MAKING_UP)
    assert not actions.save_what(case, running.clerk, {"training_class": str(running.klass.pk)})
    wrong = {
        "从开始到结束只有 2 课时": how(running, 0, to_time="20:00"),
        "这次课缺 4 课时": how(running, 0, from_time="12:00", hours=5),
        "没有缺课": how(running, 1),
        "补课在缺课以前": how(running, 0, made_on=OPENS - timedelta(days=1)),
        "时间请写成": how(running, 0, from_time="晚上"),
    }
    for sentence, values in wrong.items():
        assert sentence in str(actions.save_how(case, running.clerk, values)[0])
    assert not actions.save_how(case, running.clerk, how(running, 0))
    entry = running.entries[0].pk
    go(running, case, "submit", running.clerk, proof=["x"], undertaking=True)
    assert hours(running.klass)[entry] == Hours(0, 4)
    go(running, case, "accept", running.school.checker, note="")
    assert hours(running.klass)[entry] == Hours(4, 4, made_up=4)
    # The same lesson is not made up a second time.
    again = opened(running, MAKING_UP)
    actions.save_what(again, running.clerk, {"training_class": str(running.klass.pk)})
    assert "没有缺课" in str(actions.save_how(again, running.clerk, how(running, 0))[0])


def test_sheets_of_paper_count_like_devices_and_go_when_they_are_void(running: Running) -> None:
    first, second = (running.entries[n].pk for n in (0, 1))
    running.day(1, "08:21")
    sheets = [
        actions.transcribe(running.klass, running.clerk, (OPENS, 1), signed, "设备故障", "x", at=at("18:00"))
        for signed in ({first, second}, {first})
    ]
    one, other = sheets
    assert not isinstance(one, list) and not isinstance(other, list)
    assert hours(running.klass)[first] == Hours(4, 4)
    assert actions.void(one, running.clerk, "") and not actions.void(one, running.clerk, "写错了")
    assert hours(running.klass)[first] == Hours(4, 4), "the other sheet bears the same name"
    assert hours(running.klass)[second] == Hours(4, 4), "a punch stays"
    assert not actions.void(other, running.school.checker, "与现场点名不符")
    assert hours(running.klass)[first] == Hours(0, 4) and actions.void(other, running.clerk, "再一次")


def test_a_sheet_needs_a_lesson_that_began_a_reason_a_photo_and_names(running: Running) -> None:
    def told(*given: Any, when: str = "18:00") -> str:
        found = actions.transcribe(running.klass, running.clerk, *given, at=at(when))
        return "；".join(map(str, found)) if isinstance(found, list) else ""

    one = {running.entries[0].pk}
    assert "一次已经上过的课" in told((OPENS, 3), one, "坏了", "x")
    assert "还没有开始" in told((OPENS, 2), one, "坏了", "x", when="12:00")
    for given, sentence in (((one, " ", "x"), "理由"), ((one, "坏了", ""), "照片"), ((set(), "坏了", "x"), "勾选")):
        assert sentence in told((OPENS, 1), *given)
    assert "没有为这家单位" in str(actions.transcribe(running.klass, running.school.head, (OPENS, 1), one, "坏了", "x"))


@pytest.mark.parametrize(
    "row",
    [
        lambda r: Mark(entry=r.entries[0], held_on=OPENS, slot=1),
        lambda r: Mark(entry=r.entries[0], held_on=OPENS, slot=1, first_at=at("10:00"), last_at=at("09:00")),
        lambda r: Mark(entry=r.entries[0], held_on=OPENS, slot=4, first_at=at("10:00"), last_at=at("10:00")),
        lambda r: Punch(uid="", entry=r.entries[0], held_on=OPENS, slot=1, at=at("10:00"), received_at=at("10:00")),
        lambda r: Punch(uid="1", entry=r.entries[0], held_on=OPENS, slot=1, at=at("10:00"), received_at=at("10:00"), metres_off=5),
        lambda r: MakeUp(case=r.klass.case, state="accepted"),
    ],
    ids=range(6),
)  # fmt: skip
def test_the_tables_alone_refuse_what_cannot_be(running: Running, row: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row(running).save()
