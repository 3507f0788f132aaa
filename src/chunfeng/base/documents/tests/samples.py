"""Small true files of every kind, and the tools to spoil them."""

import io
import struct
import zipfile
import zlib

import typst
import xlsxwriter
from docx import Document


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 6, position: bool = True) -> bytes:
    """Orientation, a camera's serial number, time and a place in the south and west."""
    order = "<"
    gps_at = 8 + 2 + 4 * 12 + 4
    sub_at = gps_at + 2 + 4 * 12 + 4 + 48
    serial_at = sub_at + 2 + 12 + 4 + 20
    main = struct.pack(
        order + "HHHIHHHHIIHHIIHHIII", 4,
        0x0112, 3, 1, orientation, 0,
        0x8769, 4, 1, sub_at,
        0x8825, 4, 1, gps_at if position else 0,
        0xC62F, 2, 12, serial_at, 0,
    )  # fmt: skip
    gps = struct.pack(
        order + "HHHI4sHHIIHHI4sHHIII", 4,
        1, 2, 2, b"S\0\0\0", 2, 5, 3, gps_at + 54, 3, 2, 2, b"W\0\0\0", 4, 5, 3, gps_at + 78, 0,
    ) + struct.pack(order + "12I", 36, 1, 12, 1, 3000, 100, 117, 1, 7, 1, 1500, 100)  # fmt: skip
    sub = struct.pack(order + "HHHIII", 1, 0x9003, 2, 20, sub_at + 18, 0) + b"2016:05:03 09:30:00\0"
    return b"II*\0\x08\0\0\0" + main + gps + sub + b"SERIAL-99887\0"


#: Eight by eight pixels of one grey: tables with one code each, one block.
_PICTURE = (
    segment(0xDB, b"\0" + b"\x01" * 64)
    + segment(0xC0, b"\x08\0\x08\0\x08\x01\x01\x11\0")
    + segment(0xC4, b"\0\x01" + b"\0" * 15 + b"\0")
    + segment(0xC4, b"\x10\x01" + b"\0" * 15 + b"\0")
    + segment(0xDA, b"\x01\x01\0\0\x3f\0")
    + b"\x3f"
)


def jpg(orientation: int = 6, position: bool = True, behind: bytes = b"") -> bytes:
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + segment(0xE1, b"Exif\0\0" + exif(orientation, position))
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET-XMP</x:xmpmeta>")
        + segment(0xFE, b"SECRET-COMMENT <script>alert(1)</script>")
        + _PICTURE
        + b"\xff\xd9"
        + behind
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 8, height: int = 8, behind: bytes = b"") -> bytes:
    lines = b"".join(b"\0" + b"\x80" * 8 for _ in range(8))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"tEXt", b"Comment\0SECRET-COMMENT")
        + chunk(b"eXIf", exif())
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
        + behind
    )


def webp(behind: bytes = b"") -> bytes:
    """One pixel, lossless, in the extended form that announces EXIF and XMP."""
    pixel = bytes.fromhex("2f0000001007101111888 8fe0700".replace(" ", ""))
    parts = [
        (b"VP8X", bytes([0x0C]) + b"\0" * 9),
        (b"VP8L", pixel),
        (b"EXIF", exif()),
        (b"XMP ", b"SECRET-XMP"),
    ]
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(v)) + v + b"\0" * (len(v) & 1) for k, v in parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body + behind


def pdf() -> bytes:
    made = typst.compile(b"= Training agreement", format="pdf")
    assert isinstance(made, bytes)
    return made


def docx() -> bytes:
    out, document = io.BytesIO(), Document()
    document.add_paragraph("培训协议")
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "花名册")
    return out.getvalue()


def archive(parts: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
        made.comment = comment
    return out.getvalue()


def word(**more: bytes) -> bytes:
    """A docx as far as its shape goes, with more parts; the names' double underscores stand for slashes."""
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return archive(parts | {name.replace("__", "/"): body for name, body in more.items()})


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def mp4(brand: bytes = b"isom", data: bytes = b"\0" * 100) -> bytes:
    return box(b"ftyp", brand + b"\0\0\0\0") + box(b"moov", box(b"mvhd", b"\0" * 100)) + box(b"mdat", data)


def mp3(title: bytes = b"") -> bytes:
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413
    head = b"ID3\x03\0\0" + bytes([len(title) >> s & 0x7F for s in (21, 14, 7, 0)]) + title if title else b""
    return head + frame * 4


def ogg() -> bytes:
    packet = b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"
    return b"OggS\0\x02" + b"\0" * 20 + bytes([1, len(packet)]) + packet


def webm() -> bytes:
    head = bytes.fromhex("4286810142f7810142f2810442f381084282847765626d42878104428581 02".replace(" ", ""))
    return b"\x1aE\xdf\xa3" + bytes([0x80 | len(head)]) + head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"


def amr() -> bytes:
    return b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * 5


SAMPLES = {
    "jpg": jpg, "png": png, "webp": webp, "pdf": pdf, "docx": docx, "xlsx": xlsx, "mp4": mp4,
    "mov": lambda: mp4(b"qt  "), "m4a": lambda: mp4(b"M4A "), "mp3": lambda: mp3(b"title"), "ogg": ogg, "webm": webm, "amr": amr,
}  # fmt: skip
