"""Which device calls, by the key that it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chunfeng.base.keys import mac_holds
from chunfeng.plans.training.attendance.models import Device
from chunfeng.plans.training.attendance.models.devices import IN_USE

#: What the digest of a key is for: no other digest of ours opens a device.
USE: Final = "attendance device"


@dataclass(frozen=True, slots=True)
class Caller:
    """device, org: keys. area: code of the county, whose terms count."""

    device: int
    org: int
    area: str


def caller(key: str) -> Caller | None:
    """The device of a key, `number.secret`; None where there is none, it was taken back, or the device is not in use."""
    number, dot, secret = key.partition(".")
    if not dot or not secret or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    rows = Device.objects.filter(pk=int(number), state=IN_USE).exclude(key_mac=None)
    found = rows.values_list("pk", "org_id", "case__place__code", "key_mac").first()
    if found is None or not mac_holds(bytes(found[3]), key.encode("utf-8", "surrogatepass"), USE):
        return None
    return Caller(*found[:3])
