"""What the calls to trainees of a class came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chunfeng.base.policy.values import value
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.visits.models import REACHED, Call, CallBack

#: The question without one right answer: only there do equal words say something.
OPEN = "did"
#: What a trainee of the class knows, and the name of the class does not say, and somebody who only lent a number does not (F-01, F-35).
QUESTIONS = {
    "teacher": gettext_lazy("上课的老师叫什么？"),
    "head": gettext_lazy("班主任叫什么？"),
    "room": gettext_lazy("在哪里上课？"),
    "days": gettext_lazy("哪天开班？"),
    "clock": gettext_lazy("上午几点上课？"),
    "last": gettext_lazy("哪天结业？"),
    OPEN: gettext_lazy("最近一次课练了什么，用了什么材料？"),
}
#: Outcomes after which the same person is called again.
_AGAIN = ("unreached", "relative")


def can_be_called(training_class: TrainingClass) -> bool:
    """Whether its trainees have been taught anything of which they can be asked."""
    return training_class.started_on is not None and training_class.state != "cancelled"


def right_answers(training_class: TrainingClass) -> Mapping[str, str]:
    """Question → the answer out of the calendar of the class; "" where it has none, and of the open one."""
    held = list(training_class.sessions.select_related("teacher", "room__premises"))
    teachers = dict.fromkeys(s.teacher.name for s in held)
    rooms = dict.fromkeys(s.where for s in held)
    first = dict.fromkeys(f"{s.from_time:%H:%M}" for s in held if s.from_time.hour < 12)
    head = training_class.head_teacher
    return {
        "teacher": _("、").join(teachers), "head": head.name if head else "", "room": _("、").join(rooms),
        "days": f"{training_class.starts_on}" if training_class.starts_on else "", "clock": _("、").join(first),
        "last": f"{training_class.ends_on}" if training_class.ends_on else "", OPEN: "",
    }  # fmt: skip


def finished(call: Call, tries: int) -> bool:
    """Whether there is nothing more to ask the person: reached, or called often enough."""
    if call.outcome == "confirmed":
        return True
    return bool(call.outcome) and (call.outcome not in _AGAIN or call.tries >= tries)


def to_call(record: CallBack) -> list[Call]:
    """Who is still to be called, or whose answers are still to be compared."""
    case = record.case
    tries = value("training.callback_tries", timezone.localdate(case.opened_at), case.place.code)
    return [
        call
        for call in record.calls.all()
        if not finished(call, tries) or (call.outcome == "confirmed" and call.judged_at is None)
    ]


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
