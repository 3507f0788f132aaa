"""Calls back: who is drawn, what is asked, what is shown when, what it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow import draws
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import Call, CallBack
from chunfeng.plans.training.visits.queries.calling import OPEN, summed
from chunfeng.plans.training.visits.tests.conftest import Scene, at

pytestmark = pytest.mark.django_db


def begun(scene: Scene) -> CallBack:
    case = actions.begin_calls(scene.opening.fresh(), scene.third, at=at())
    assert isinstance(case, Case), case
    scene.go(case, "draw", scene.third, at())
    return CallBack.objects.get(case=case)


def answered(call: Call, words: str = "不知道", **other: Any) -> dict[str, Any]:
    return {"outcome": "confirmed"} | dict.fromkeys(call.questions, words) | other


def test_a_tenth_is_drawn_and_anyone_can_draw_again(scene: Scene) -> None:
    record = begun(scene)
    # Of 24 a tenth are 2.4: three.
    assert record.calls.count() == 3
    made = Event.objects.get(object_id=record.case.number, step="draw").known["draw"]
    assert draws.draw(made["seed"], made["pool"], 3) == made["chosen"] and len(made["pool"]) == 24
    for call in record.calls.all():
        assert len(call.questions) == 3 and call.questions[-1] == OPEN
    again = actions.begin_calls(scene.opening.fresh(), scene.third, at=at())
    assert isinstance(again, Refused) and record.case.number in str(again)


def test_right_answers_come_from_the_calendar(scene: Scene) -> None:
    right = queries.right_answers(scene.opening.fresh())
    assert right["teacher"] == "周国强" and right["last"] == "2016-05-25" and right["days"] == "2016-05-16"
    assert "101" in right["room"] and right["clock"] == "08:30"


def test_an_answer_that_was_written_stands(scene: Scene) -> None:
    record = begun(scene)
    call = record.calls.first()
    assert call
    bare = actions.save_call(call, scene.third, {"outcome": "confirmed"}, at=at())
    assert {r.link for r in bare} == {f"#{code}" for code in call.questions}
    early = actions.judge_call(call, scene.third, dict.fromkeys(call.questions, "right"), at=at())
    assert early
    assert not actions.save_call(call, scene.third, answered(call, "周老师"), at=at())
    assert actions.save_call(call, scene.third, answered(call, "周国强"), at=at())
    call.refresh_from_db()
    assert set(call.answers.values()) == {"周老师"}
    asked = [q for q in call.questions if q != OPEN]
    assert not actions.judge_call(call, scene.third, dict.fromkeys(asked, "right"), at=at())
    assert actions.judge_call(call, scene.third, dict.fromkeys(asked, "wrong"), at=at())


def test_who_is_not_reached_is_called_again_and_then_it_is_enough(scene: Scene) -> None:
    record = begun(scene)
    one, two, three = record.calls.order_by("pk")
    early = take(record.case, "close", actor=scene.third, seen=record.case.version, at=at())
    assert isinstance(early, Refused) and "3 人" in str(early)
    for _n in range(2):
        assert not actions.save_call(one, scene.third, {"outcome": "unreached"}, at=at())
    assert actions.save_call(one, scene.third, {"outcome": "unreached"}, at=at())
    assert not actions.save_call(two, scene.third, {"outcome": "denied", "said": "没去过"}, at=at())
    assert not actions.save_call(three, scene.third, answered(three, paid_fen=20_000), at=at())
    late = take(record.case, "close", actor=scene.third, seen=record.case.version, at=at())
    assert isinstance(late, Refused) and "1 人" in str(late)
    three.refresh_from_db()
    asked = [q for q in three.questions if q != OPEN]
    assert not actions.judge_call(three, scene.third, dict.fromkeys(asked, "wrong"), at=at())
    scene.go(record.case, "close", scene.third, at(), one_voice="3")
    found = queries.callbacks(scene.opening.fresh())
    assert (found.wanted, found.called, found.reached, found.denied, found.paid, found.wrong) == (3, 3, 2, 1, 1, 1)
    assert found.enough and found.denying == (two.entry_id,) and found.paying == (three.entry_id,)
    assert found.coached_doubtful and not found.denied_doubtful


def test_who_is_not_of_the_office_writes_nothing(scene: Scene) -> None:
    call = begun(scene).calls.first()
    assert call
    assert "权限" in str(actions.save_call(call, scene.head, {"outcome": "denied"}, at=at())[0])


@pytest.mark.parametrize(
    ("denied", "reached", "doubtful"), [(2, 10, True), (1, 10, False), (2, 9, False), (2, 11, False)]
)
def test_the_class_is_doubtful_from_a_fifth_of_ten(scene: Scene, denied: int, reached: int, doubtful: bool) -> None:
    klass = scene.opening.fresh()
    calls = [
        Call(entry_id=n, outcome="denied" if n < denied else "confirmed", answers={}, judged={}) for n in range(reached)
    ]
    assert summed(klass, (), calls).denied_doubtful is doubtful


def test_answers_that_are_word_for_word_the_same(scene: Scene) -> None:
    klass = scene.opening.fresh()
    calls = [Call(entry_id=n, outcome="confirmed", answers={OPEN: "练 平焊"}, judged={}) for n in range(5)]
    assert summed(klass, (), calls).coached_doubtful and summed(klass, (), calls).alike == 5
    assert not summed(klass, (), calls[:4]).coached_doubtful
