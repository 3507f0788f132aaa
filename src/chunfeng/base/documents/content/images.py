"""Photos: how large they are, and a copy without all that a camera writes beside the picture.

What is left out: position, time, serial numbers, thumbnails, comments, and whatever hangs behind the image's end. What
is kept: the picture, its colours, and which way is up.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from chunfeng.base.documents.content.exif import Taken, orientation_only, taken
from chunfeng.kernel.refusal import Refusal

#: A phone's largest photo has 200 million; nothing here needs it, and what decodes it needs 800 MB.
MOST_PIXELS: Final = 60_000_000
#: A progressive image has ten or so; thousands are a trap for whoever decodes it.
_MOST_SCANS: Final = 100
_PNG_KEPT: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD"}
_WEBP_KEPT: Final = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_SOF: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class _NotOne(ValueError):
    """The bytes are no image of their kind."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    data: bytes
    width: int
    height: int
    taken: Taken


def clean(data: bytes) -> Cleaned | Refusal:
    """The image alone, with what the camera said of it apart; or why it is not taken."""
    try:
        if data[:2] == b"\xff\xd8":
            found = _jpeg(data)
        elif data[:4] == b"\x89PNG":
            found = _png(data)
        else:
            found = _webp(data)
    except (_NotOne, struct.error, IndexError):
        return Refusal(_("照片打不开或不完整"), _("重新拍照或另存为 JPG"))
    if not found.width or not found.height or found.width * found.height > MOST_PIXELS:
        return Refusal(_("照片尺寸过大"), _("缩小到六千万像素以内"))
    return found


def _jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, whole segment), a scan together with its entropy-coded data; ends with the end of the image."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise _NotOne
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            yield marker, b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise _NotOne
        if marker == 0xDA:
            while True:
                end = data.find(b"\xff", end)
                if end < 0 or end + 1 >= len(data):
                    raise _NotOne
                # Stuffed bytes and restart marks belong to the scan.
                if data[end + 1] == 0 or 0xD0 <= data[end + 1] <= 0xD7:
                    end += 2
                elif data[end + 1] == 0xFF:
                    end += 1
                else:
                    break
        yield marker, data[at:end]
        at = end


def _jpeg(data: bytes) -> Cleaned:
    size, camera, kept, scans = (0, 0), Taken(), [], 0
    for marker, part in _jpeg_parts(data):
        if marker in _SOF:
            height, width = struct.unpack_from(">HH", part, 5)
            if size not in ((0, 0), (width, height)):
                raise _NotOne
            size = width, height
        scans += marker == 0xDA
        if marker == 0xE1 and part[4:10] == b"Exif\0\0":
            camera = taken(part[10:])
        elif marker == 0xE2 and part[4:16] != b"ICC_PROFILE\0":
            continue
        elif marker in (0xE0, 0xE2, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(part)
    if not 0 < scans <= _MOST_SCANS:
        raise _NotOne
    upright = orientation_only(camera.orientation)
    block = b"\xff\xe1" + struct.pack(">H", len(upright) + 2) + upright if upright else b""
    return Cleaned(b"\xff\xd8" + block + b"".join(kept), *size, camera)


def _png(data: bytes) -> Cleaned:
    at, kept, size, camera, first = 8, [data[:8]], (0, 0), Taken(), True
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise _NotOne
        body = data[at + 8 : at + 8 + length]
        if zlib.crc32(data[at + 4 : at + 8 + length]) != struct.unpack_from(">I", data, end - 4)[0]:
            raise _NotOne
        if first != (kind == b"IHDR"):
            raise _NotOne
        if first:
            size = struct.unpack_from(">II", body)
        if kind == b"eXIf":
            camera = taken(body)
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        elif kind[0] & 0x20 == 0:
            raise _NotOne  # a part that must be understood, and is not
        at, first = end, False
        if kind == b"IEND":
            break
    if not any(part[4:8] == b"IDAT" for part in kept[1:]):
        raise _NotOne
    return Cleaned(b"".join(kept), *size, camera)


def _webp(data: bytes) -> Cleaned:
    (stated,) = struct.unpack_from("<I", data, 4)
    if stated + 8 > len(data):
        raise _NotOne
    at, kept, size, camera = 12, [], (0, 0), Taken()
    while at < stated + 8:
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) < length:
            raise _NotOne
        if kind == b"EXIF":
            camera = taken(body.removeprefix(b"Exif\0\0"))
        if kind == b"VP8X":
            size = (int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1)
            # The flags that announce EXIF and XMP.
            body = bytes([body[0] & ~0x0C]) + body[1:]
        elif size == (0, 0) and kind == b"VP8 ":
            width, height = struct.unpack_from("<HH", body, 6)
            size = width & 0x3FFF, height & 0x3FFF
        elif size == (0, 0) and kind == b"VP8L":
            (bits,) = struct.unpack_from("<I", body, 1)
            size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if kind in _WEBP_KEPT:
            kept.append(kind + struct.pack("<I", length) + body + b"\0" * (length & 1))
        at += 8 + length + (length & 1)
    if not any(part[:4] in (b"VP8 ", b"VP8L", b"ANMF") for part in kept):
        raise _NotOne
    body = b"WEBP" + b"".join(kept)
    return Cleaned(b"RIFF" + struct.pack("<I", len(body)) + body, *size, camera)
