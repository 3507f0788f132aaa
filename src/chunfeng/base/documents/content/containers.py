"""PDF, sound and video: what their first bytes promise must hold further in, and nothing else may hang on to them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from chunfeng.kernel.refusal import Refusal

_CHUNK: Final = 256 * 1024
_TAIL: Final = 66 * 1024
#: Long enough words that they do not turn up in compressed data by chance.
_PDF_ACTIVE: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def _broken() -> Refusal:
    return Refusal(_("文件打不开或不完整"), _("重新保存后再交"))


def _size(content: BinaryIO) -> int:
    return content.seek(0, os.SEEK_END)


def _tail(content: BinaryIO) -> bytes:
    content.seek(max(0, _size(content) - _TAIL))
    return content.read(_TAIL)


def carries_archive(content: BinaryIO) -> bool:
    """Whether an unzip program would take the file for an archive: one that hangs behind another kind of file."""
    tail = _tail(content)
    at = tail.rfind(b"PK\x05\x06")
    return at >= 0 and len(tail) - at >= 22 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)


def _windows(content: BinaryIO, overlap: int) -> Iterator[bytes]:
    content.seek(0)
    kept = b""
    while chunk := content.read(_CHUNK):
        yield kept + chunk
        kept = (kept + chunk)[-overlap:]


def pdf(content: BinaryIO) -> Refusal | None:
    content.seek(0)
    head = content.read(8)
    if head[5:7] not in (b"1.", b"2.") or b"%%EOF" not in _tail(content)[-2048:] or carries_archive(content):
        return _broken()
    overlap = max(map(len, _PDF_ACTIVE))
    for window in _windows(content, overlap):
        if b"/Encrypt" in window:
            return Refusal(_("PDF 加了密码"), _("去掉密码后再交"))
        if any(word in window for word in _PDF_ACTIVE):
            return Refusal(_("PDF 里有脚本或嵌入的文件"), _("另存为普通 PDF 或打印成 PDF"))
    return None


def boxes(content: BinaryIO) -> Refusal | None:
    """mp4, m4a, mov: a chain of boxes that ends exactly with the file and has an index (moov)."""
    size, at, seen = _size(content), 0, set[bytes]()
    while at < size:
        content.seek(at)
        head = content.read(16)
        if len(head) < 8:
            return _broken()
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
            if length < 16:
                return _broken()
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size or len(seen) > 100 or not kind.isascii():
            return _broken()
        seen.add(kind)
        at += length
    return None if b"moov" in seen and b"ftyp" in seen and not carries_archive(content) else _broken()


_BITRATES: Final = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _frame(head: bytes) -> int:
    """Length in bytes of an MPEG layer III frame; 0 where none begins."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        return 0
    bits = _BITRATES[1 if version == 3 else 2][bitrate] * 1000
    return (144 if version == 3 else 72) * bits // _RATES[version][rate] + padding


def mp3(content: BinaryIO) -> Refusal | None:
    """After the title block (ID3v2) at least three frames follow each other."""
    content.seek(0)
    head, at = content.read(10), 0
    if head[:3] == b"ID3":
        if len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
            return _broken()
        at = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    for _frames in range(3):
        content.seek(at)
        length = _frame(content.read(4))
        if not length:
            return _broken()
        at += length
    return _broken() if at > _size(content) + 4 or carries_archive(content) else None


def ogg(content: BinaryIO) -> Refusal | None:
    content.seek(0)
    page = content.read(27 + 255 + 64)
    if len(page) < 36 or page[4] != 0 or not page[5] & 0x02:
        return _broken()
    body = page[27 + page[26] :]
    if not body.startswith((b"OpusHead", b"\x01vorbis", b"Speex   ")) or carries_archive(content):
        return _broken()
    return None


def webm(content: BinaryIO) -> Refusal | None:
    """An EBML head that names its document type; Matroska of another type is not taken."""
    content.seek(0)
    head = content.read(64)
    at = head.find(b"\x42\x82")
    if at < 0 or head[at + 2 : at + 7] != b"\x84webm" or b"\x18\x53\x80\x67" not in head or carries_archive(content):
        return _broken()
    return None


#: Bytes of a frame of AMR by its mode (3GPP TS 26.101), wide band after it; 0: no such mode.
_AMR: Final = (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1)
_AMR_WB: Final = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1)


def amr(content: BinaryIO) -> Refusal | None:
    """Frames from the head to the very end of the file."""
    size = _size(content)
    content.seek(0)
    head = content.read(9)
    sizes, at = (_AMR_WB, 9) if head == b"#!AMR-WB\n" else (_AMR, 6)
    if head[:6] != b"#!AMR\n" and at == 6:
        return _broken()
    if at == size:
        return _broken()
    content.seek(at)
    rest = content.read(size - at)
    at = 0
    while at < len(rest):
        length = sizes[rest[at] >> 3 & 0x0F]
        if not length or rest[at] & 0x83:
            return _broken()
        at += length
    return None if at == len(rest) else _broken()
