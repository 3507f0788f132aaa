"""Attendance of the demo city: a device that is registered and confirmed, cards, a week of punches with what happens in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.documents.actions import store
from chunfeng.base.documents.models import Attachment
from chunfeng.base.orgs.models import Org
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.actions import punching
from chunfeng.plans.training.attendance.actions.punching import Given
from chunfeng.plans.training.attendance.models import Badge, Device, Sheet
from chunfeng.plans.training.attendance.queries.devices import caller
from chunfeng.plans.training.attendance.queries.halves import Half, halves_of
from chunfeng.plans.training.classes.demo import NotTaken
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.providers.models import Premises
from chunfeng.plans.training.providers.queries import agreement_on


def at(day: date, clock: str = "09:30") -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def go(case: Case, step: str, actor: Actor, when: datetime, **answers: Any) -> None:
    case.refresh_from_db()
    taken = take(case, step, actor=actor, seen=case.version, answers=answers, at=when)
    if isinstance(taken, Refused):
        raise NotTaken(f"{case.number} {step}：{taken}")


def device(clerk: Actor, org: Org, checker: Actor, on: date, serial: str) -> tuple[Device, str]:
    """Registered, confirmed, and the key that its installer typed in."""
    case = actions.begin_device(org, org.place, clerk, at=at(on))
    agreement = agreement_on(org, on)
    assert agreement
    premises = Premises.objects.filter(admission=agreement.admission_id).order_by("pk")[0]
    if isinstance(case, Refused):
        raise NotTaken(str(case))
    values = {"premises": str(premises.pk), "serial": serial, "model": "刷卡考勤机", "spot": "一楼教室门口"}
    if said := actions.save_device(case, clerk, values, at=at(on)):
        raise NotTaken("；".join(map(str, said)))
    go(case, "submit", clerk, at(on), undertaking=True)
    go(case, "confirm", checker, at(on, "10:30"), note="现场看过，只读卡")
    made: Device = Device.objects.get(case=case)
    key = actions.make_key(made, clerk, at=at(on, "11:00"))
    if isinstance(key, Reason):
        raise NotTaken(str(key))
    made.refresh_from_db()
    return made, key


#: Who is there how: by the place on the roster. The fourth hardly comes, the sixth comes late, the eighth was ill for a day.
_SELDOM, _LATE, _ILL = 3, 5, 7
#: The half day on which the device was out of order.
_BROKEN = 2


def attend(klass: TrainingClass, school: tuple[Org, Actor], checker: Actor, sheet: bytes, now: datetime) -> None:
    """The first days of a class: punches sent in the evening, one half day on paper, a day made up, and what trainees answer. sheet:
    the file of a sign-in sheet."""
    org, clerk = school
    assert klass.started_on
    _made, key = device(clerk, org, checker, klass.started_on - timedelta(days=2), "KQ2016-0317")
    actions.make_cards(klass, clerk)
    cards = list(Badge.objects.filter(entry__training_class=klass).order_by("entry").values_list("entry", "code"))
    here = timezone.localtime(now)
    past = [h for h in halves_of(klass).values() if at(h.held_on, _clock(h.last)) + timedelta(hours=1) < here]
    for nth, half in enumerate(past):
        there = [n for n in range(len(cards)) if _comes(n, nth)]
        if nth == _BROKEN:
            _on_paper(klass, clerk, half, [cards[n][0] for n in there], sheet)
        else:
            _punched(key, half, nth, [(n, cards[n][1]) for n in there])
    if len(past) > 3:
        _made_up(klass, clerk, checker, cards[_ILL][0], past[:2], sheet)
    for n, (entry, _code) in enumerate(cards):
        if n % 3 == 2 or n == 1:
            found = klass.entries.select_related("training_class__case").get(pk=entry)
            actions.answer(found, n != 1, Actor.the_system(), at=at(klass.started_on, "20:10"))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _comes(n: int, nth: int) -> bool:
    if n == _SELDOM:
        return nth % 3 == 0
    return not (n == _ILL and nth < 2) and (n + 5 * nth) % 29 != 0


def _punched(key: str, half: Half, nth: int, cards: Sequence[tuple[int, str]]) -> None:
    """In and out, some seconds apart, as people pass one device; sent once the half day is over."""
    found = caller(key)
    assert found
    start, end = at(half.held_on, _clock(half.first)), at(half.held_on, _clock(half.last))
    rows = []
    for n, code in cards:
        late = timedelta(minutes=41) if n == _LATE and nth % 2 else -timedelta(seconds=240 + 23 * n)
        rows.append(Given(f"{half.held_on}-{half.slot}-{n}-in", code, start + late))
        rows.append(Given(f"{half.held_on}-{half.slot}-{n}-out", code, end + timedelta(seconds=35 + 19 * n)))
    told = punching.take(found, rows, end + timedelta(hours=1), 3)
    if wrong := [one.said for one in told if one.code != "taken"]:
        raise NotTaken("；".join(wrong[:3]))


def _on_paper(klass: TrainingClass, clerk: Actor, half: Half, signed: Sequence[int], content: bytes) -> None:
    assert klass.case
    photo = _file(klass.case, clerk, content, "签到表.pdf")
    told = actions.transcribe(
        klass, clerk, half.key, signed, "考勤机断电，课上用纸质签到", photo, at=at(half.held_on, "19:20")
    )
    if not isinstance(told, Sheet):
        raise NotTaken("；".join(map(str, told)))


def _made_up(
    klass: TrainingClass, clerk: Actor, checker: Actor, entry: int, missed: Sequence[Half], content: bytes
) -> None:
    """The morning of the day of illness is made up and accepted; the afternoon waits for the office."""
    teacher = klass.agreement.admission.teachers.order_by("pk")[0]
    for half, accepted in zip(missed, (True, False), strict=False):
        made_on = half.held_on + timedelta(days=2)
        case = actions.begin_make_up(klass.org, klass.org.place, clerk, at=at(made_on, "21:40"))
        if isinstance(case, Refused):
            raise NotTaken(str(case))
        said = actions.save_what(case, clerk, {"training_class": str(klass.pk)}, at=at(made_on, "21:40"))
        hours = sum(lesson.hours for lesson in half.lessons)
        said += actions.save_how(
            case, clerk,
            {"entry": str(entry), "half": f"{half.held_on}.{half.slot}", "cause": "sick", "made_on": made_on,
             "from_time": "18:20", "to_time": "21:20", "hours": hours, "teacher": str(teacher.pk)},
            at=at(made_on, "21:40"),
        )  # fmt: skip
        if said:
            raise NotTaken("；".join(map(str, said)))
        proof = [_file(case, clerk, content, name) for name in ("诊断证明.pdf", "补课签到表.pdf")]
        go(case, "submit", clerk, at(made_on, "21:50"), proof=proof, undertaking=True)
        if accepted:
            go(case, "accept", checker, at(made_on + timedelta(days=1), "09:40"), note="证明和签到表齐全")


def _file(case: Case, clerk: Actor, content: bytes, name: str) -> str:
    kept = store(BytesIO(content), name=name, object_kind="case", object_uid=case.number, slot="attendance", by=clerk)
    if not isinstance(kept, Attachment):
        raise NotTaken(str(kept))
    return str(kept.uid)
