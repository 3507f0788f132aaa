"""What a camera wrote about a photo (EXIF inside TIFF): only orientation, time and position are read."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_ORIENTATION, _EXIF, _GPS, _TAKEN = 0x0112, 0x8769, 0x8825, 0x9003
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8}
_MOST_TAGS: Final = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """at: by the camera's own clock, without a zone. latitude, longitude: degrees, north and east positive (WGS 84)."""

    orientation: int = 1
    at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


def taken(tiff: bytes) -> Taken:
    """Whatever can be read; a camera's errors are no reason against its picture."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        main = _tags(tiff, order, first)
        upright = _number(main.get(_ORIENTATION), order)
        detail = _tags(tiff, order, _number(main.get(_EXIF), order))
        place = _tags(tiff, order, _number(main.get(_GPS), order))
    except (KeyError, struct.error):
        return Taken()
    latitude, longitude = _degrees(place, 1, 2, b"S", order), _degrees(place, 3, 4, b"W", order)
    whole = latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
    return Taken(
        upright if 1 <= upright <= 8 else 1,
        _moment(detail.get(_TAKEN, b"")),
        latitude if whole else None,
        longitude if whole else None,
    )


def _tags(tiff: bytes, order: str, at: int) -> dict[int, bytes]:
    """Tag → its bytes. Nothing at offset 0, which no directory has."""
    if not at:
        return {}
    (count,) = struct.unpack_from(order + "H", tiff, at)
    found: dict[int, bytes] = {}
    for n in range(min(count, _MOST_TAGS)):
        tag, kind, many = struct.unpack_from(order + "HHI", tiff, at + 2 + 12 * n)
        size = _SIZES.get(kind, 0) * many
        where = at + 2 + 12 * n + 8
        if size > 4:
            (where,) = struct.unpack_from(order + "I", tiff, where)
        if size and where + size <= len(tiff):
            found.setdefault(tag, tiff[where : where + size])
    return found


def _number(raw: bytes | None, order: str) -> int:
    if raw is None or len(raw) not in (2, 4):
        return 0
    return int(struct.unpack(order + ("H" if len(raw) == 2 else "I"), raw)[0])


def _degrees(tags: dict[int, bytes], side: int, value: int, negative: bytes, order: str) -> float | None:
    raw = tags.get(value, b"")
    if len(raw) != 24:
        return None
    parts = struct.unpack(order + "6I", raw)
    if not all(parts[1::2]):
        return None
    degrees, minutes, seconds = (parts[n] / parts[n + 1] for n in (0, 2, 4))
    found = degrees + minutes / 60 + seconds / 3600
    return -found if tags.get(side, b"")[:1] == negative else found


def _moment(raw: bytes) -> datetime | None:
    try:
        return datetime.strptime(raw.rstrip(b"\0 ").decode("ascii"), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def orientation_only(orientation: int) -> bytes:
    """An EXIF block that says which way is up and nothing else; empty where up is up."""
    if orientation == 1:
        return b""
    tag = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    return b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + tag + b"\0\0\0\0"
