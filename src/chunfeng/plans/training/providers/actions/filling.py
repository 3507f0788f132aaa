"""What the applicant's clerk writes into the file, one section or row at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers.models import Admission, AdmissionPaper, Premises, Room, Teacher, TradeApplied

OPEN_STATES = ("draft", "returned", "completing")
_ROWS = {"premises": Premises, "rooms": Room, "teachers": Teacher, "trades": TradeApplied, "papers": AdmissionPaper}


def _saving(case: Case, actor: Actor, section: str, work: Any, at: datetime | None) -> list[Reason]:
    return saving(case, actor, section, OPEN_STATES, work, at)


def _order(first: Any, last: Any, label: str, name: str) -> None:
    if first and last and last < first:
        raise NotSaved(Reason(_("%(what)s的止日早于起日") % {"what": label}, f"#{name}"))


def _trade(name: str) -> str:
    """The catalogue's name of a trade: two names are one trade only through the pack."""
    from chunfeng.base.policy.pack import fold

    found = pack().trades.get(fold(name))
    if found is None:
        raise NotSaved(Reason(_("工种目录里没有“%(name)s”") % {"name": name}, "#trade"))
    return found


def save_profile(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(admission: Admission) -> None:
        _order(values["licence_from_on"], values["licence_to_on"], _("办学许可证"), "licence_to_on")
        for name in ("kind", "licence_number", "licence_scope", "licence_from_on", "licence_to_on", "office_phone",
                     "contact_name", "capacity", "practice_base", "startup_lecturers"):  # fmt: skip
            setattr(admission, name, values[name] if values[name] is not None else _blank(admission, name))
        admission.save()

    return _saving(case, actor, "profile", work, at)


def _blank(admission: Admission, name: str) -> Any:
    return None if admission._meta.get_field(name).null else ""


def save_premises(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(admission: Admission) -> None:
        latitude, longitude = _position(values["position"])
        if values["tenure"] == "lease" and not values["lease_to_on"]:
            raise NotSaved(Reason(_("租赁的场地要填租期至哪天"), "#lease_to_on"))
        found = _row(Premises, row, admission=admission)
        found.name, found.address, found.tenure = values["name"], values["address"], values["tenure"]
        found.latitude, found.longitude = latitude, longitude
        found.lease_to_on = values["lease_to_on"] if values["tenure"] == "lease" else None
        found.fire_safety_on = values["fire_safety_on"]
        found.save()

    return _saving(case, actor, "premises", work, at)


def _position(text: str) -> tuple[Any, Any]:
    """36.2003, 117.0884 as a map application copies it: latitude first."""
    from decimal import Decimal, InvalidOperation

    parts = text.replace("，", ",").replace(" ", ",").split(",")
    parts = [part for part in parts if part]
    try:
        latitude, longitude = (Decimal(part).quantize(Decimal("0.000001")) for part in parts)
    except (InvalidOperation, ValueError):
        raise NotSaved(Reason(_("坐标请写成“纬度,经度”，如 36.2003,117.0884"), "#position")) from None
    if not (3 <= latitude <= 54 and 73 <= longitude <= 136):
        raise NotSaved(Reason(_("坐标不在中国境内：纬度在前，经度在后"), "#position"))
    return latitude, longitude


def _row(model: Any, row: int | None, **owner: Any) -> Any:
    """The row of this file by its key, or a new one; another file's row does not exist here."""
    if row is None:
        return model(**owner)
    found = model.objects.filter(pk=row, **owner).first()
    if found is None:
        raise NotSaved(Reason(_("没有这一条")))
    return found


def save_room(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(admission: Admission) -> None:
        place = admission.premises.filter(pk=int(values["premises"])).first()
        if place is None:
            raise NotSaved(Reason(_("请选择场地"), "#premises"))
        found = Room(premises=place) if row is None else _row(Room, row, premises__admission=admission)
        found.premises = place
        found.name, found.use = values["name"], values["use"]
        found.capacity, found.square_metres = values["capacity"], values["square_metres"]
        found.save()

    return _saving(case, actor, "rooms", work, at)


def save_teacher(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(admission: Admission) -> None:
        _order(values["certificate_from_on"], values["certificate_to_on"], _("证书有效期"), "certificate_to_on")
        found = _row(Teacher, row, admission=admission)
        found.name, found.trade, found.level = values["name"], _trade(values["trade"]), int(values["level"])
        found.certificate_number = values["certificate_number"]
        found.certificate_from_on, found.certificate_to_on = values["certificate_from_on"], values["certificate_to_on"]
        found.employment = values["employment"]
        found.save()

    return _saving(case, actor, "teachers", work, at)


def save_trade(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(admission: Admission) -> None:
        found = _row(TradeApplied, row, admission=admission)
        found.trade, found.level = _trade(values["trade"]), int(values["level"])
        found.equipment = values["equipment"]
        found.save()

    return _saving(case, actor, "trades", work, at)


def save_paper(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(admission: Admission) -> None:
        for document in values["files"]:
            AdmissionPaper.objects.get_or_create(
                admission=admission,
                kind=values["kind"],
                document=document,
                defaults={"valid_to_on": values["valid_to_on"], "added_on": timezone.localdate(at)},
            )

    return _saving(case, actor, "papers", work, at)


def remove_row(case: Case, actor: Actor, section: str, row: int) -> list[Reason]:
    """Takes a row out of the file while it may still be changed."""

    def work(admission: Admission) -> None:
        owner = {"premises__admission": admission} if section == "rooms" else {"admission": admission}
        if not _ROWS[section].objects.filter(pk=row, **owner).delete()[0]:
            raise NotSaved(Reason(_("没有这一条")))

    return _saving(case, actor, section, work, None)
