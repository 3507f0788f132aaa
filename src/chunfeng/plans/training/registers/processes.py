"""A register changes by a list that one officer draws up and another issues: who is first served, and with what, hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Guide, Process
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.catalogue.models import take_effect
from chunfeng.plans.training.catalogue.processes import ON_ITS_WAY, handed_in
from chunfeng.plans.training.registers.feeds import REGISTERS, Register
from chunfeng.plans.training.registers.models import Entry, RegisterList


def _makes(register: Register) -> Any:
    def makes(place: Any, day: date, answers: Mapping[str, Any]) -> tuple[RegisterList, str]:
        if RegisterList.objects.filter(place=place, register=register.code, state__in=ON_ITS_WAY).exists():
            raise StepRefused(gettext("本地另一份同样的名单正在办理，先办完它"))
        record = RegisterList(place=place, register=register.code, document=answers["document"])
        return record, answers["document"]

    return makes


def _hold(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    record: RegisterList = case.record
    standing = Entry.objects.filter(place=record.place_id, register=record.register, in_force=True)
    take_effect(standing, list(record.rows.all()))


def _process(register: Register) -> Process:
    return handed_in(
        register.process, register.title, register.clause, noun="register", on="registers.RegisterList", prefix=register.prefix,
        label=register.begins, makes=_makes(register), does=_hold,
        confirm=_("名单自所写日期起有效，并向社会公开；同一单位以后面的登记为准。"),
        guide=Guide(
            who=register.who,
            conditions=(_("有依据的文件"),),
            papers=(_("名单"), _("依据文件")),
            legal_basis=(_("泰政办发〔2014〕33号"),),
            result=_("登记在台账上，向社会公开"),
        ),
    )  # fmt: skip


PROCESSES = tuple(map(_process, REGISTERS.values()))
