"""Rows that came back, set right: in place, cell by cell, or by a file that holds only them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.documents import store as files
from chunfeng.base.policy.declarations import Column
from chunfeng.base.uploads import checking, store
from chunfeng.base.uploads.actions.receiving import LARGEST, SUFFIXES
from chunfeng.base.uploads.declarations import RECEIVERS, Receiver
from chunfeng.base.uploads.models import Upload, UploadRow
from chunfeng.base.uploads.workbooks import ORIGIN, ORIGIN_SHEET
from chunfeng.kernel.digits import natural
from chunfeng.kernel.refusal import Refusal


def table_of(receiver: Receiver, rows: Iterable[tuple[UploadRow, Mapping[str, Any]]]) -> pa.Table:
    """Rows that were read one by one, as the reader gives them."""
    lines = [dict(values) | {"sheet_no": row.sheet_no, "row": row.row} for row, values in rows]
    return pa.Table.from_pylist(lines, RECEIVERS.reader.schema(receiver.feed))


def mend(upload: Upload, given: Mapping[int, Mapping[str, str]], actor: Actor) -> int | Refusal:
    """given: primary key of a returned row → column → what to write there. Gives how many rows are accepted now; what is
    still wrong is written to the rows."""
    receiver = upload.receiver
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.state != "staged":
            return Refusal(_("现在是“%(state)s”，不能再改") % {"state": locked.get_state_display()})
        rows = list(locked.rows.filter(pk__in=given, state="returned"))
        readable: list[tuple[UploadRow, dict[str, Any]]] = []
        for row in rows:
            names = {column.name for column in receiver.feed.columns}
            fresh = {name: text[: checking.LONGEST_CELL] for name, text in given[row.pk].items() if name in names}
            cells = row.written | fresh
            values, faults = RECEIVERS.reader.row(receiver.feed, cells)
            row.cells = json.dumps(cells, ensure_ascii=False)
            row.tell((*faults, *checking.beside(receiver, [cells])[0]) if faults else ())
            if not faults:
                readable.append((row, values))
        _check(locked, receiver, readable)
        for row in rows:
            row.state = "returned" if row.told else "mended"
            row.save(update_fields=["cells", "faults", "state"])
        made = sum(row.state == "mended" for row in rows)
        locked.rows_accepted += made
        locked.rows_returned -= made
        locked.save(update_fields=["rows_accepted", "rows_returned"])
        record("upload.mend", actor, "upload", str(locked.uid), feed=locked.feed, rows=len(rows), accepted=made)
    upload.refresh_from_db()
    return made


def _check(upload: Upload, receiver: Receiver, readable: list[tuple[UploadRow, dict[str, Any]]]) -> None:
    if not readable:
        return
    standing = checking.keys(receiver, now := effective(upload)) if receiver.same else []
    known = dict(zip(standing, checking.spots(now), strict=True)) if standing else {}
    table = table_of(receiver, readable)
    for at, faults in checking.faults(receiver, upload.for_target, table, known).items():
        readable[at][0].tell(faults)


def effective(upload: Upload) -> pa.Table:
    """All accepted rows as they stand now: the file's without those that came back, and the mended ones."""
    receiver = upload.receiver
    table = store.read_table(upload.staged, bytes.fromhex(upload.key.clear()))
    rows = list(upload.rows.all())
    if not rows:
        return table
    aside = {(row.sheet_no, row.row) for row in rows}
    keep = [spot not in aside for spot in checking.spots(table)]
    mended = []
    for row in rows:
        if row.state == "mended":
            values, faults = RECEIVERS.reader.row(receiver.feed, row.written)
            if faults:
                # A parser that has grown stricter meanwhile.
                raise ValueError("a mended row can no longer be read")
            mended.append((row, values))
    return pa.concat_tables([table.filter(pa.array(keep, pa.bool_())), table_of(receiver, mended)])


def merge(upload: Upload, chunks: Iterable[bytes], name: str, actor: Actor) -> tuple[int, int] | Refusal:
    """A mending file: (rows of it that were returned rows of this upload, how many of these are accepted now)."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        return Refusal(_("这里只收电子表格"), _("请交 xlsx、xls、ods 或 csv 文件"))
    kept = files.keep(chunks, LARGEST)
    path = store.fresh("file")
    try:
        kept.file.rename(store.folder() / path)
        feed = upload.receiver.feed
        origin = (Column("origin_sheet", "int", (ORIGIN_SHEET,)), Column("origin_row", "int", (ORIGIN,), True))
        with store.reading(path, kept.key, suffix) as (file, work):
            found = RECEIVERS.reader.whole(file, replace(feed, columns=(*feed.columns, *origin)), work)
        if isinstance(found, Refusal):
            return found
        lines = [
            (row["origin_sheet"], row["origin_row"], checking.written(upload.receiver, row))
            for row in found.accepted.to_pylist()
        ]
        for line in found.returned:
            sheet, row = (line.cells.get(name, "") for name in ("origin_sheet", "origin_row"))
            if (at := natural(row)) is not None:
                lines.append((natural(sheet), at, line.cells))
    finally:
        kept.file.unlink(missing_ok=True)
        store.forget(path)
    there = {(row.sheet_no, row.row): row.pk for row in upload.rows.filter(state="returned")}
    given = {
        there[spot]: cells
        for sheet, row, cells in lines
        if (spot := (sheet or next((s for s, r in there if r == row), 0), row)) in there
    }
    made = mend(upload, given, actor)
    return made if isinstance(made, Refusal) else (len(given), made)
