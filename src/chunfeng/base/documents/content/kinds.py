"""The kinds of file that are taken, each by its signature at the very first byte and then by its structure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from chunfeng.base.documents.content import containers, office
from chunfeng.kernel.refusal import Refusal

MB: Final = 1024 * 1024
HEAD_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Kind:
    """largest: bytes. check: what is wrong inside, or nothing; it may seek. None for images, which are read whole and
    written anew instead."""

    code: str
    media_type: str
    largest: int
    check: Callable[[BinaryIO], Refusal | None] | None


KINDS: Final[dict[str, Kind]] = {
    kind.code: kind
    for kind in (
        Kind("jpg", "image/jpeg", 20 * MB, None),
        Kind("png", "image/png", 20 * MB, None),
        Kind("webp", "image/webp", 20 * MB, None),
        Kind("pdf", "application/pdf", 30 * MB, containers.pdf),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 20 * MB, office.docx),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 20 * MB, office.xlsx),
        Kind("mp4", "video/mp4", 200 * MB, containers.boxes),
        Kind("mov", "video/quicktime", 200 * MB, containers.boxes),
        Kind("m4a", "audio/mp4", 30 * MB, containers.boxes),
        Kind("mp3", "audio/mpeg", 30 * MB, containers.mp3),
        Kind("ogg", "audio/ogg", 30 * MB, containers.ogg),
        Kind("webm", "video/webm", 200 * MB, containers.webm),
        Kind("amr", "audio/amr", 30 * MB, containers.amr),
    )
}
LARGEST: Final = max(kind.largest for kind in KINDS.values())
_HEIF: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def recognise(head: bytes) -> Kind | Refusal:
    """The kind by the first HEAD_BYTES, or why the file is not taken. office files are told apart by `zip_kind`."""
    if not head:
        return Refusal(_("文件是空的"), _("重新选择文件"))
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    for signature, code in (
        (b"\xff\xd8\xff", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"%PDF-", "pdf"),
        (b"PK\x03\x04", "docx"),
        (b"OggS", "ogg"),
        (b"\x1aE\xdf\xa3", "webm"),
        (b"#!AMR", "amr"),
        (b"ID3", "mp3"),
    ):
        if head.startswith(signature):
            return KINDS[code]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return KINDS["webp"]
    if head[0] == 0xFF and len(head) > 1 and head[1] & 0xE0 == 0xE0:
        return KINDS["mp3"]
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Refusal(_("旧格式的 Office 文件或加了密码"), _("去掉密码，另存为 .docx 或 .xlsx"))
    return Refusal(
        _("不收这种文件"), _("请交 PDF、JPG、PNG、WEBP、DOCX、XLSX，录音 M4A、MP3、OGG、WEBM、AMR，录像 MP4、MOV、WEBM")
    )


def _by_brand(brand: bytes) -> Kind | Refusal:
    if brand in _HEIF:
        return Refusal(_("不收 HEIC 照片"), _("手机设置里选“兼容性最佳”，或另存为 JPG"))
    if brand.startswith((b"M4A", b"M4B")):
        return KINDS["m4a"]
    return KINDS["mov" if brand == b"qt  " else "mp4"]


def settle(kind: Kind, content: BinaryIO) -> Kind:
    """Of the two office kinds that share a signature, the one it is."""
    if kind.code == "docx" and office.is_workbook(content):
        return KINDS["xlsx"]
    return kind
