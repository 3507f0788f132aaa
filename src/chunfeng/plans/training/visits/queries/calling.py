"""What the calls to trainees of a class came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from chunfeng.base.policy.values import value
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.visits.models import REACHED, Call, CallBack

#: The question without one right answer: only there do equal words say something.
OPEN = "did"


@dataclass(frozen=True)
class Callbacks:
    """wanted: how many have to be called at least; called: those of whom there is an outcome. reached: who answered for
    themselves. alike: the most answers that are word for word the same. doubtful: the share of those who deny calls for a
    look at the whole class (F-01), the alike answers or one voice for a look at the callers' notes (F-35)."""

    wanted: int = 0
    drawn: int = 0
    called: int = 0
    reached: int = 0
    confirmed: int = 0
    denied: int = 0
    paid: int = 0
    wrong: int = 0
    alike: int = 0
    one_voice: int = 0
    denied_doubtful: bool = False
    coached_doubtful: bool = False
    denying: tuple[int, ...] = ()
    paying: tuple[int, ...] = ()

    @property
    def enough(self) -> bool:
        return bool(self.drawn) and self.called >= self.wanted


def callbacks(training_class: TrainingClass) -> Callbacks:
    """denying, paying: keys of roster entries of those who say they were not there, or that they paid."""
    rows = list(CallBack.objects.filter(training_class=training_class).exclude(state="dropped"))
    calls = Call.objects.filter(callback__in=rows).order_by("pk")
    return summed(training_class, rows, calls)


def summed(training_class: TrainingClass, rows: Iterable[CallBack], found: Iterable[Call]) -> Callbacks:
    day, area = training_class.ends_on, training_class.case.place.code
    # Drawn twice, the last call counts.
    calls = list({call.entry_id: call for call in found}.values())
    outcomes = Counter(call.outcome for call in calls if call.outcome)
    reached = sum(outcomes[code] for code in REACHED)
    told = Counter("".join(call.answers[OPEN].split()) for call in calls if call.answers.get(OPEN))
    alike = max(told.values(), default=0)
    people = training_class.entries.filter(removed_on=None).count()
    percent = value("training.callback_percent", day, area)
    voices = max((row.one_voice for row in rows), default=0)
    return Callbacks(
        wanted=-(-people * percent // 100), drawn=len(calls), called=sum(outcomes.values()), reached=reached,
        confirmed=outcomes["confirmed"], denied=outcomes["denied"], paid=sum(1 for call in calls if call.paid_fen),
        wrong=sum(1 for call in calls if "wrong" in call.judged.values()), alike=alike, one_voice=voices,
        denied_doubtful=reached >= value("training.callback_base", day, area)
        and outcomes["denied"] * 100 >= value("training.callback_denied_percent", day, area) * reached,
        coached_doubtful=alike >= value("training.callback_alike", day, area)
        or voices >= value("training.callback_one_voice", day, area),
        denying=tuple(call.entry_id for call in calls if call.outcome == "denied"),
        paying=tuple(call.entry_id for call in calls if call.paid_fen),
    )  # fmt: skip
