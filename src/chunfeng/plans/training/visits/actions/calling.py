"""Calls to trainees: who is called was drawn, what is asked follows from the same seed; the answer is written before the right
one is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import draws
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import OUTCOMES, Call, CallBack
from chunfeng.plans.training.visits.queries.calling import OPEN, QUESTIONS, finished

_LONGEST = 200
VERDICTS = ("right", "wrong", "unsure")


def begin_calls(
    training_class: TrainingClass, actor: Actor, *, request_key: str | None = None, at: datetime | None = None
) -> Case | Refused:
    place = training_class.case.place
    if not actor.may("callback.call", place_path=place.path):
        return Refused((Reason(_("没有回访的权限")),))
    if not queries.can_be_called(training_class):
        return Refused((Reason(_("还没有开班，不用回访")),))
    with transaction.atomic():
        TrainingClass.objects.select_for_update().get(pk=training_class.pk)
        other = CallBack.objects.filter(training_class=training_class).exclude(state__in=("closed", "dropped"))
        if found := other.select_related("case").first():
            return Refused((Reason(_("这个班已有在办的回访 %(number)s") % {"number": found.case.number}),))
        return open_case(
            PROCESSES[queries.CALLBACK], CallBack(training_class=training_class), actor, place=place,
            title=f"{training_class.org.name} {training_class.class_no}"[:120], at=at, request_key=request_key,
        )  # fmt: skip


def list_calls(case: Case, entries: Sequence[int]) -> None:
    """The sheet of calls: for each person drawn the questions that have an answer in the calendar of the class, so many of
    them, in an order of its own, and the open one."""
    known = [code for code, right in queries.right_answers(case.record.training_class).items() if right]
    wanted = min(value("training.callback_questions", queries.day_of(case), case.place.code), len(known))
    for entry in entries:
        asked = draws.draw(f"{case.number}:{entry}", known, wanted)
        Call.objects.create(callback=case.record, entry_id=entry, questions=[*asked, OPEN])


def save_call(call: Call, actor: Actor, given: Mapping[str, Any], *, at: datetime | None = None) -> list[Reason]:
    """What came of calling. Somebody who was not reached is called again; an answer that was written stands."""
    at = at or timezone.now()
    wrong = _refused(call, actor)
    outcome = str(given.get("outcome", ""))
    if outcome not in OUTCOMES:
        wrong.append(Reason(_("请选择回访结果"), "#outcome"))
    answers = {code: str(given.get(code, "")).strip() for code in call.questions if code in QUESTIONS}
    if outcome == "confirmed":
        wrong += [
            Reason(_("请照学员的话填写；答不上来的写“不知道”"), f"#{code}")
            for code, said in answers.items()
            if not said
        ]
    wrong += [
        Reason(_("最多 %(most)s 个字，现有 %(n)s 个") % {"most": _LONGEST, "n": len(said)}, f"#{code}")
        for code, said in answers.items()
        if len(said) > _LONGEST
    ]
    said = str(given.get("said", "")).strip()
    if len(said) > 500:
        wrong.append(Reason(_("最多 %(most)s 个字，现有 %(n)s 个") % {"most": 500, "n": len(said)}, "#said"))
    if wrong:
        return wrong
    with transaction.atomic():
        locked = Call.objects.select_for_update().get(pk=call.pk)
        if finished(locked, _tries(locked)):
            return [Reason(_("这名学员已经回访完，不能再改"))]
        locked.outcome, locked.tries, locked.called_at, locked.by_id = outcome, locked.tries + 1, at, actor.user
        locked.answers = {code: text for code, text in answers.items() if text} if outcome == "confirmed" else {}
        locked.paid_fen, locked.said = given.get("paid_fen") or None, said
        locked.save()
        record("callback.call", actor, "case", locked.callback.case.number, outcome=outcome, call=locked.pk, at=at)
    call.refresh_from_db()
    return []


def judge_call(call: Call, actor: Actor, given: Mapping[str, Any], *, at: datetime | None = None) -> list[Reason]:
    """Beside the right answers: whether what was said agrees with them."""
    at = at or timezone.now()
    wrong = _refused(call, actor)
    asked = [code for code in call.questions if code in QUESTIONS and code != OPEN]
    judged = {code: str(given.get(code, "")) for code in asked}
    wrong += [Reason(_("请对照后选一项"), f"#{code}") for code, said in judged.items() if said not in VERDICTS]
    if call.outcome != "confirmed" or call.judged_at:
        wrong.append(Reason(_("这名学员没有要对照的回答")))
    if wrong:
        return wrong
    with transaction.atomic():
        call.judged, call.judged_at = judged, at
        call.save(update_fields=["judged", "judged_at"])
        record("callback.judge", actor, "case", call.callback.case.number, judged=judged, call=call.pk, at=at)
    return []


def _tries(call: Call) -> int:
    case = call.callback.case
    return value("training.callback_tries", timezone.localdate(case.opened_at), case.place.code)


def _refused(call: Call, actor: Actor) -> list[Reason]:
    case = call.callback.case
    if not actor.may("callback.call", place_path=case.place_path):
        return [Reason(_("没有回访的权限"))]
    if case.state != "calling":
        return [Reason(_("%(state)s的回访不能修改") % {"state": case.state_declared.label})]
    return []
