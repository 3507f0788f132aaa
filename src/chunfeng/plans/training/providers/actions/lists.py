"""Rooms, teachers and trades of an application, handed in as lists instead of row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.policy.pack import fold
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.checking import at_most
from chunfeng.base.uploads.declarations import Done, Fault, Receiver, Target
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.providers.actions.filling import OPEN_STATES
from chunfeng.plans.training.providers.feeds import APPLIED_ROOMS, APPLIED_TEACHERS, APPLIED_TRADES
from chunfeng.plans.training.providers.models import Admission, Premises, Room, Teacher, TradeApplied
from chunfeng.plans.training.providers.queries import ADMISSION

_USES = {"理论": "theory", "实训": "practice"}
_ENGAGEMENTS = {"专职": "full", "兼职": "part"}
#: Columns of the list → fields of the record, where they differ.
_CAPACITY, _METRES = (1, 500), (1, 20_000)


def _files(actor: Actor) -> list[Target]:
    """Applications of the actor's own organisations that may still be filled in."""
    orgs = {grant.org for grant in actor.with_permission("admission.submit") if grant.scope == "org" and grant.org}
    cases = Case.objects.filter(process=ADMISSION, state__in=OPEN_STATES, org__in=orgs).select_related("org", "place")
    return [
        Target(case.number, f"{case.declared.title} {case.number}", case.place_id, case.place.path, case.org_id)
        for case in cases.order_by("-id")
    ]


def _lock(target: Target) -> Admission | Refusal:
    case = Case.objects.select_for_update().get(number=target.code)
    if case.state not in OPEN_STATES:
        said = _("%(state)s的申请不能修改") % {"state": case.state_declared.label}
        return Refusal(said, _("等退回补正后再确认，或者放弃这次报送"))
    return Admission.objects.get(case=case)


def _admission(target: Target) -> Admission:
    return Admission.objects.get(case__number=target.code)


def _there(rows: Sequence[tuple[Any, ...]], there: set[tuple[Any, ...]], fault: Fault) -> Iterator[tuple[int, Fault]]:
    return ((at, fault) for at, row in enumerate(rows) if row in there)


