"""Which device calls, by the key that it was given; and whom its punches are of. Written as SQL: what the mapper spends on one of these
reads is more than what a punch costs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import connection

from chunfeng.base.keys import mac_holds
from chunfeng.plans.training.attendance.models.devices import IN_USE
from chunfeng.plans.training.attendance.queries.halves import Half, halves

#: What the digest of a key is for: no other digest of ours opens a device.
USE: Final = "attendance device"


@dataclass(frozen=True, slots=True)
class Caller:
    """All keys. case: at whose county the terms are asked for."""

    device: int
    org: int
    case: int


class Known(NamedTuple):
    """Whose card it is. state: of the class."""

    entry: int
    klass: int
    state: str
    removed_on: date | None


def _rows(sql: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def caller(key: str) -> Caller | None:
    """The device of a key, `number.secret`; None where there is none, it was taken back, or the device is not in use."""
    number, dot, secret = key.partition(".")
    if not dot or not secret or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    found = _rows(
        "SELECT id, org_id, case_id, key_mac FROM attendance_device WHERE id = %s AND state = %s AND key_mac IS NOT NULL",
        int(number), IN_USE,
    )  # fmt: skip
    if not found or not mac_holds(bytes(found[0][3]), key.encode("utf-8", "surrogatepass"), USE):
        return None
    return Caller(*found[0][:3])


def area_of(case: int) -> str:
    """Code of the county of a device, whose terms count."""
    sql = "SELECT p.code FROM workflow_case c JOIN places_place p ON p.id = c.place_id WHERE c.id = %s"
    return str(_rows(sql, case)[0][0])


def badges_of(org: int, codes: Collection[str]) -> dict[str, Known]:
    """Card → whose it is; of the device's own provider alone."""
    marks = ", ".join(["%s"] * len(codes))
    found = _rows(
        f"SELECT b.code, b.entry_id, e.training_class_id, k.state, e.removed_on FROM attendance_badge b "
        f"JOIN classes_rosterentry e ON e.id = b.entry_id JOIN classes_trainingclass k ON k.id = e.training_class_id "
        f"WHERE b.code IN ({marks}) AND e.org_id = %s",
        *codes, org,
    )  # fmt: skip
    return {code: Known(*rest) for code, *rest in found}


def days_of(classes: Collection[int], days: Collection[date]) -> dict[tuple[int, date], list[Half]]:
    """Class and day → its half days, for all days from the first to the last of these."""
    if not classes or not days:
        return {}
    marks, day = ", ".join(["%s"] * len(classes)), connection.ops.adapt_datefield_value
    found: dict[int, list[Any]] = {}
    for klass, *row in _rows(
        f'SELECT training_class_id, held_on, from_time, to_time, hours, "group" FROM classes_classsession '
        f"WHERE training_class_id IN ({marks}) AND held_on BETWEEN %s AND %s",
        *classes, day(min(days)), day(max(days)),
    ):  # fmt: skip
        found.setdefault(klass, []).append(row)
    told: dict[tuple[int, date], list[Half]] = {}
    for klass, rows in found.items():
        for (held_on, _slot), half in halves(rows).items():
            told.setdefault((klass, held_on), []).append(half)
    return told
