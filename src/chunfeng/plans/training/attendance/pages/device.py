"""A punch device, as it is registered and as it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Text
from chunfeng.base.workflow.dossier import Dossier, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Acts, Fact, Facts, Link, Missing, Moment, Panel
from chunfeng.plans.training.attendance import actions
from chunfeng.plans.training.attendance.models import Device, Punch
from chunfeng.plans.training.attendance.models.devices import IN_USE
from chunfeng.plans.training.attendance.queries import DEVICE
from chunfeng.plans.training.providers.models import Premises
from chunfeng.plans.training.providers.queries import in_force


def _premises(case: Case) -> Mapping[str, str]:
    rows = Premises.objects.filter(
        admission__agreement__in=in_force(case.today).filter(org=case.org_id)
    )  # fmt: skip
    return {str(p.pk): f"{p.name}　{p.address}" for p in rows}


def _values(case: Case) -> Mapping[str, Any]:
    d: Device = case.record
    return {"premises": str(d.premises_id or ""), "serial": d.serial, "model": d.model, "spot": d.spot}


def _answers(case: Case) -> Sequence[tuple[str, str]]:
    d: Device = case.record
    return [
        (gettext("序列号"), d.serial),
        (gettext("型号"), d.model),
        (gettext("安装地点"), f"{d.premises.name}　{d.premises.address}" if d.premises else ""),
        (gettext("具体位置"), d.spot),
    ]


def _missing(case: Case) -> Sequence[str]:
    return [] if case.record.serial and case.record.premises_id else [gettext("没有填设备和安装地点")]


SECTIONS = (
    Section(
        "device", _("填写设备和安装地点"), _("设备"),
        (
            Text("serial", _("序列号"), most=60, help=_("写在设备背面的标签上"), personal=False),
            Text("model", _("型号"), most=60, required=False, personal=False),
            Choice("premises", _("安装地点"), _premises, help=_("协议里的教学点")),
            Text("spot", _("具体位置"), most=100, required=False, help=_("如：一楼大厅"), personal=False),
        ),
        actions.save_device, _missing, _answers, values=_values,
    ),
)  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.device_confirm_days", today, case.place.code))
    return [Promise(by, gettext("%(office)s确认") % {"office": case.office})]


def _has_agreement(actor: Actor) -> bool:
    orgs = {g.org for g in actor.with_permission("punch_device.apply") if g.org}
    return bool(orgs) and in_force(timezone.localdate()).filter(org__in=orgs).exists()


def panels(case: Case, actor: Actor) -> list[Panel]:
    d: Device = case.record
    at = d.premises
    facts = [
        Fact(_("序列号"), d.serial or Missing.EMPTY),
        Fact(_("型号"), d.model or Missing.EMPTY),
        Fact(_("安装地点"), f"{at.name}　{at.address}" if at else Missing.EMPTY, wide=True),
        Fact(_("具体位置"), d.spot or Missing.EMPTY),
        Fact(_("坐标"), f"{at.latitude}, {at.longitude}" if at else Missing.EMPTY),
    ]
    body: list[Any] = []
    if case.state == IN_USE:
        last = Punch.objects.filter(device=d.pk).order_by("-id").first()
        facts.append(
            Fact(_("密钥"), (_("生成于 "), Moment(d.key_made_at, "iso")) if d.key_made_at else _("还没有生成"))
        )
        facts.append(Fact(_("最近一次打卡"), Moment(last.received_at, "iso") if last else _("还没有收到打卡")))
        if last and last.skew_seconds is not None:
            facts.append(Fact(_("设备时钟"), _clock(last.skew_seconds)))
        if actor.may("punch_device.submit", org=case.org_id):
            again = gettext("重新生成密钥") if d.key_mac else gettext("生成密钥")
            body.append(Acts((Link(again, f"/portal/devices/{case.number}/key/"),), plain=d.key_mac is not None))
    return [Panel(gettext("考勤设备"), (Facts(tuple(facts)), *body), anchor="device")]


def _clock(skew: int) -> str:
    if not skew:
        return gettext("与平台一致")
    said = gettext("比平台快 %(n)s 秒") if skew > 0 else gettext("比平台慢 %(n)s 秒")
    return said % {"n": abs(skew)}


DOSSIER = Dossier(
    DEVICE, SECTIONS, submits={"draft": "submit"}, promises=_promises, begin=actions.begin_device, several=True,
    begun_by=_has_agreement,
)  # fmt: skip
