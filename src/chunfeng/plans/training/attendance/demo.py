"""Attendance of the demo city: a device that is registered and confirmed, cards, a week of punches with what happens in one."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.models import Device
from chunfeng.plans.training.classes.demo import NotTaken
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
