"""What was staged becomes records, all of it or nothing."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.uploads import store
from chunfeng.base.uploads.actions.claiming import Lost, beat, claim, fell, held
from chunfeng.base.uploads.actions.mending import effective
from chunfeng.base.uploads.models import Upload, UploadRow
from chunfeng.kernel.refusal import Refusal

#: Rows up to which the sender waits for the records.
AT_ONCE = 1_000


def confirm(upload: Upload, actor: Actor, *, give_up: bool = False) -> Refusal | None:
    """The sender says yes. give_up: rows that came back and are not mended shall not count. Small lists are committed
    before this returns, others by the worker."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.state != "staged":
            return Refusal(_("现在是“%(state)s”，不能确认") % {"state": locked.get_state_display()})
        if locked.rows_returned and not give_up:
            return Refusal(_("还有 %(n)s 行没有改好") % {"n": locked.rows_returned}, _("改好，或者放弃这些行"))
        if not locked.rows_accepted:
            return Refusal(_("没有可以入库的行"), _("改好退回的行，或者放弃这次报送"))
        locked.rows_given_up += locked.rows_returned
        locked.rows_returned = 0
        locked.state, locked.said, locked.claim = "committing", "", None
        locked.by_user, locked.by_name = actor.user, actor.name
        locked.save()
        record(
            "upload.confirm", actor, "upload", str(locked.uid), feed=locked.feed, accepted=locked.rows_accepted,
            given_up=locked.rows_given_up,
        )  # fmt: skip
    upload.refresh_from_db()
    if upload.rows_accepted <= AT_ONCE:
        commit(upload)
        upload.refresh_from_db()
        return Refusal(upload.said) if upload.state == "staged" else None
    return None


def commit(upload: Upload) -> bool:
    """Writes the records; False when it is another's. A list that its receiver refuses is staged again, with the reason."""
    drawn = claim(upload, "committing", "committing")
    if drawn is None:
        return False
    receiver = upload.receiver
    try:
        table = effective(upload)
        beat(upload, drawn)
        with held(upload, drawn, "committing") as locked:
            if table.num_rows != locked.rows_accepted:
                raise AssertionError(f"{table.num_rows} rows staged, {locked.rows_accepted} accepted")
            try:
                with transaction.atomic():
                    done = receiver.commit(locked.for_target, table, locked.actor, locked.pk)
                    if isinstance(done, Refusal):
                        raise _NotNow(done)
            except _NotNow as refused:
                return _back(locked, refused.why)
            if done.made + done.already != table.num_rows:
                raise AssertionError(f"{table.num_rows} rows, {done.made} made, {done.already} there already")
            _settle(locked, done.made, done.already)
    except Lost:
        return False
    except Exception as error:
        fell(upload, error)
        with held(upload, drawn, "committing") as locked:
            return _back(
                locked,
                Refusal(_("没有入库（程序遇到意外），什么都没有写入"), _("过几分钟再确认；仍不行的，向我们反映")),
            )
    return True


class _NotNow(Exception):
    def __init__(self, why: Refusal) -> None:
        self.why = why
        super().__init__(str(why))


def _back(locked: Upload, why: Refusal) -> bool:
    """Rows given up stand again as returned ones: their cells are still there."""
    locked.rows_returned, locked.rows_given_up = locked.rows_given_up, 0
    locked.state, locked.said = "staged", str(why)[:500]
    locked.save()
    record("upload.not_committed", locked.actor, "upload", str(locked.uid), feed=locked.feed)
    return True


def _settle(locked: Upload, made: int, already: int) -> None:
    UploadRow.objects.filter(upload=locked).delete()
    staged, locked.staged = locked.staged, ""
    locked.state, locked.committed_at = "committed", timezone.now()
    locked.rows_made, locked.rows_already = made, already
    locked.save()
    record(
        "upload.commit", locked.actor, "upload", str(locked.uid), clause=locked.receiver.feed.clause, feed=locked.feed,
        target=locked.target, sm3=locked.sm3, made=made, already=already, given_up=locked.rows_given_up,
    )  # fmt: skip
    transaction.on_commit(lambda: store.forget(staged))


def abandon(upload: Upload, actor: Actor) -> Refusal | None:
    """The sender drops what is not committed; nothing of it is kept but that it was."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.state not in ("received", "reading", "staged"):
            return Refusal(_("现在是“%(state)s”，不能放弃") % {"state": locked.get_state_display()})
        UploadRow.objects.filter(upload=locked).delete()
        names = (locked.staged, locked.path)
        locked.staged, locked.state, locked.claim = "", "abandoned", None
        locked.rows_given_up, locked.rows_accepted, locked.rows_returned = locked.rows_read, 0, 0
        locked.save()
        record("upload.abandon", actor, "upload", str(locked.uid), feed=locked.feed, rows=locked.rows_read)
        for name in names:
            transaction.on_commit(partial(store.forget, name))
    upload.refresh_from_db()
    return None
