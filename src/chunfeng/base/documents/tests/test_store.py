import io
import threading
import tracemalloc
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chunfeng.base.documents import queries
from chunfeng.base.documents.actions import forget, read, store, sweep
from chunfeng.base.documents.models import Attachment, StoredFile
from chunfeng.base.documents.sealed_file import CHUNK, Writer, opened
from chunfeng.base.documents.store import folder
from chunfeng.base.documents.tests import samples
from chunfeng.base.keys import Unopenable
from chunfeng.base.keys.rotation import rotate
from chunfeng.base.keys.seal import file_keeper
from chunfeng.kernel.refusal import Refusal


@dataclass(frozen=True)
class Officer:
    user: int | None = 7
    name: str = "周办事"


BY = Officer()


class Log:
    def __init__(self) -> None:
        self.lines: list[tuple[Any, ...]] = []

    def __call__(self, *where: Any, **facts: Any) -> None:
        self.lines.append((*where, facts))


def put(data: bytes, name: str = "协议.pdf", **more: Any) -> Attachment | Refusal:
    return store(io.BytesIO(data), name=name, object_kind="case", object_uid="B-1", by=BY, **more)


def content(attachment: Attachment) -> bytes:
    found = read(attachment, BY, Log())
    assert not isinstance(found, Refusal), found
    with found:
        return found.read()


