"""Visits of the demo city, lived through their steps: a clean one, a yellow card, a red one that cancels its class, one that waits
for today's visitors, and calls to trainees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.policy.values import calendar, choices
from chunfeng.base.workflow.engine import Refused, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.demo import NotTaken, Office, Opening
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import CallBack, Visit
from chunfeng.plans.training.visits.processes import DRAWING
from chunfeng.plans.training.visits.queries.calling import OPEN

Somebody = tuple[str, str, str]


@dataclass(frozen=True)
class Team:
    """inspectors: by key of their account, all who may be drawn. photo: case and title → uid of a file of the case."""

    office: Office
    inspectors: Mapping[int, Actor]
    photo: Callable[[Case, str], str]

    @property
    def head(self) -> Actor:
        return self.office.head


def _at(day: date, hour: int = 9, minute: int = 30) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _go(case: Case, step: str, actor: Actor, at: datetime, **answers: Any) -> None:
    case.refresh_from_db()
    taken = take(case, step, actor=actor, seen=case.version, answers=answers, at=at)
    if isinstance(taken, Refused):
        raise NotTaken(f"{case.number} {step}：{taken}")


def _case(found: Case | Refused) -> Case:
    if isinstance(found, Refused):
        raise NotTaken(str(found))
    return found


def taught(team: Team, school: tuple[Org, Actor], class_no: str, opens: date, people: Sequence[Somebody]) -> Opening:
    """A class that was applied for, approved and begun."""
    org, clerk = school
    made = Opening.begin(clerk, org, class_no, opens, opens - timedelta(days=14), people)
    made.go("submit", clerk, opens - timedelta(days=14), undertaking=True)
    made.go("check", team.office.checker, opens - timedelta(days=10), note="与教室和师资档案一致")
    made.go("approve", team.office.head, opens - timedelta(days=9), note="同意开班")
    return made.go("start", Actor.the_system(), opens)


def _lesson_day(klass: TrainingClass, nth: int) -> date:
    return sorted(set(klass.sessions.values_list("held_on", flat=True)))[nth]


def drawn(team: Team, place: Any, day: date, last: date | None = None, wanted: int = 1) -> Case:
    """The draw of a county. What comes out of it is told by its visits."""
    given = {"from_on": day, "to_on": last or day, "wanted": str(wanted)}
    case = _case(begin(DRAWING, team.head, place, given, at=_at(day, 8, 10)))
    _go(case, "draw", team.head, _at(day, 8, 15))
    return case


def planned(team: Team, klass: TrainingClass, day: date, ground: str, note: str) -> Visit:
    """A visit for a reason; who goes is drawn."""
    case = _case(
        actions.plan_visit(klass, team.head, ground=ground, from_on=day, to_on=day, note=note, at=_at(day, 8, 20))
    )
    _go(case, "draw_inspectors", team.head, _at(day, 8, 25))
    return Visit.objects.get(case=case)


def signed(team: Team, visit: Visit, present: int, said: str, unmet: Sequence[str] = ()) -> None:
    """The first of the visitors writes, the second signs."""
    day, klass = visit.from_on, visit.training_class
    one, two = (team.inspectors[seat.user_id] for seat in queries.visitors(visit))
    entries = list(klass.entries.filter(removed_on=None).order_by("pk"))
    session = klass.sessions.filter(held_on=day).order_by("from_time")[0]
    premises = session.room.premises if session.room else klass.agreement.admission.premises.all()[0]
    _go(
        visit.case, "record", one, _at(day), certificate_shown="on", session=str(session.pk), expected=str(len(entries)),
        present=str(present), signed_in=str(len(entries) if unmet else present), here=[str(e.pk) for e in entries[:present]],
        met=[code for code in choices("training.class_visit_points", day) if code not in unmet], note=said,
        position=f"{float(premises.latitude) + 0.0002:.6f},{premises.longitude}",
        photos=[team.photo(visit.case, "现场照片")], head="signed", head_said="情况属实。",
    )  # fmt: skip
    _go(visit.case, "sign", two, _at(day, 10, 20))


def carded(team: Team, visit: Visit, clerk: Actor, statement: str, note: str) -> None:
    day = calendar().add_workdays(visit.from_on, 1)
    _go(visit.case, "hear", team.head, _at(day), note="到课率低于规定")
    _go(visit.case, "state_case", clerk, _at(day, 15), statement=statement)
    _go(visit.case, "give_card", team.head, _at(calendar().add_workdays(day, 1)), note=note)


def called(team: Team, klass: TrainingClass, day: date) -> None:
    """Calls that have begun: one trainee confirms and knows the class, one is not reached; the third is still to be called."""
    caller = team.office.checker
    case = _case(actions.begin_calls(klass, caller, at=_at(day, 14, 0)))
    _go(case, "draw", caller, _at(day, 14, 5))
    right = queries.right_answers(klass)
    first, second = CallBack.objects.get(case=case).calls.order_by("pk")[:2]
    said = {code: right[code].split("、")[0] if code != OPEN else "平焊，用的是8毫米钢板。" for code in first.questions}
    for call, given in ((first, {"outcome": "confirmed", **said}), (second, {"outcome": "unreached"})):
        if wrong := actions.save_call(call, caller, given, at=_at(day, 14, 20)):
            raise NotTaken("；".join(map(str, wrong)))
    asked = dict.fromkeys((code for code in first.questions if code != OPEN), "right")
    if wrong := actions.judge_call(first, caller, asked, at=_at(day, 14, 25)):
        raise NotTaken("；".join(map(str, wrong)))


def inspect(
    team: Team, schools: Sequence[tuple[Org, Actor]], running: TrainingClass, people: Sequence[Sequence[Somebody]], today: date
) -> None:  # fmt: skip
    """running: a class of the first school that is taught now. people: of the class with the yellow card, and of the red one."""
    (first, clerk), (second, other) = schools
    yellow = taught(team, (first, clerk), "焊工第1期", today - timedelta(days=34), people[0])
    day = _lesson_day(yellow.fresh(), 2)
    round_ = drawn(team, yellow.case.place, day)
    visit = round_.record.visits.get()
    signed(team, visit, 20, "缺课4人，机构称上午有人请假，没有请假单。", unmet=("sign_in",))
    carded(team, visit, clerk, "当天有学员家中农忙，口头请了假。", "补足缺课学员的课时，请假一律留书面记录。")
    yellow.go("finish", Actor.the_system(), _lesson_day(yellow.fresh(), -1) + timedelta(days=1))
    red = taught(team, (second, other), "砌筑工第3期", today - timedelta(days=17), people[1])
    visit = planned(team, red.fresh(), _lesson_day(red.fresh(), 1), "complaint", "来电反映教室里没有几个人")
    signed(team, visit, 11, "到场11人，签到表已经签满24人。", unmet=("sign_in", "content"))
    carded(team, visit, other, "签到表由班主任代签，我校已批评。", "停课整改，退回已发的学习用品清单。")
    seen = _lesson_day(running, 3)
    visit = drawn(team, running.case.place, seen).record.visits.get()
    signed(team, visit, 24, "教学秩序好，工位一人一台。")
    _go(visit.case, "close", team.head, _at(seen, 16), note="没有问题")
    called(team, running, seen)
    if _lesson_day(running, -1) >= today:
        drawn(team, running.case.place, today, _lesson_day(running, -1))
