"""Two employers of the demo declare: one is filed, one waits with a question because it set aside too little."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.staff_fund import actions


class NotDeclared(Exception):
    """What the demo does was refused: the demo and the procedure no longer agree."""


def declarations(employers: Mapping[Org, Actor], checker: Actor, today: date) -> None:
    """The first employer's is filed, the others' wait."""
    day = today - timedelta(days=6)
    for n, (org, clerk) in enumerate(employers.items()):
        wages = 480_000_000
        set_aside = wages * 2 // 100 if n == 0 else wages // 100
        case = actions.declare(org, org.place, clerk, at=_at(day))
        if isinstance(case, Refused):
            raise NotDeclared(str(case))
        figures = {"year": today.year - 1, "wage_bill_fen": wages, "set_aside_fen": set_aside, "used_fen": set_aside,
                   "front_line_fen": set_aside * 3 // 4}  # fmt: skip
        if wrong := actions.save(case, clerk, figures, at=_at(day)):
            raise NotDeclared(str(wrong))
        _step(case, "submit", clerk, day, true=True)
        if n == 0:
            _step(case, "file", checker, day + timedelta(days=1))


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 15)))


def _step(case: Case, code: str, actor: Actor, day: date, **answers: Any) -> None:
    found = Case.objects.get(pk=case.pk)
    taken = take(found, code, actor=actor, seen=found.version, answers=answers, at=_at(day))
    if isinstance(taken, Refused):
        raise NotDeclared(f"{code}：{taken}")
