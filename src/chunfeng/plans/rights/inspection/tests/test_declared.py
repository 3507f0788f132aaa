"""What the declaration promises of every step: its right, its state, its other hand, its fresh page."""

from __future__ import annotations

from datetime import date

import pytest

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.declarations import Process, Step
from chunfeng.base.workflow.engine import Refused, open_case, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.models import CrimeTransfer, Inspection, MajorViolationPublication
from chunfeng.plans.rights.inspection.models.publication import ENDED
from chunfeng.plans.rights.inspection.processes import CRIME_TRANSFER, PROCESSES, PUBLICATION

from .conftest import City, at

pytestmark = pytest.mark.django_db
STEPS = [(process, step) for process in PROCESSES for step in process.steps]
IDS = [f"{process.code}-{step.code}" for process, step in STEPS]
FINISHED = {"state": "investigated", "accepted_on": date(2015, 1, 7), "filed_on": date(2015, 1, 7)}


def in_state(city: City, process: object, state: str) -> Case:
    """A matter of the procedure standing in a state, with the columns that the state needs."""
    case = city.case()
    if process is PUBLICATION:
        day = date(2015, 1, 5)
        matter = MajorViolationPublication(
            inspection=case.record, proposed_by=city.users["wang@370911"], kind="arrears", facts="f", handling="h", basis="b",
            basis_on=day, acted_to_on=day, published_on=day, until_on=date(2018, 1, 4), quashed="changed",
        )  # fmt: skip
        case = open_case(PUBLICATION, matter, Actor.the_system(), place=city.daiyue, title="t", at=at("2015-01-05"))
        ended = day if state in ENDED else None
        MajorViolationPublication.objects.filter(case=case).update(state=state, ended_on=ended)
    elif process is CRIME_TRANSFER:
        transfer = CrimeTransfer(
            inspection=case.record, proposed_by=city.users["wang@370911"], report="r", amount_fen=1, persons=1,
            proposed_on=date(2015, 1, 5), approved_on=date(2015, 1, 5), sent_on=date(2015, 1, 5), number="移1",
            filed_on=date(2015, 1, 6), police_number="公1",
        )  # fmt: skip
        case = open_case(
            CRIME_TRANSFER, transfer, Actor.the_system(), place=city.daiyue, title="t", at=at("2015-01-05")
        )
        CrimeTransfer.objects.filter(case=case).update(state=state)
    else:
        columns = {
            "accepted_on": date(2015, 1, 7),
            "filed_on": date(2015, 1, 7),
            "investigated_on": date(2015, 1, 8),
            "outcome": "violation",
        }
        if state in ("refused", "referred", "elsewhere"):
            columns = {"refusal": "not_labour"}
        if state == "joined":
            columns["joined_into"] = city.case().record
        if state == "court_closed":
            columns["court_number"] = "1"
        Inspection.objects.filter(case=case).update(state=state, **columns)
    Case.objects.filter(pk=case.pk).update(state=state)
    return Case.objects.get(pk=case.pk)


def holder(city: City, *permissions: str, user: str = "chen@370911") -> Actor:
    grant = Grant("test", frozenset(permissions), "place", place_path=city.daiyue.path)
    return Actor(city.users[user].pk, "某", (grant,))


def reasons(case: Case, step: Step, actor: Actor, seen: int | None = None) -> str:
    result = take(case, step.code, actor=actor, seen=case.version if seen is None else seen, at=at("2015-02-02"))
    assert isinstance(result, Refused)
    return str(result)


@pytest.mark.parametrize(("process", "step"), STEPS, ids=IDS)
def test_a_step_is_refused_without_its_right_and_on_a_stale_page(city: City, process: object, step: Step) -> None:
    case = in_state(city, process, step.sources[0])
    if step.by_system:
        assert "由系统到期办理" in reasons(case, step, holder(city, step.may))
        return
    assert f"没有{step.label}的权限" in reasons(case, step, holder(city, "inspection.read"))
    elsewhere = Grant("test", frozenset({step.may}), "place", place_path=city.ningyang.path)
    assert f"没有{step.label}的权限" in reasons(case, step, Actor(1, "某", (elsewhere,)))
    assert "请看过最新情况再办" in reasons(case, step, holder(city, step.may), seen=case.version - 1)


@pytest.mark.parametrize(("process", "step"), STEPS, ids=IDS)
def test_a_step_is_refused_from_a_state_it_does_not_leave(city: City, process: Process, step: Step) -> None:
    wrong = next(s for s in process.states if s.code not in step.sources)
    case = in_state(city, process, wrong.code)
    assert f"{wrong.label}的事项不能{step.label}" in reasons(case, step, holder(city, step.may))


@pytest.mark.parametrize(
    ("process", "step", "other"),
    [(p, s, o) for p, s in STEPS for o in s.not_by],
    ids=[f"{p.code}-{s.code}-{o}" for p, s in STEPS for o in s.not_by],
)
def test_a_step_is_refused_by_the_hand_of_the_other(city: City, process: Process, step: Step, other: str) -> None:
    case = in_state(city, process, step.sources[0])
    actor = holder(city, step.may)
    kind = "open" if other == "open" else "step"
    record(kind, actor, "case", case.number, step=other, before="received", after=case.state)
    before = process.step(other)
    assert f"“{before.label if before else '提出'}”与“{step.label}”不能是同一人" in reasons(case, step, actor)
    assert "不能是同一人" not in reasons(case, step, holder(city, step.may, user="wang@370911"), seen=-1)


def test_every_paper_that_a_step_issues_can_be_printed() -> None:
    from chunfeng.plans.rights.inspection.pages import PAPER_TITLES, PAPERS

    issued = {code for process, step in STEPS for code in step.papers}
    assert issued == set(PAPERS) == set(PAPER_TITLES)
