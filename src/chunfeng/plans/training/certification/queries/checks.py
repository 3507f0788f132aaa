"""What the system finds in a class that is over: small tests over one reading, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise as Later
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from chunfeng.base.policy.values import offered
from chunfeng.plans.training.attendance.models import Answer
from chunfeng.plans.training.certification.queries.reading import Review
from chunfeng.plans.training.classes.models import ClassChange
from chunfeng.plans.training.visits.queries import callbacks, red_card


@dataclass(frozen=True)
class Check:
    """level: return stops the file; warn is for a person to look at. office: its sentence is not for the provider: who was called
    may have said what they would not say to its face."""

    code: str
    title: str | Later
    level: Literal["return", "warn"]
    ask: Callable[[Review], Sequence[str]]
    office: bool = False


@dataclass(frozen=True)
class Result:
    check: Check
    said: Sequence[str]


def _taught(r: Review) -> list[str]:
    return [] if r.klass.state == "teaching_finished" else [_("授课还没有结束")]


def _least(r: Review) -> list[str]:
    least = r.least_hours
    if least is None or r.delivered >= least:
        return []
    return [_("实授 %(n)s 课时，补贴标准要求不少于 %(least)s 课时") % {"n": r.delivered, "least": least}]


def _planned(r: Review) -> list[str]:
    if r.delivered >= r.planned:
        return []
    return [_("实授 %(n)s 课时，批准的授课安排是 %(planned)s 课时") % {"n": r.delivered, "planned": r.planned}]


def _guidance(r: Review) -> list[str]:
    held = {s.topic for s in r.sessions if s.kind == "guidance" and r.was_held(s)}
    missing = [
        title for code, title in offered("training.guidance_topics", r.klass.starts_on).items() if code not in held
    ]
    return [_("没有讲：%(topics)s") % {"topics": _("、").join(missing)}] if missing else []


def _changes(r: Review) -> list[str]:
    open_ = ClassChange.objects.filter(training_class=r.klass, state="submitted").select_related("case")
    return [_("班级变更 %(number)s 还没有批复") % {"number": change.case.number} for change in open_]


def _attendance(r: Review) -> list[str]:
    below = [entry for entry in r.entries if r.below(entry)]
    if not below:
        return []
    return [
        _("%(n)s 人出勤不到实授课时的 %(share)s%%，不能参加考核")
        % {"n": len(below), "share": r.known("attend_percent")}
    ]


def _callbacks(r: Review) -> list[str]:
    found = callbacks(r.klass)
    said = []
    if not found.enough:
        told = {"n": found.called, "wanted": found.wanted}
        said.append(_("电话回访 %(n)s 人，应不少于 %(wanted)s 人") % told)
    names = {e.pk: e.person.shown_name for e in r.entries}
    for keys, words in (
        (found.denying, _("回访时否认参训：%(names)s")),
        (found.paying, _("回访时说交过费：%(names)s")),
    ):
        if own := [names[key] for key in keys if key in names]:
            said.append(words % {"names": _("、").join(own)})
    return said


def _card(r: Review) -> list[str]:
    found = red_card(r.klass)
    return [_("本班在 %(number)s 中得红牌") % {"number": found.case.number}] if found else []


def _answers(r: Review) -> list[str]:
    """What trainees said from their own phones."""
    names = {e.pk: e.person.shown_name for e in r.entries}
    rows = Answer.objects.filter(entry__in=names, takes_part=False).values_list("entry_id", flat=True)
    return (
        [_("本人在手机上答没有参加：%(names)s") % {"names": _("、").join(names[key] for key in rows)}] if rows else []
    )


def _evaluations(r: Review) -> list[str]:
    told = r.completion.evaluations
    if told is None or told <= len(r.entries):
        return []
    return [_("评价表 %(n)s 份，比在册的 %(people)s 人还多") % {"n": told, "people": len(r.entries)}]


CHECKS: tuple[Check, ...] = (
    Check("taught", later("授课结束"), "return", _taught),
    Check("least_hours", later("最低课时"), "return", _least),
    Check("planned_hours", later("计划课时"), "warn", _planned),
    Check("guidance", later("引导性培训"), "return", _guidance),
    Check("changes", later("班级变更"), "return", _changes),
    Check("attendance", later("本人出勤"), "warn", _attendance),
    Check("answers", later("本人确认"), "warn", _answers),
    Check("callbacks", later("电话回访"), "warn", _callbacks, office=True),
    Check("card", later("红牌"), "return", _card),
    Check("evaluations", later("学员评价"), "return", _evaluations),
)


def results(review: Review, *, office: bool = True) -> list[Result]:
    return [Result(check, check.ask(review)) for check in CHECKS if office or not check.office]


def failing(review: Review) -> list[Result]:
    return [result for result in results(review, office=False) if result.said and result.check.level == "return"]
