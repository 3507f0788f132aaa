"""A card is given in the supervision of the provider: rectification, its second look, and the cards of a year are there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.engine import Refused, StepRefused, open_case, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.providers.models import Supervision
from chunfeng.plans.training.providers.queries import SUPERVISION
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import Visit


def give_card(case: Case, actor: Actor, note: str) -> None:
    visit: Visit = case.record
    klass, found = visit.training_class, queries.counting(visit)
    assert found
    agreement, day = klass.agreement, queries.day_of(case)
    told = {"number": case.number, "class_no": klass.class_no, "present": found.present, "expected": found.expected}
    # It stands on papers and in the file, whatever the decider's screen speaks.
    with override("zh-hans"):
        said = _("班级检查 %(number)s：%(class_no)s应到 %(expected)s 人，到场 %(present)s 人") % told
    subject = Supervision(
        agreement=agreement, source="spot_check", ground="attendance", found_on=visit.signed_on,
        found=said,
    )  # fmt: skip
    matter = open_case(
        PROCESSES[SUPERVISION], subject, Actor.the_system(), place=agreement.place, org=agreement.org,
        title=agreement.org.name, at=case.state_at, source="spot_check", ground="attendance",
    )  # fmt: skip
    _take(matter, f"give_{visit.colour}", actor, case, ground="attendance", note=note)
    cancel = klass.case.declared.step("cancel")
    # One that is over stays what it is; completion and claims ask for the card itself.
    if visit.colour == "red" and cancel and klass.state in cancel.sources:
        _take(klass.case, "cancel", actor, case, reason="red_card", note=said)
    visit.supervision, visit.decided_on = subject, day


def _take(other: Case, step: str, actor: Actor, case: Case, **answers: Any) -> None:
    other.refresh_from_db()
    taken = take(other, step, actor=actor, seen=other.version, answers=answers, at=case.state_at)
    if isinstance(taken, Refused):
        raise StepRefused(*taken.reasons)
