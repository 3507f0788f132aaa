"""A device of a provider: registered, and given its key."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.keys import mac
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.attendance.models import Device
from chunfeng.plans.training.attendance.models.devices import IN_USE
from chunfeng.plans.training.attendance.queries import DEVICE
from chunfeng.plans.training.attendance.queries.devices import USE
from chunfeng.plans.training.providers.models import Premises
from chunfeng.plans.training.providers.queries import agreement_on


def begin_device(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    if not actor.may("punch_device.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申请的权限")),))
    with transaction.atomic():
        type(org).objects.select_for_update().get(pk=org.pk)
        agreement = agreement_on(org, timezone.localdate(at or timezone.now()))
        if agreement is None:
            return Refused((Reason(_("没有有效的定点培训协议，不能登记考勤设备")),))
        bare = Device.objects.filter(org=org, state="draft").select_related("case").first()
        if bare is not None:
            return Refused((Reason(_("还有一台没有提交的考勤设备 %(number)s，先办它") % {"number": bare.case.number}),))
        subject = Device(org=org)
        return open_case(PROCESSES[DEVICE], subject, actor, place=agreement.place, org=org, title=org.name, at=at)


def save_device(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(device: Device) -> None:
        premises = Premises.objects.filter(
            pk=int(values["premises"]), admission__agreement__org=case.org_id
        ).first()  # fmt: skip
        if premises is None:
            raise NotSaved(Reason(_("请选择本机构的教学点"), "#premises"))
        device.premises, device.serial = premises, values["serial"].strip()
        device.model, device.spot = values["model"] or "", values["spot"] or ""
        other = Device.objects.filter(org=device.org_id, serial=device.serial, state__in=("submitted", IN_USE))
        if found := other.exclude(pk=device.pk).select_related("case").first():
            said = _("这台设备已经登记，见 %(number)s") % {"number": found.case.number}
            raise NotSaved(Reason(said, "#serial"))
        device.save()
        Case.objects.filter(pk=case.pk).update(title=f"{case.org} · {device.serial}"[:120])

    return saving(case, actor, "device", ("draft",), work, at)


def make_key(device: Device, actor: Actor, *, at: datetime | None = None) -> str | Reason:
    """A new key, which nobody can read again; an older one opens nothing from here on."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=device.case_id)
        locked = Device.objects.select_for_update().get(pk=device.pk)
        if not actor.may("punch_device.submit", org=locked.org_id):
            return Reason(_("没有为这家单位申请的权限"))
        if locked.state != IN_USE:
            return Reason(_("经确认在用的设备才有密钥"))
        key = f"{locked.pk}.{secrets.token_urlsafe(32)}"
        again = locked.key_mac is not None
        locked.key_mac, locked.key_made_at = mac(key.encode(), USE), at or timezone.now()
        locked.save(update_fields=["key_mac", "key_made_at"])
        record("device.key", actor, "case", locked.case.number, again=again, at=at)
    return key
