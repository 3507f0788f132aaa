"""Taking files in, giving them out, letting them go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, Final, Protocol

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.documents import naming
from chunfeng.base.documents import store as files
from chunfeng.base.documents.content import Kind, clean, recognise
from chunfeng.base.documents.content.exif import Taken
from chunfeng.base.documents.content.kinds import HEAD_BYTES, settle
from chunfeng.base.documents.models import Attachment, StoredFile
from chunfeng.base.documents.scanning import scanner
from chunfeng.base.documents.sealed_file import CHUNK, opened
from chunfeng.base.keys import Unopenable
from chunfeng.kernel.refusal import Refusal

#: Slot of what came with an act that is not taken yet: its form may come back for another answer, and the file is not asked for
#: twice. Longer than any session, within which that form can be sent again.
UNTAKEN: Final = "untaken"
UNTAKEN_FOR: Final = timedelta(days=1)


class Who(Protocol):
    """An actor: user is a primary key, None for the system and the public."""

    @property
    def user(self) -> int | None: ...
    @property
    def name(self) -> str: ...


class Recorder(Protocol):
    """base.audit.record."""

    def __call__(self, kind: str, actor: Any, object_kind: str, object_id: str | int, /, **facts: Any) -> object: ...


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def store(
    stream: Readable,
    *,
    name: str,
    object_kind: str,
    object_uid: object,
    by: Who,
    slot: str = "",
    kinds: tuple[str, ...] = (),
    keep_position: bool = False,
) -> Attachment | Refusal:
    """Takes a file for a record, or says why not. kinds: of content.KINDS, those that this record takes; all unless
    named. keep_position: time and position of a photo become fields of the attachment instead of being dropped.
    Joins the caller's transaction; memory is bounded by a chunk (images: by their largest size)."""
    head = _exactly(stream, HEAD_BYTES)
    kind = recognise(head)
    if isinstance(kind, Refusal):
        return kind
    try:
        kept = files.keep(_chunks(head, stream), kind.largest)
    except files.TooLarge:
        return Refusal(_("文件超过{n}兆").format(n=kind.largest // 1024 // 1024), _("压缩或分开后再交"))
    received, camera = kept.sm3, Taken()
    try:
        with opened(kept.file, kept.key) as content:
            kind = settle(kind, content)
            refused = _refused(kind, kinds, content)
            cleaned = None
            if refused is None and kind.check is None:
                content.seek(0)
                cleaned = clean(content.read())
        if refused is not None:
            return refused
        if isinstance(cleaned, Refusal):
            return cleaned
        if cleaned is not None:
            kept.file.unlink()
            kept, camera = files.keep([cleaned.data], kind.largest), cleaned.taken
        scanned = _scanned(kept)
        if isinstance(scanned, Refusal):
            return scanned
        with transaction.atomic():
            return Attachment.objects.create(
                file=_recorded(kept, kind, scanned),
                object_kind=object_kind,
                object_uid=str(object_uid),
                slot=slot,
                name=naming.shown(name, kind.code),
                received_sm3=received,
                by_user=by.user,
                by_name=by.name,
                **(_position(camera) if keep_position else {}),
            )
    finally:
        kept.file.unlink(missing_ok=True)


def _exactly(stream: Readable, size: int) -> bytes:
    """An upload may give fewer bytes than asked for before its end."""
    found = b""
    while len(found) < size and (part := stream.read(size - len(found))):
        found += part
    return found


def _chunks(head: bytes, stream: Readable) -> Iterator[bytes]:
    yield head
    while chunk := stream.read(CHUNK):
        yield chunk


def _refused(kind: Kind, kinds: tuple[str, ...], content: BinaryIO) -> Refusal | None:
    if kinds and kind.code not in kinds:
        return Refusal(
            _("这里不收 {kind} 文件").format(kind=kind.code.upper()),
            _("请交 {kinds}").format(kinds=_("、").join(code.upper() for code in kinds)),
        )
    return kind.check(content) if kind.check else None


def _scanned(kept: files.Kept) -> str | Refusal:
    """The name of the scanner that found nothing; empty where there is none."""
    found = scanner()
    if found is None:
        return ""
    try:
        with opened(kept.file, kept.key) as content:
            said = found.scan(content)
    except Exception:
        return Refusal(_("病毒扫描没有完成"), _("稍后再交"))
    return Refusal(_("文件没有通过病毒扫描"), _("换一台设备检查后再交")) if said else found.name


def _recorded(kept: files.Kept, kind: Kind, scanned: str) -> StoredFile:
    """The record of this content, made unless it is there; the file on disk is then not needed twice. Locked, so that
    nobody lets go of it (`forget`) before the attachment stands."""
    same = StoredFile.objects.select_for_update().filter(sm3=kept.sm3)
    known = same.first()
    if known and (files.folder() / known.path).is_file():
        return known
    path = files.settle(kept)
    if known:
        # Its file was lost; the same content has come again.
        known.path, known.key = path, kept.key.hex()
        known.save()
        return known
    row = StoredFile(
        sm3=kept.sm3, sha256=kept.sha256, size=kept.size, kind=kind.code, path=path, key=kept.key.hex(), scanned_by=scanned
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        (files.folder() / path).unlink(missing_ok=True)
        return same.get()
    return row


def _position(camera: Taken) -> dict[str, Any]:
    taken: datetime | None = camera.at and timezone.make_aware(camera.at)
    found: dict[str, Any] = {"taken_at": taken}
    if camera.latitude is not None and camera.longitude is not None:
        found |= {"latitude": round(camera.latitude, 6), "longitude": round(camera.longitude, 6)}
    return found


def read(attachment: Attachment, actor: Who, record: Recorder) -> BinaryIO | Refusal:
    """The content, opened, with a line in the log before the first byte; the caller closes it. Unopenable while reading
    when the file was altered."""
    file = attachment.file
    where = files.folder() / file.path
    if not where.is_file():
        return Refusal(_("附件文件不在了"), _("请管理员从备份恢复"))
    try:
        content = opened(where, bytes.fromhex(file.key.clear()))
    except Unopenable as damaged:
        return Refusal(str(damaged))
    try:
        record(
            "document.read", actor, "attachment", str(attachment.uid),
            of_kind=attachment.object_kind, of=attachment.object_uid, sm3=file.sm3,
        )  # fmt: skip
    except BaseException:
        content.close()
        raise
    return content


@transaction.atomic
def forget(attachment: Attachment) -> None:
    """Removes an attachment, and its content where nothing else has it. The file goes when the transaction is kept."""
    file = StoredFile.objects.select_for_update().get(pk=attachment.file_id)
    attachment.delete()
    if not Attachment.objects.filter(file=file).exists():
        where = files.folder() / file.path
        file.delete()
        transaction.on_commit(lambda: where.unlink(missing_ok=True))


def taken(object_kind: str, object_uid: object, uids: Iterable[str]) -> None:
    """The act that these came with is taken; in its transaction."""
    if named := set(uids):
        waiting = Attachment.objects.filter(object_kind=object_kind, object_uid=str(object_uid), slot=UNTAKEN)
        kept = [pk for pk, uid in waiting.values_list("pk", "uid") if str(uid) in named]
        waiting.filter(pk__in=kept).update(slot="")


def sweep(now: float | None = None) -> int:
    """Removes what came with acts that were never taken, and what undone transactions left on disk; for the worker."""
    at = timezone.now() if now is None else datetime.fromtimestamp(now, UTC)
    left = Attachment.objects.filter(slot=UNTAKEN, stored_at__lt=at - UNTAKEN_FOR)
    for pk in list(left.values_list("pk", flat=True)):
        with transaction.atomic():
            # Asked for again under its lock: it may be taken just now.
            if attachment := left.select_for_update().filter(pk=pk).first():
                forget(attachment)
    return files.sweep(set(StoredFile.objects.order_by("id").values_list("path", flat=True)), now)
