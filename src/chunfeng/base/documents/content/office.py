"""docx and xlsx: zip archives with a known part, no macros, no objects, nothing hidden before or behind."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from chunfeng.kernel.refusal import Refusal

MOST_PARTS: Final = 5000
#: Bytes when unpacked, together; a 20 MB office file of pictures stays far below.
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_RATIO: Final = 200
_RATIO_FROM: Final = 1024 * 1024
_ACTIVE: Final = ("vbaproject", "activex", "oleobject", "embeddings/", "macrosheets", "customui")
_CHUNK: Final = 256 * 1024


def is_workbook(content: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(content) as archive:
            return "xl/workbook.xml" in archive.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return False


def docx(content: BinaryIO) -> Refusal | None:
    return _checked(content, "word/document.xml")


def xlsx(content: BinaryIO) -> Refusal | None:
    return _checked(content, "xl/workbook.xml")


def _checked(content: BinaryIO, needed: str) -> Refusal | None:
    broken = Refusal(_("文件打不开或不完整"), _("重新保存后再交"))
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if needed not in names or "[Content_Types].xml" not in names:
                return Refusal(_("不是 Word 或 Excel 文件"), _("另存为 .docx 或 .xlsx"))
            if (
                len(parts) > MOST_PARTS
                or len({name.lower() for name in names}) < len(names)
                or any(_leads_out(name) for name in names)
                or any(part.flag_bits & 0x1 for part in parts)
                or min(part.header_offset for part in parts) != 0
                or archive.comment
                or not _ends_there(content)
            ):
                return broken
            if any(word in name.lower() for name in names for word in _ACTIVE):
                return Refusal(_("文件里有宏或嵌入的对象"), _("去掉宏和嵌入对象后另存"))
            if sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_too_dense, parts)):
                return Refusal(_("文件解开后太大"), _("减少内容后再交"))
            return None if all(_as_stated(archive, part) for part in parts) else broken
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        EOFError,
    ):
        return broken


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in name


def _too_dense(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1)


def _as_stated(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Unpacks a part in chunks: a part that is longer than it says, or another than its checksum says, is a trap."""
    read = 0
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            read += len(chunk)
    return read == part.file_size


def _ends_there(content: BinaryIO) -> bool:
    """Whether the directory's end record (22 bytes, without comment) is the end of the file."""
    content.seek(-22, 2)
    return content.read(4) == b"PK\x05\x06"
