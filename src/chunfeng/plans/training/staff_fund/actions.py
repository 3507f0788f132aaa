"""How an employer begins a declaration and fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.staff_fund.models import Declaration
from chunfeng.plans.training.staff_fund.queries import STAFF_FUND

FIGURES = ("wage_bill_fen", "set_aside_fen", "used_fen", "front_line_fen")


def declare(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    """One at a time of an employer."""
    if not actor.may("staff_fund.declare", org=org.pk):
        return Refused((Reason(_("没有为这家单位申报的权限")),))
    with transaction.atomic():
        # The lock is the organisation's own row: two of its clerks must not begin two.
        type(org).objects.select_for_update().get(pk=org.pk)
        other = Case.objects.filter(process=STAFF_FUND, org=org, closed_at=None).first()
        if other is not None:
            return Refused((Reason(_("已有在办的申报 %(number)s") % {"number": other.number}),))
        return open_case(
            PROCESSES[STAFF_FUND], Declaration(org=org), actor, place=place, org=org, title=org.name, at=at
        )


def _wrong(values: Mapping[str, Any], today_year: int) -> list[Reason]:
    wrong = []
    if values["year"] >= today_year:
        wrong.append(Reason(_("年度结束后再申报"), "#year"))
    if values["wage_bill_fen"] == 0:
        wrong.append(Reason(_("工资总额要大于 0"), "#wage_bill_fen"))
    if values["set_aside_fen"] > values["wage_bill_fen"]:
        wrong.append(Reason(_("提取的比工资总额还多，请核对"), "#set_aside_fen"))
    if values["front_line_fen"] > values["used_fen"]:
        wrong.append(Reason(_("用于一线职工的比使用的总数还多，请核对"), "#front_line_fen"))
    return wrong


def save(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    if wrong := _wrong(values, timezone.localdate(at or timezone.now()).year):
        return wrong
    try:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            if locked.state != "draft":
                return [Reason(_("%(state)s的申报不能修改") % {"state": locked.state_declared.label})]
            declared: Declaration = locked.record
            for name in ("year", *FIGURES):
                setattr(declared, name, values[name])
            declared.save()
            record("edit", actor, "dossier", locked.number, at=at, section="figures")
    except IntegrityError:
        return [Reason(_("%(year)s 年已经申报过") % {"year": values["year"]}, "#year")]
    return []