def on_disk() -> list[Path]:
    return [file for file in folder().rglob("*") if file.is_file()]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files of one test; keys stay where they are."""
    monkeypatch.setattr("chunfeng.base.documents.store.folder", lambda: tmp_path / "files")
    monkeypatch.setattr("chunfeng.base.documents.queries.folder", lambda: tmp_path / "files")
    monkeypatch.setitem(globals(), "folder", lambda: tmp_path / "files")
    yield


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["pdf", "docx", "mp4", "amr"])
def test_a_file_comes_back_as_it_was(code: str) -> None:
    data = samples.SAMPLES[code]()
    kept = put(data, "培训\u202e协议.exe", slot="agreement")
    assert isinstance(kept, Attachment)
    assert content(kept) == data and kept.file.size == len(data) and kept.file.kind == code
    digest = Hash(SM3())
    digest.update(data)
    assert kept.file.sm3 == kept.received_sm3 == digest.finalize().hex()
    assert kept.name.clear() == f"培训协议.{code}" and kept.slot == "agreement"
    assert queries.attached_to("case", "B-1").get() == kept


@pytest.mark.django_db
def test_nothing_lies_clear_on_disk_and_nobody_else_may_read_it() -> None:
    put(samples.docx())
    (file,) = on_disk()
    assert b"PK\x03\x04" not in file.read_bytes() and b"word/document" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert all(parent.stat().st_mode & 0o777 == 0o700 for parent in (file.parent, folder() / "incoming"))


@pytest.mark.django_db
def test_one_content_lies_on_disk_once() -> None:
    one, other = put(samples.amr()), put(samples.amr(), "别名.amr")
    assert isinstance(one, Attachment) and isinstance(other, Attachment)
    assert one.file == other.file and len(on_disk()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", samples.jpg()[:60], samples.word(word__big=b"\0" * 50_000_000)],
    # A zip holds the second in which it was made: as a name it would differ between workers.
    ids=["nothing", "a page", "half a picture", "a zip bomb"],
)
def test_what_is_refused_leaves_nothing_behind(data: bytes) -> None:
    assert isinstance(put(data), Refusal)
    assert not on_disk() and not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_record_takes_only_the_kinds_it_asks_for() -> None:
    refused = put(samples.amr(), kinds=("jpg", "pdf"))
    assert isinstance(refused, Refusal) and "JPG" in refused.mend
    assert not on_disk()


@pytest.mark.django_db
def test_a_photo_is_kept_without_its_camera_and_its_place_only_where_asked() -> None:
    plain, visit = put(samples.jpg()), put(samples.jpg(), keep_position=True)
    assert isinstance(plain, Attachment) and isinstance(visit, Attachment)
    assert b"SERIAL" not in content(plain) and plain.received_sm3 != plain.file.sm3
    assert plain.taken_at is plain.latitude is None
    visit.refresh_from_db()
    assert float(visit.latitude) == pytest.approx(-36.208333) and float(visit.longitude) == pytest.approx(-117.120833)
    assert visit.taken_at.isoformat() == "2016-05-03T01:30:00+00:00"


class Endless:
    """A stream of a video that does not end."""

    def __init__(self, size: int) -> None:
        self.head, self.left = samples.mp4()[:132], size

    def read(self, size: int, /) -> bytes:
        if self.head:
            part, self.head = self.head[:size], self.head[size:]
            return part
        part = b"\0" * min(size, self.left)
        self.left -= len(part)
        return part


@pytest.mark.django_db
def test_too_much_is_refused_before_it_fills_the_disk() -> None:
    stream = Endless(10**12)
    stream.head = samples.amr()
    refused = store(stream, name="v.amr", object_kind="case", object_uid="1", by=BY)
    assert isinstance(refused, Refusal) and "30" in refused.wrong
    assert not on_disk() and 10**12 - stream.left < 31 * 2**20


@pytest.mark.django_db
def test_a_long_video_needs_the_memory_of_a_chunk() -> None:
    size = 40 * 2**20
    stream = Endless(size)
    stream.head = stream.head[:-8] + (size + 8).to_bytes(4, "big") + b"mdat"
    stream.head = samples.box(b"ftyp", b"isom\0\0\0\0") + samples.box(b"moov") + stream.head[-8:]
    tracemalloc.start()
    try:
        kept = store(stream, name="v.mp4", object_kind="case", object_uid="1", by=BY)
        assert isinstance(kept, Attachment)
        opened_file = read(kept, BY, Log())
        assert not isinstance(opened_file, Refusal)
        with opened_file:
            read_back = sum(len(part) for part in iter(lambda: opened_file.read(CHUNK), b""))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read_back == kept.file.size > size
    assert peak < 4 * 2**20


@pytest.mark.django_db
def test_reading_leaves_a_line_before_the_first_byte() -> None:
    kept, log = put(samples.amr()), Log()
    assert isinstance(kept, Attachment)
    found = read(kept, BY, log)
    assert not isinstance(found, Refusal)
    found.close()
    (line,) = log.lines
    assert line[:4] == ("document.read", BY, "attachment", str(kept.uid)) and line[4]["of"] == "B-1"

    def broken(*where: object, **facts: object) -> None:
        raise RuntimeError("log is full")

    with pytest.raises(RuntimeError):
        read(kept, BY, broken)


@pytest.mark.django_db
def test_an_altered_cut_or_lost_file_is_told() -> None:
    kept = put(samples.docx())
    assert isinstance(kept, Attachment)
    (file,) = on_disk()
    whole = file.read_bytes()
    for damaged in (whole[:-1], whole[:-40] + b"x" + whole[-39:], whole[:20]):
        file.write_bytes(damaged)
        with pytest.raises((Unopenable, AssertionError)) as told:
            content(kept)
        assert "备份" in str(told.value)
    file.unlink()
    assert isinstance(read(kept, BY, Log()), Refusal)
    assert any("1个" in fault.wrong for fault in queries.faults())


@pytest.mark.django_db
def test_a_lost_file_is_healed_when_the_same_content_comes_again() -> None:
    kept = put(samples.amr())
    on_disk()[0].unlink()
    again = put(samples.amr())
    assert isinstance(kept, Attachment) and isinstance(again, Attachment) and kept.file == again.file
    kept.file.refresh_from_db()
    assert content(kept) == content(again) == samples.amr()


@pytest.mark.django_db
def test_files_open_after_a_change_of_keys() -> None:
    kept = put(samples.amr())
    assert isinstance(kept, Attachment)
    ring = file_keeper()
    before = ring.file.read_bytes()
    try:
        list(rotate(ring))
        assert content(Attachment.objects.get(pk=kept.pk)) == samples.amr()
    finally:
        ring.file.write_bytes(before)


@pytest.mark.django_db
def test_content_goes_with_its_last_attachment(
    django_capture_on_commit_callbacks: Any,
) -> None:
    one, other = put(samples.amr()), put(samples.amr())
    assert isinstance(one, Attachment) and isinstance(other, Attachment)
    with django_capture_on_commit_callbacks(execute=True):
        forget(one)
    assert len(on_disk()) == 1 and content(other)
    with django_capture_on_commit_callbacks(execute=True):
        forget(other)
    assert not on_disk() and not StoredFile.objects.exists()


@pytest.mark.django_db
def test_what_undone_transactions_left_is_swept_after_a_day() -> None:
    kept = put(samples.amr())
    with transaction.atomic():
        put(samples.pdf())
        transaction.set_rollback(True)
    assert isinstance(kept, Attachment) and len(on_disk()) == 2
    assert sweep() == 0
    assert sweep(now=on_disk()[0].stat().st_mtime + 90_000) == 1
    assert content(kept) == samples.amr()


class Scans:
    name = "test-scanner"

    def __init__(self, said: str = "", fails: bool = False) -> None:
        self.said, self.fails = said, fails

    def scan(self, content: BinaryIO) -> str:
        if self.fails:
            raise OSError("no answer")
        return self.said if b"EICAR" in content.read() else ""


def scanning() -> Scans:
    return Scans("EICAR-Test")


def failing() -> Scans:
    return Scans(fails=True)


@pytest.mark.django_db
def test_a_scanner_decides_and_its_silence_is_no_consent(settings: Any) -> None:
    assert any("病毒" in fault.wrong for fault in queries.faults()), "doctor says that there is none"
    settings.CHUNFENG_SCANNER = f"{__name__}.scanning"
    clean, bad = put(samples.mp4()), put(samples.mp4(data=b"EICAR"))
    assert isinstance(clean, Attachment) and clean.file.scanned_by == "test-scanner"
    assert isinstance(bad, Refusal)
    assert not queries.faults()
    settings.CHUNFENG_SCANNER = f"{__name__}.failing"
    assert isinstance(put(samples.amr()), Refusal)


@pytest.mark.django_db
def test_the_constraint_alone_refuses_an_impossible_row() -> None:
    kept = put(samples.amr())
    assert isinstance(kept, Attachment)
    for row in (
        StoredFile(sm3="0" * 64, sha256="0" * 64, size=0, kind="pdf", path="x", key="k"),
        StoredFile(sm3="0" * 64, sha256="0" * 64, size=1, kind="exe", path="x", key="k"),
        StoredFile(sm3=kept.file.sm3, sha256="0" * 64, size=1, kind="pdf", path="x", key="k"),
        Attachment(file=kept.file, object_kind="c", object_uid="1", name="n", by_name="n", latitude=91, longitude=0),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.mark.django_db(transaction=True)
def test_one_content_stored_by_many_at_once_is_one_file() -> None:
    ready, made = threading.Barrier(4), []

    def work() -> None:
        try:
            ready.wait()
            with transaction.atomic():
                made.append(put(samples.amr()))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4 and all(isinstance(one, Attachment) for one in made)
    assert StoredFile.objects.count() == 1 and len(on_disk()) == 1
    assert {content(one) for one in Attachment.objects.all()} == {samples.amr()}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3 * CHUNK), max_size=5), st.data())
def test_a_sealed_file_reads_from_anywhere(tmp_path: Path, sizes: list[int], data: st.DataObject) -> None:
    clear = b"".join(bytes([n]) * size for n, size in enumerate(sizes))
    file = tmp_path / uuid.uuid4().hex
    out = Writer(file, b"k" * 16)
    for start in range(0, len(clear), 50_000):
        out.write(clear[start : start + 50_000])
    out.close()
    with opened(file, b"k" * 16) as whole:
        assert whole.read() == clear
        at = data.draw(st.integers(0, len(clear)))
        whole.seek(at)
        assert whole.read(1000) == clear[at : at + 1000]
        assert whole.seek(0, io.SEEK_END) == len(clear)


def test_chunks_can_neither_be_exchanged_nor_dropped(tmp_path: Path) -> None:
    file = tmp_path / "f"
    out = Writer(file, b"k" * 16)
    out.write(b"a" * CHUNK + b"b" * CHUNK + b"c" * CHUNK)
    out.close()
    whole, size = file.read_bytes(), CHUNK + 16
    head, parts = whole[:11], [whole[11 + size * n : 11 + size * (n + 1)] for n in range(3)]
    for order in ([1, 0, 2], [0, 1], [0, 2], [0, 1, 2, 2]):
        file.write_bytes(head + b"".join(parts[n] for n in order))
        with opened(file, b"k" * 16) as damaged, pytest.raises(Unopenable):
            damaged.read()
