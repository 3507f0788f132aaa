"""A file comes in, and is read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

import pyarrow as pa
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.documents import store as files
from chunfeng.base.keys.bulk import insert
from chunfeng.base.uploads import checking, store
from chunfeng.base.uploads.actions.claiming import Lost, beat, beating, claim, fell, held
from chunfeng.base.uploads.declarations import RECEIVERS, Fault, Read, Receiver, Target
from chunfeng.base.uploads.models import OVER, Upload, UploadRow
from chunfeng.kernel.refusal import Refusal

#: Bytes of the largest file taken: a roster of 80,000 is a tenth of it.
LARGEST: Final = 64 << 20
#: Bytes up to which a file is read at once, while its sender waits: some thousand rows.
AT_ONCE: Final = 128 << 10
#: Seconds that this may take: what takes longer is the worker's.
SECONDS: Final = 2.0
SUFFIXES: Final = (".xlsx", ".xls", ".ods", ".csv")
#: Rows that came back and are kept; a file of which more are wrong is another list, or has shifted columns.
MOST_RETURNED: Final = 20_000


def receive(
    chunks: Iterable[bytes], name: str, receiver: Receiver, target: Target, actor: Actor
) -> tuple[Upload, bool] | Refusal:
    """(the upload, whether it is new). Read at once when it is small. The same bytes for the same target are the upload
    that they were; TooLarge of documents.store beyond LARGEST, with nothing kept."""
    if PurePath(name).suffix.lower() not in SUFFIXES:
        return Refusal(_("这里只收电子表格"), _("请交 xlsx、xls、ods 或 csv 文件"))
    kept = files.keep(chunks, LARGEST)
    path = store.fresh("file")
    try:
        if not kept.size:
            return Refusal(_("文件是空的"), _("打开文件核对后重新上传"))
        if known := _same(receiver, target, kept.sm3):
            return known, False
        kept.file.rename(store.folder() / path)
        store.settled(store.folder() / path)
        try:
            with transaction.atomic():
                upload = Upload.objects.create(
                    feed=receiver.code, target=target.code, target_title=target.title[:200], org_id=target.org,
                    place_id=target.place, place_path=target.place_path, name=PurePath(name).name[-200:], size=kept.size,
                    sm3=kept.sm3, path=path, key=kept.key.hex(), by_user=actor.user, by_name=actor.name,
                )  # fmt: skip
                record(
                    "upload.receive", actor, "upload", str(upload.uid), clause=receiver.feed.clause,
                    feed=receiver.code, target=target.code, sm3=kept.sm3, size=kept.size,
                )  # fmt: skip
        except IntegrityError:
            store.forget(path)
            if known := _same(receiver, target, kept.sm3):
                return known, False
            raise
    finally:
        kept.file.unlink(missing_ok=True)
    if kept.size <= AT_ONCE and not _queued(upload):
        read(upload, SECONDS)
        upload.refresh_from_db()
    return upload, True


def _same(receiver: Receiver, target: Target, sm3: str) -> Upload | None:
    rows = Upload.objects.filter(feed=receiver.code, target=target.code, sm3=sm3)
    return rows.exclude(state__in=OVER).first()


def _queued(upload: Upload) -> bool:
    """Whether its sender has another one in reading: one account holds up one request at a time."""
    before = Upload.objects.filter(by_user=upload.by_user, state__in=("received", "reading"), pk__lt=upload.pk)
    return upload.by_user is not None and before.exists()


def read(upload: Upload, seconds: float | None = None) -> bool:
    """Reads and checks a file, and stages it or refuses it; False when it is another's, or takes more than these
    seconds. May be stopped anywhere."""
    drawn = claim(upload, "reading", "received", "reading")
    if drawn is None:
        return False
    receiver, key = upload.receiver, bytes.fromhex(upload.key.clear())
    suffix = PurePath(upload.name.clear()).suffix.lower()
    try:
        with beating(upload, drawn), store.reading(upload.path, key, suffix) as (file, work):
            found = RECEIVERS.reader.whole(file, receiver.feed, work, seconds)
        if isinstance(found, Refusal):
            return _refuse(upload, drawn, found)
        table = found.accepted
        told = checking.faults(receiver, upload.for_target, table)
        returned = _returned(receiver, found, table, told)
        if not table.num_rows and not returned:
            return _refuse(upload, drawn, Refusal(_("表头下面没有数据"), _("从第二行起填写，示例行不算")))
        if len(returned) > MOST_RETURNED:
            wrong = _("%(n)s 行有错，多半是列错位了") % {"n": len(returned)}
            return _refuse(upload, drawn, Refusal(wrong, _("下载模板对照各列，改好后重新上传")))
        beat(upload, drawn)
        return _stage(upload, drawn, table, returned, key)
    except TimeoutError:
        with held(upload, drawn, "reading") as locked:
            locked.state, locked.claim = "received", None
            locked.save(update_fields=["state", "claim"])
        return False
    except Lost:
        return False
    except Exception as error:
        # Read again, it would fail again: its sender is told, and the place stands in the log, without values.
        fell(upload, error)
        return _refuse(
            upload, drawn, Refusal(_("文件读不出来（程序遇到意外）"), _("另存为 xlsx 后重新上传，并向我们反映"))
        )


def _returned(
    receiver: Receiver, found: Read, table: pa.Table, told: dict[int, list[Fault]]
) -> list[tuple[int, int, dict[str, str], list[tuple[str, str, str]]]]:
    more = checking.beside(receiver, [line.cells for line in found.returned])
    rows = [
        (line.sheet_no, line.row, line.cells, [*line.faults, *faults])
        for line, faults in zip(found.returned, more, strict=True)
    ]
    for at, row in zip(told, table.take(pa.array(list(told), pa.int64())).to_pylist(), strict=True):
        rows.append(
            (
                row["sheet_no"],
                row["row"],
                checking.written(receiver, row),
                [(f.column, f.wrong, f.mend) for f in told[at]],
            )
        )
    kept = [(sheet, row, *checking.shortened(cells, faults)) for sheet, row, cells, faults in rows]
    return sorted(kept, key=lambda row: row[:2])


def _refuse(upload: Upload, drawn: object, why: Refusal) -> bool:
    with held(upload, drawn, "reading") as locked:  # type: ignore[arg-type]
        locked.state, locked.said = "refused", str(why)[:500]
        locked.save(update_fields=["state", "said"])
        record("upload.refuse", Actor.the_system(), "upload", str(locked.uid), feed=locked.feed)
    return True


def _stage(upload: Upload, drawn: object, table: pa.Table, returned: list[tuple], key: bytes) -> bool:  # type: ignore[type-arg]
    name = store.write_table(table, key)
    try:
        with held(upload, drawn, "reading") as locked:  # type: ignore[arg-type]
            insert(
                UploadRow,
                {
                    "upload": [locked.pk] * len(returned),
                    "sheet_no": [row[0] for row in returned],
                    "row": [row[1] for row in returned],
                    "state": ["returned"] * len(returned),
                    "cells": [json.dumps(row[2], ensure_ascii=False) for row in returned],
                    "faults": [json.dumps(row[3], ensure_ascii=False) for row in returned],
                },
            )
            # Of the file's own rows those stand aside that the checks sent back.
            strange = {row[:2] for row in returned}
            own = set(checking.spots(table))
            locked.rows_returned = len(returned)
            locked.rows_accepted = len(own - strange)
            locked.rows_read = locked.rows_accepted + locked.rows_returned
            locked.state, locked.staged, locked.staged_at = "staged", name, timezone.now()
            locked.save()
            record(
                "upload.stage", Actor.the_system(), "upload", str(locked.uid), feed=locked.feed, read=locked.rows_read,
                accepted=locked.rows_accepted, returned=locked.rows_returned,
            )  # fmt: skip
    except BaseException:
        store.forget(name)
        raise
    return True
