"""The pool out of which experts are drawn: who comes in, who goes out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import Assignment
from chunfeng.base.audit.record import record
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import Expert

MANAGE = "expert.manage"


def add_expert(
    user: Any, place: Any, field: str, actor: Actor, *, from_on: date, org: Any = None, at: datetime | None = None
) -> Expert | Refused:
    """A member of the pool of a place. Who left it may come back; nobody is in it twice."""
    wrong = []
    if not actor.system and not actor.may(MANAGE, place_path=place.path):
        wrong.append(Reason(_("没有在这里管理专家库的权限")))
    if not field.strip():
        wrong.append(Reason(_("请填写专业领域"), "#field"))
    if not Assignment.objects.valid_on(from_on).filter(user=user, role="expert").exists():
        wrong.append(Reason(_("这个账号没有评审专家的岗位，请系统管理员先给岗位"), "#user"))
    there = Expert.objects.filter(user=user).first()
    if there and (there.valid_to_on is None or there.valid_to_on >= from_on):
        wrong.append(Reason(_("已在专家库里"), "#user"))
    if wrong:
        return Refused(tuple(wrong))
    with transaction.atomic():
        expert = there or Expert(user=user)
        expert.place, expert.field, expert.org = place, field.strip()[:60], org
        expert.valid_from_on, expert.valid_to_on = from_on, None
        expert.save()
        record("expert", actor, "expert", queries.expert_key(expert), clause="T-3.2.b", at=at)
    return expert


def remove_expert(expert: Expert, actor: Actor, why: str, *, at: datetime | None = None) -> Refused | None:
    """Out of the pool from today on; what was scored stays. Who is drawn and has not scored recuses first."""
    today = timezone.localdate(at or timezone.now())
    wrong = []
    if not actor.may(MANAGE, place_path=expert.place.path):
        wrong.append(Reason(_("由上级列入，不能在这里移出")))
    if not why.strip():
        wrong.append(Reason(_("请填写移出的理由"), "#why"))
    if expert.valid_to_on is not None and expert.valid_to_on < today:
        wrong.append(Reason(_("已经移出")))
    if seat := expert.seats.filter(recused_for="", scored_at=None).select_related("admission__case").first():
        number = seat.admission.case.number
        wrong.append(Reason(_("正在评审 %(number)s，先评分或回避") % {"number": number}, f"/desk/cases/{number}/"))
    if wrong:
        return Refused(tuple(wrong))
    with transaction.atomic():
        # At once: the last day is one that is over, also for who came in today.
        expert.valid_to_on = today - timedelta(days=1)
        expert.valid_from_on = min(expert.valid_from_on, expert.valid_to_on)
        expert.save(update_fields=["valid_from_on", "valid_to_on"])
        record(
            "expert.end", actor, "expert", queries.expert_key(expert), note=why.strip()[:500], clause="T-3.2.b", at=at
        )
    return None
