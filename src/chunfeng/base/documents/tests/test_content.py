"""What is taken, what is refused, and what a photo loses."""

import io
from datetime import datetime

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from chunfeng.base.documents.content import KINDS, Cleaned, Kind, clean, recognise
from chunfeng.base.documents.content.exif import taken
from chunfeng.base.documents.content.kinds import HEAD_BYTES, settle
from chunfeng.base.documents.naming import shown
from chunfeng.base.documents.tests import samples
from chunfeng.kernel.refusal import Refusal


def judged(data: bytes) -> str | Refusal:
    """The kind that a file is taken as, or why it is not."""
    kind = recognise(data[:HEAD_BYTES])
    if isinstance(kind, Refusal):
        return kind
    content = io.BytesIO(data)
    kind = settle(kind, content)
    found = kind.check(content) if kind.check else clean(data)
    return found if isinstance(found, Refusal) else kind.code


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_true_file_of_every_kind_is_taken(code: str) -> None:
    assert judged(samples.SAMPLES[code]()) == code


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_cut_file_is_refused_or_its_rest_is_whole(code: str) -> None:
    data = samples.SAMPLES[code]()
    assert isinstance(judged(data[: len(data) // 3]), Refusal)
    assert isinstance(judged(data[:9]), Refusal)


REFUSED = {
    "empty": b"",
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml": b"<?xml version='1.0'?><svg/>",
    "text": "培训协议".encode(),
    "gif": b"GIF89a" + b"\0" * 50,
    "program": b"MZ" + b"\0" * 100,
    "elf": b"\x7fELF" + b"\0" * 100,
    "heic": samples.box(b"ftyp", b"heic\0\0\0\0"),
    "avif": samples.box(b"ftyp", b"avif\0\0\0\0"),
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100,
    "plain zip": samples.archive({"a.txt": b"a"}),
    "page before a picture": b"<html>" + samples.jpg(),
    "html called png": b"\x89PNG<html>",
    "macros": samples.word(word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"),
    "object": samples.word(word__embeddings__oleObject1=b"x"),
    "part that leads out": samples.word(**{"..__..__etc__passwd": b"x"}),
    "part from the root": samples.word(**{"__etc__passwd": b"x"}),
    "comment behind a zip": samples.archive(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}, b"<script>"
    ),
    "something before a zip": b"PK\x03\x04<html>" + samples.word(),
    "bomb": samples.word(word__big=b"\0" * 50_000_000),
    "archive behind a pdf": samples.pdf() + samples.archive({"evil.html": b"x"}),
    "archive behind a video": samples.mp4() + samples.archive({"evil.html": b"x"}),
    "archive in a video's last box": samples.mp4(data=samples.archive({"evil.html": b"x"})),
    "archive behind a sound": samples.mp3() + samples.archive({"evil.html": b"x"}),
    "script in a pdf": samples.pdf().replace(b"%%EOF", b"/JavaScript (app.alert(1))\n%%EOF"),
    "pdf with a password": samples.pdf().replace(b"%%EOF", b"/Encrypt 9 0 R\n%%EOF"),
    "pdf without an end": samples.pdf().replace(b"%%EOF", b""),
    "picture too large": samples.png(60_000, 60_000),
    "picture of nothing": samples.png(0, 8),
    "matroska": samples.webm().replace(b"\x84webm", b"\x88matroska"),
    "sound of one frame": samples.mp3()[:417],
    "video without an index": samples.box(b"ftyp", b"isom\0\0\0\0") + samples.box(b"mdat", b"x"),
    "video that says too much": samples.mp4()[:-50],
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_it_is_refused_with_what_to_do(name: str) -> None:
    found = judged(REFUSED[name])
    assert isinstance(found, Refusal) and found.wrong and found.mend


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(samples.word(word__media=b"x" * 1000))
    at = data.rfind(b"word/media") - 46 + 24  # its size in the directory
    assert int.from_bytes(data[at : at + 4], "little") == 1000
    data[at : at + 4] = (10).to_bytes(4, "little")
    assert isinstance(judged(bytes(data)), Refusal)


@pytest.mark.parametrize("code", ["jpg", "png", "webp"])
def test_a_photo_loses_what_the_camera_wrote_and_what_hangs_behind(code: str) -> None:
    dirty = (
        samples.SAMPLES[code]()
        if code == "webp"
        else {"jpg": samples.jpg, "png": samples.png}[code](behind=samples.archive({"evil.html": b"SECRET-TAIL"}))
    )
    assert b"SERIAL-99887" in dirty
    found = clean(dirty)
    assert isinstance(found, Cleaned) and found.width and found.height
    for secret in (b"SECRET", b"SERIAL", b"2016:05:03", b"script", b"PK\x05\x06", b"XMP", b"GPS"):
        assert secret not in found.data, secret
    again = clean(found.data)
    assert isinstance(again, Cleaned) and again.data == found.data, "cleaning twice is cleaning once"
    assert found.taken.at == datetime(2016, 5, 3, 9, 30)
    assert (found.taken.latitude, found.taken.longitude) == pytest.approx((-36.208333, -117.120833), abs=1e-6)


@pytest.mark.parametrize("code", ["jpg", "png", "webp"])
def test_a_cleaned_photo_is_still_a_photo(code: str) -> None:
    found = clean(samples.SAMPLES[code]())
    assert isinstance(found, Cleaned)
    ending = {"jpg": "jpg", "png": "png", "webp": "webp"}[code]
    text = f'#let data = sys.inputs.data.split(",").map(int)\n#image(bytes(data), format: "{ending}", width: 1cm)'
    made = typst.compile(text.encode(), format="pdf", sys_inputs={"data": ",".join(map(str, found.data))})
    assert made


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stays_the_right_way_up(orientation: int) -> None:
    found = clean(samples.jpg(orientation))
    assert isinstance(found, Cleaned)
    again = clean(found.data)
    assert isinstance(again, Cleaned)
    assert again.taken.orientation == orientation and again.taken.at is None and again.taken.latitude is None


@settings(max_examples=300)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_damage_makes_the_judge_stumble(code: str, data: st.DataObject) -> None:
    whole = bytearray(CACHED[code])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(1, 3))] = data.draw(st.binary(max_size=4))
    found = judged(bytes(whole))
    assert isinstance(found, Refusal) or found in KINDS


CACHED = {code: make() for code, make in samples.SAMPLES.items()}


@given(st.binary(max_size=400))
def test_no_bytes_make_the_camera_reader_stumble(data: bytes) -> None:
    found = taken(b"II*\0" + data)
    assert 1 <= found.orientation <= 8 and (found.latitude is None or abs(found.latitude) <= 90)


@pytest.mark.parametrize(
    ("given_name", "kind", "expected"),
    [
        ("协议.pdf", "pdf", "协议.pdf"),
        ("../../etc/passwd", "jpg", "passwd.jpg"),
        ("C:\\temp\\a.php", "jpg", "a.jpg"),
        ("photo\u202egpj.exe", "jpg", "photogpj.jpg"),
        ("a\r\nSet-Cookie: x.png", "png", "x.png"),
        ('"><script>.jpg', "jpg", "script.jpg"),
        ("...", "pdf", "附件.pdf"),
        ("", "pdf", "附件.pdf"),
        ("长" * 300 + ".docx", "docx", "长" * 120 + ".docx"),
    ],
)
def test_names_play_no_tricks(given_name: str, kind: str, expected: str) -> None:
    assert shown(given_name, kind) == expected


@given(st.text(max_size=200))
def test_any_name_is_one_plain_part_with_its_own_ending(name: str) -> None:
    found = shown(name, "pdf")
    assert found.endswith(".pdf") and len(found) <= 124
    assert not set(found) & set('/\\:\r\n\0"<>\u202e') and not found.startswith(".")


def test_every_kind_says_how_large_it_may_be() -> None:
    assert all(isinstance(kind, Kind) and 0 < kind.largest <= 200 * 2**20 for kind in KINDS.values())