def _columns(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _within(low: int, high: int) -> Callable[[int], Refusal | None]:
    def judge(value: int) -> Refusal | None:
        if low <= value <= high:
            return None
        return Refusal(_("不在 %(low)s 到 %(high)s 之间") % {"low": low, "high": high}, _("核对数字"))

    return judge


def _edited(target: Target, actor: Actor, section: str, upload: int, rows: int) -> None:
    record("edit", actor, "case", target.code, section=section, upload=upload, rows=rows)


# ---- rooms


def _rooms_there(admission: Admission) -> set[tuple[Any, ...]]:
    return set(Room.objects.filter(premises__admission=admission).values_list("premises__name", "name"))


def _check_rooms(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    admission = _admission(target)
    places = set(admission.premises.values_list("name", flat=True))
    mend = _("先在“场地”里填写它，或改成已填的场地：%(names)s") % {"names": _("、").join(sorted(places)) or "—"}
    for at, name in enumerate(table.column("premises").to_pylist()):
        if name not in places:
            yield at, Fault("premises", _("申请里没有这个场地"), mend)
    fault = Fault("room", _("申请里已有这间教室"), _("不必再报：放弃这一行；不是同一间的，改名称"))
    yield from _there(_columns(table, "premises", "room"), _rooms_there(admission), fault)


def _commit_rooms(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    admission = _lock(target)
    if isinstance(admission, Refusal):
        return admission
    places = {p.name: p for p in Premises.objects.filter(admission=admission)}
    there = _rooms_there(admission)
    rows = table.to_pylist()
    gone = {row["premises"] for row in rows} - places.keys()
    if gone:
        return Refusal(_("场地“%(name)s”已经移出申请") % {"name": min(gone)}, _("先把场地填回去"))
    fresh = [row for row in rows if (row["premises"], row["room"]) not in there]
    Room.objects.bulk_create(
        [
            Room(premises=places[row["premises"]], name=row["room"], use=_USES[row["use"]], capacity=row["capacity"],
                 square_metres=row["square_metres"])
            for row in fresh
        ],
        batch_size=1000,
    )  # fmt: skip
    _edited(target, actor, "rooms", upload, len(fresh))
    return Done(len(fresh), len(rows) - len(fresh))


# ---- teachers


def _canonical(name: str) -> str | None:
    return pack().trades.get(fold(name))


def _trade(name: str) -> Refusal | None:
    return None if _canonical(name) else Refusal(_("工种目录里没有这个工种"), _("按工种目录填写名称"))


def _check_teachers(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    for at, (first, last) in enumerate(_columns(table, "certificate_from_on", "certificate_to_on")):
        if last is not None and last < first:
            yield at, Fault("certificate_to_on", _("证书有效期的止日早于起日"), _("对照证书核对两个日期"))
    there = set(_admission(target).teachers.values_list("certificate_number"))
    fault = Fault("certificate_number", _("申请里已有这本证书"), _("不必再报：放弃这一行；不是同一人的，核对编号"))
    yield from _there(_columns(table, "certificate_number"), there, fault)


def _commit_teachers(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    admission = _lock(target)
    if isinstance(admission, Refusal):
        return admission
    there = set(admission.teachers.values_list("certificate_number", flat=True))
    rows = table.to_pylist()
    fresh = [row for row in rows if row["certificate_number"] not in there]
    Teacher.objects.bulk_create(
        [
            Teacher(admission=admission, name=row["teacher"], trade=_canonical(row["trade"]), level=row["level"],
                    certificate_number=row["certificate_number"], certificate_from_on=row["certificate_from_on"],
                    certificate_to_on=row["certificate_to_on"], employment=_ENGAGEMENTS[row["engagement"]])
            for row in fresh
        ],
        batch_size=1000,
    )  # fmt: skip
    _edited(target, actor, "teachers", upload, len(fresh))
    return Done(len(fresh), len(rows) - len(fresh))


# ---- trades


def _trade_keys(table: pa.Table) -> list[tuple[Any, ...]]:
    return [(_canonical(trade), level) for trade, level in _columns(table, "trade", "level")]


def _check_trades(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    there = set(_admission(target).trades.values_list("trade", "level"))
    fault = Fault("trade", _("申请里已有这个工种和等级"), _("不必再报：放弃这一行"))
    yield from _there(_trade_keys(table), there, fault)


def _commit_trades(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    admission = _lock(target)
    if isinstance(admission, Refusal):
        return admission
    there = set(admission.trades.values_list("trade", "level"))
    fresh: dict[tuple[Any, ...], str] = {}
    for key, equipment in zip(_trade_keys(table), table.column("equipment").to_pylist(), strict=True):
        # Two names of a list may be one trade of the catalogue.
        if key not in there:
            fresh.setdefault(key, equipment)
    TradeApplied.objects.bulk_create(
        [TradeApplied(admission=admission, trade=trade, level=level, equipment=said) for (trade, level), said in fresh.items()],
        batch_size=1000,
    )  # fmt: skip
    _edited(target, actor, "trades", upload, len(fresh))
    return Done(len(fresh), table.num_rows - len(fresh))


def _back(target: str) -> str:
    return f"/portal/cases/{target}/"


RECEIVERS = (
    Receiver(
        "rooms", APPLIED_ROOMS, "admission.submit", _files, _commit_rooms, _check_rooms, same=("premises", "room"),
        words={"use": lambda: list(_USES)},
        cells={"room": at_most(60), "capacity": _within(*_CAPACITY), "square_metres": _within(*_METRES)},
        example={"premises": "主校区", "room": "101", "use": "理论", "capacity": "40", "square_metres": "60"}, back=_back,
    ),
    Receiver(
        "teachers", APPLIED_TEACHERS, "admission.submit", _files, _commit_teachers, _check_teachers,
        same=("certificate_number",), words={"engagement": lambda: list(_ENGAGEMENTS)},
        cells={"trade": _trade, "teacher": at_most(50), "certificate_number": at_most(60)},
        example={
            "teacher": "张某某", "trade": "焊工", "level": "三级", "certificate_number": "0000000000000000",
            "certificate_from_on": "2016-01-15", "certificate_to_on": "2026-01-14", "engagement": "专职",
        },
        back=_back,
    ),
    Receiver(
        "trades", APPLIED_TRADES, "admission.submit", _files, _commit_trades, _check_trades, same=("trade", "level"),
        cells={"trade": _trade, "equipment": at_most(500)},
        example={"trade": "焊工", "level": "五级", "equipment": "焊机20台"}, back=_back,
    ),
)  # fmt: skip
